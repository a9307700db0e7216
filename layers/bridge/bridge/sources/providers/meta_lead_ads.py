"""Lead ads of Facebook and Instagram: the webhook names leads, Meta's API has the answers.

docs/senders/meta-lead-ads.md
"""

from typing import Any

from bridge.http import Request, Response
from bridge.json_access import first, parse, record, records
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.signatures import Hmac, Secrets

KINDS = ("form",)
SIGNATURE = Hmac(headers=("x-hub-signature-256",), encoding="hex", prefix="sha256=")
TOPICS = ("leadgen",)
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE
API = SenderApi("https://graph.facebook.com", bearer)

_VERSION = "v25.0"
_TEST = "<test lead:"


def handshake(request: Request, _secrets: Secrets) -> Response | None:
    """The challenge, back to whoever gives the source's name as the verify token.

    It need not be a secret: deliveries are signed, and digits are all that is ever repeated.
    """
    asked = {name: request.query.get(f"hub.{name}", "") for name in ("mode", "verify_token", "challenge")}
    right = asked["mode"] == "subscribe" and asked["verify_token"] == request.path_parameters.get("source")
    if request.method != "GET" or not (right and asked["challenge"].isdecimal()):
        return None
    return Response(200, asked["challenge"], "text/plain")


def split(request: Request) -> list[Request]:
    """One request per lead: Meta puts up to a thousand into one."""
    entries = records(request.json.get("entry"))
    changes = [change for entry in entries for change in records(entry.get("changes"))]
    return [request.carrying(change) for change in changes]


def key(request: Request) -> bytes:
    """The lead."""
    return form.by_id(request, record(request.json.get("value")).get("leadgen_id"))


def topic(request: Request) -> str:
    """What changed on the page."""
    return first(request.json.get("field"))


def fetch(delivery: Delivery, _source: Source, get: Get) -> Any:
    """The lead, with its answers."""
    value = record(parse(delivery.body).get("value"))
    return get(_VERSION, identifier(value.get("leadgen_id")))


def read(delivery: Delivery) -> Submission | Ignored:
    """The answers under Meta's names of its own questions, and the slugs of others."""
    lead = parse(delivery.body)
    answers = [
        Answered(first(each.get("name")), "", form.single(each.get("values")))
        for each in records(lead.get("field_data"))
    ]
    if any(str(each.value).startswith(_TEST) for each in answers):
        return Ignored(Reason.TEST_DELIVERY)
    return form.submission(
        "meta-lead-ads",
        answers,
        submission_id=first(lead.get("id")),
        form_id=first(lead.get("form_id")),
        submitted_at=first(lead.get("created_time")),
        raw=lead,
    )
