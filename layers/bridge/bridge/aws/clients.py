"""AWS clients, made by botocore from the service models that the bridge needs, and botocore's errors as ours.

`make build` puts the reduced service models into `aws_data/`, beside this file. Without them, as in a
checkout, botocore's own models are used.
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
    """Return a botocore client, such as `client("sqs")`, with Lambda's region and credentials."""
    session = _session(_DATA)
    # botocore's own bundle holds all root certificates, and takes 20 ms to read at each first connection.
    verify = str(_ROOTS) if _ROOTS.exists() and not session.get_config_variable("ca_bundle") else None
    return session.create_client(service, config=_CONFIG, verify=verify)


@cache
def _session(data: Path) -> Session:
    """Return the session of all clients. Another one would take 8 ms."""
    session = get_session()
    if data.is_dir():
        loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
        session.register_component("data_loader", loader)
    return session


_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "max_attempts": 2},
    s3={"addressing_style": "virtual"},  # else the URLs of uploads have no region, and S3 redirects them
)


@contextmanager
def aws_errors(reason: Reason) -> Iterator[None]:
    """Turn AWS's errors (throttling, 5xx, time-outs, missing permissions) into Unavailable with this reason.

    Failed conditions pass through, because the caller handles them.
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
    """Return AWS's name of the error."""
    return str(error.response.get("Error", {}).get("Code", "Unknown"))
