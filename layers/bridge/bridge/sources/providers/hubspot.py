"""HubSpot: contacts, which are fetched by id (docs/senders/hubspot.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import Option, Topics
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.signatures import Hmac, Secrets

_SCHEME = Hmac(
    headers=("x-hubspot-signature-v3",),
    encoding="base64",
    signed=b"%(method)b%(url)b%(body)b%(timestamp)b",
    timestamp="x-hubspot-request-timestamp",
    per_second=1000,
)


class SignatureV3:
    """HubSpot's scheme, which signs the URL that was called, too.

    Behind a proxy the option `url` says what that was.
    """

    def verify(self, request: Request, secrets: Secrets, options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        called = replace(request, url=options.get("url", request.url))
        _SCHEME.verify(called, secrets, options)


KINDS = (SourceKind.FORM,)
SIGNATURE = SignatureV3()
TOPICS = Topics(
    default=("contact.creation", "object.creation"),
    optional=("contact.propertyChange", "object.propertyChange"),
)
OPTIONS = {
    "url": Option(r"https://\S+", "the target URL as HubSpot shows it, with https://"),
    "properties": Option(r"[a-z0-9_]+(?:,[a-z0-9_]+)*", "names of properties, separated by commas"),
}
API = SenderApi("https://api.hubapi.com", bearer)

_PROPERTIES = "firstname,lastname,email,phone,mobilephone,company,address,city,zip,country"
_ADDED = ("createdate", "lastmodifieddate", "hs_object_id")
"""Properties that HubSpot returns although nobody asks for them."""
_CONTACT_TYPES = ("", "0-1")
"""`objectTypeId` of a contact; it may be missing."""


def split(request: Request) -> list[Request]:
    """Return one request per event. HubSpot puts up to a hundred into one."""
    return [request.carrying(event) for event in as_objects(request.value)]


def key(request: Request) -> bytes:
    """Everything that identifies the event: HubSpot does not promise that its `eventId` is unique."""
    event = request.json
    names = ("portalId", "subscriptionType", "objectId", "occurredAt")
    return form.key_from_ids(request, *map(event.get, names))


def topic(request: Request) -> str:
    """The `subscriptionType`."""
    return as_text(request.json.get("subscriptionType"))


def fetch(delivery: Delivery, source: Source, get: Get) -> Any:
    """Fetch the contact of an event."""
    event = parse(delivery.body)
    if as_text(event.get("objectTypeId")) not in _CONTACT_TYPES:
        return Ignored(Reason.TOPIC_NOT_INCLUDED)
    properties = ",".join(filter(None, (_PROPERTIES, source.options.get("properties"))))
    return get("crm", "v3", "objects", "contacts", identifier(event.get("objectId")), properties=properties)


def read(delivery: Delivery) -> Submission:
    """Read the contact's properties by HubSpot's names."""
    contact = parse(delivery.body)
    properties = as_object(contact.get("properties"))
    return form.submission(
        "hubspot",
        [FormAnswer(name, "", value) for name, value in properties.items()],
        hidden={name: properties[name] for name in _ADDED if name in properties},
        submission_id=as_text(contact.get("id")),
        submitted_at=as_text(contact.get("createdAt")),
        raw=contact,
    )
