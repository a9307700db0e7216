"""AWS clients: botocore with only the service models in use, and its errors as ours.

The one module that knows botocore. `make build` puts the reduced service models beside this file
(`aws_data/`); without them, as in a checkout, botocore's own are used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import Loader
from botocore.session import Session, get_session

from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason

_DATA = Path(__file__).with_name("aws_data")
_ROOTS = _DATA / "roots.pem"

CONDITION_FAILED = "ConditionalCheckFailedException"
TRANSACTION_CANCELED = "TransactionCanceledException"


def client(service: str) -> Any:
    """A botocore client, e.g. `client("sqs")`, with the region and credentials that Lambda gives."""
    session = _session(_DATA)
    # botocore's own bundle has every root there is, and takes 20 ms to read at each first connection.
    verify = str(_ROOTS) if _ROOTS.exists() and not session.get_config_variable("ca_bundle") else None
    return session.create_client(service, config=_CONFIG, verify=verify)


@cache
def _session(data: Path) -> Session:
    """One for all clients: each more takes 8 ms."""
    session = get_session()
    if data.is_dir():
        loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
        session.register_component("data_loader", loader)
    return session


_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "max_attempts": 2},
    s3={"addressing_style": "virtual"},  # or else addresses for uploads name no region, and S3 redirects them
)


@contextmanager
def aws_errors(reason: Reason) -> Iterator[None]:
    """AWS's own trouble (throttling, 5xx, time-outs, missing permissions) becomes Unavailable with `reason`.

    Failed conditions are the caller's to handle and pass through.
    """
    try:
        yield
    except ClientError as error:
        if error_code(error) in (CONDITION_FAILED, TRANSACTION_CANCELED):
            raise
        raise Unavailable(reason, f"AWS answered {error_code(error)}") from error
    except BotoCoreError as error:
        raise Unavailable(reason, f"AWS not reached: {type(error).__name__}") from error


def error_code(error: ClientError) -> str:
    """AWS's name for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))
