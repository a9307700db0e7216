"""How a provider's module describes the sender's API, for deliveries that contain ids only.

The host is in the provider's module and the key is beside the source's secret, so that nothing in a delivery
decides which server is called, or with which key. `fetching` makes the requests; receivers never import it.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.json_access import as_text
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason

_MAX_ID_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SenderApi:
    """A sender's API: its address, and the headers that an API key becomes."""

    base_url: str
    authorization: Callable[[str], Mapping[str, str]]


class Get(Protocol):
    """Calls the API of one source: `get("orders", "7", include="addresses")` returns the response's JSON."""

    def __call__(self, *path: str, **query: str) -> Any:
        """Raises Rejected or Unavailable."""


def bearer(key: str) -> Mapping[str, str]:
    """Return `Authorization: Bearer …`."""
    return {"Authorization": f"Bearer {key}"}


def basic(key: str) -> Mapping[str, str]:
    """Return `Authorization: Basic …` with the key as both the user and the password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:{key}".encode()).decode()}


def identifier(value: Any) -> str:
    """Return an id from a delivery, for use in a path or a query. Raises Rejected if it is none."""
    id_ = as_text(value)
    if not id_.strip(".") or len(id_) > _MAX_ID_LENGTH:
        raise Rejected(Reason.ID_MISSING, "The delivery has no id of what it is about")
    return id_
