"""HubSpot: the webhook names contacts, its API knows them (docs/senders/hubspot.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import Option
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.signatures import Hmac, Secrets

_ROW = Hmac(
    headers=("x-hubspot-signature-v3",),
    encoding="base64",
    signed=b"%(method)b%(url)b%(body)b%(timestamp)b",
    timestamp="x-hubspot-request-timestamp",
    per_second=1000,
)


class SignatureV3:
    """HubSpot signs the address that it called, too: behind a proxy, only the option `url` knows it."""

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        _ROW.verify(replace(request, url=options.get("url", request.url)), secrets, options)


KINDS = ("form",)
SIGNATURE = SignatureV3()
TOPICS = ("contact.creation", "object.creation")
OTHER_TOPICS = ("contact.propertyChange", "object.propertyChange")
OPTIONS = {
    "url": Option(r"https://\S+", "the address as it stands at HubSpot, from https:// on"),
    "properties": Option(r"[a-z0-9_]+(?:,[a-z0-9_]+)*", "names of properties with commas between"),
}
API = SenderApi("https://api.hubapi.com", bearer)

_PROPERTIES = "firstname,lastname,email,phone,mobilephone,company,address,city,zip,country"
_CONTACTS = ("", "0-1")


def split(request: Request) -> list[Request]:
    """One request per event: HubSpot puts up to a hundred into one."""
    return [request.carrying(event) for event in records(request.value)]


def key(request: Request) -> bytes:
    """The event, by all that names it: its own id may come again."""
    names = ("portalId", "subscriptionType", "objectId", "occurredAt")
    return form.by_id(request, *(request.json.get(name) for name in names))


def topic(request: Request) -> str:
    """The `subscriptionType`."""
    return first(request.json.get("subscriptionType"))


def fetch(delivery: Delivery, source: Source, get: Get) -> Any:
    """The contact that an event is about."""
    event = parse(delivery.body)
    if first(event.get("objectTypeId")) not in _CONTACTS:
        return Ignored(Reason.TOPIC_NOT_INCLUDED)
    wanted = ",".join(filter(None, (_PROPERTIES, source.options.get("properties"))))
    return get("crm", "v3", "objects", "contacts", identifier(event.get("objectId")), properties=wanted)


def read(delivery: Delivery) -> Submission:
    """The contact's properties under HubSpot's names."""
    contact = parse(delivery.body)
    return form.submission(
        "hubspot",
        [Answered(name, "", each) for name, each in record(contact.get("properties")).items()],
        submission_id=first(contact.get("id")),
        submitted_at=first(contact.get("createdAt")),
        raw=contact,
    )
