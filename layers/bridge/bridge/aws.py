"""AWS clients: botocore with only the service models in use, and its errors as ours.

The one module that knows botocore. `make build` puts the reduced service models beside this file
(`aws_data/`); without them, as in a checkout, botocore's own are used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import Loader

from bridge.failures import Unavailable

_DATA = Path(__file__).with_name("aws_data")

CONDITION_FAILED = "ConditionalCheckFailedException"
TRANSACTION_CANCELED = "TransactionCanceledException"


def client(service: str) -> Any:
    """A botocore client, e.g. `client("sqs")`, with the region and credentials that Lambda gives."""
    session = botocore.session.get_session()
    if _DATA.is_dir():
        loader = Loader(extra_search_paths=[str(_DATA)], include_default_search_paths=False)
        session.register_component("data_loader", loader)
    return session.create_client(service, config=_CONFIG)


_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 2})


@contextmanager
def trouble(code: str) -> Iterator[None]:
    """AWS's own trouble (throttling, 5xx, time-outs, missing permissions) becomes Unavailable with `code`.

    Failed conditions are the caller's to handle and pass through.
    """
    try:
        yield
    except ClientError as error:
        if error_code(error) in (CONDITION_FAILED, TRANSACTION_CANCELED):
            raise
        raise Unavailable(code, f"AWS answered {error_code(error)}", free=True) from error
    except BotoCoreError as error:
        raise Unavailable(code, f"AWS not reached: {type(error).__name__}", free=True) from error


def error_code(error: ClientError) -> str:
    """AWS's name for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))
