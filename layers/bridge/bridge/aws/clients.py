"""AWS clients, made by botocore from the service models that the bridge needs, and botocore's errors as ours.

`make build` puts the reduced service models into `aws_data/`, beside this file. Without them, as in a
checkout, botocore's own models are used. So they are if the reduced ones are not enough for a newer botocore,
which Lambda may bring at any time: that takes longer, but works.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, DataNotFoundError
from botocore.loaders import Loader
from botocore.session import Session, get_session

from bridge.model.failures import Unavailable, describe_defect
from bridge.model.reasons import Reason

_DATA = Path(__file__).with_name("aws_data")
_ROOTS = _DATA / "roots.pem"
_BOTOCORE = _DATA / "none"
"""No folder: botocore's own data."""

_log = logging.getLogger(__name__)

CONDITION_FAILED = "ConditionalCheckFailedException"
TRANSACTION_CANCELED = "TransactionCanceledException"


def client(service: str) -> Any:
    """Return a botocore client, such as `client("sqs")`, with Lambda's region and credentials."""
    try:
        return _client(service, _session(_DATA))
    except Exception as error:  # a newer botocore may read the files in another way
        if not _DATA.is_dir():
            raise
        _warn(describe_defect(error))
        return _client(service, _session(_BOTOCORE))


def _client(service: str, session: Session) -> Any:
    # botocore's own bundle holds all root certificates, and takes 20 ms to read at each first connection.
    verify = str(_ROOTS) if _ROOTS.exists() and not session.get_config_variable("ca_bundle") else None
    return session.create_client(service, config=_CONFIG, verify=verify)


class _LayerData(Loader):  # type: ignore[misc]  # botocore has no types
    """The layer's data, and botocore's own for what a newer botocore misses there."""

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """Load a part of a service's model."""
        try:
            return super().load_service_model(service_name, type_name, api_version)
        except DataNotFoundError:
            _warn(f"{service_name}/{type_name}")
            return _botocore_data().load_service_model(service_name, type_name, api_version)

    def load_data_with_path(self, name: str) -> Any:
        """Load a file."""
        try:
            return super().load_data_with_path(name)
        except DataNotFoundError:
            if name.endswith("-extras"):  # botocore looks for these, and need not find them
                raise
            _warn(name)
            return _botocore_data().load_data_with_path(name)


@cache
def _botocore_data() -> Loader:
    return Loader()


@cache
def _warn(missing: str) -> None:
    """Say once what the layer's data lacks: the name of a file, or the type and place of an error."""
    _log.warning("The layer's AWS data is older than botocore, whose own is used", extra={"missing": missing})


@cache
def _session(data: Path) -> Session:
    """Return the session of all clients with this data. Another one would take 8 ms."""
    session = get_session()
    if data.is_dir():
        loader = _LayerData(extra_search_paths=[str(data)], include_default_search_paths=False)
        session.register_component("data_loader", loader)
    return session


_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "max_attempts": 2},
    max_pool_connections=10,  # one for each message that a worker processes at the same time
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
