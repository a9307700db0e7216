"""Meta: leads from Facebook and Instagram, which are fetched by id (docs/senders/meta-lead-ads.md)."""

from typing import Any

from bridge.http import Request, Response
from bridge.json_access import as_object, as_objects, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.reasons import Reason
from bridge.model.source import Source, SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_OPTIONS, Topics
from bridge.sources.sender_api import Get, SenderApi, bearer, identifier
from bridge.sources.signatures import Hmac, Secrets

KINDS = (SourceKind.FORM,)
SIGNATURE = Hmac(headers=("x-hub-signature-256",), encoding="hex", prefix="sha256=")
TOPICS = Topics(default=("leadgen",))
OPTIONS = NO_OPTIONS
API = SenderApi("https://graph.facebook.com", bearer)

_VERSION = "v25.0"
_TEST_ANSWER = "<test lead:"


def handshake(request: Request, _secrets: Secrets) -> Response | None:
    """Repeat Meta's challenge if the verify token is the source's name.

    The token need not be secret: deliveries are signed, and only digits are repeated.
    """
    query = request.query
    if request.method != "GET" or query.get("hub.mode") != "subscribe":
        return None
    if query.get("hub.verify_token", "") != request.path_parameters.get("source"):
        return None
    challenge = query.get("hub.challenge", "")
    return Response(200, challenge, "text/plain") if challenge.isdecimal() else None


def split(request: Request) -> list[Request]:
    """Return one request per lead. Meta puts up to a thousand into one."""
    changes: list[dict[str, Any]] = []
    for entry in as_objects(request.json.get("entry")):
        changes += as_objects(entry.get("changes"))
    return [request.carrying(change) for change in changes]


def key(request: Request) -> bytes:
    """The lead's id."""
    return form.key_from_ids(request, as_object(request.json.get("value")).get("leadgen_id"))


def topic(request: Request) -> str:
    """The field of the page that changed: `leadgen` for a lead."""
    return as_text(request.json.get("field"))


def fetch(delivery: Delivery, _source: Source, get: Get) -> Any:
    """Fetch the lead with its answers."""
    value = as_object(parse(delivery.body).get("value"))
    return get(_VERSION, identifier(value.get("leadgen_id")))


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the answers by Meta's names for its own questions, and by the slugs of other questions."""
    lead = parse(delivery.body)
    answers = [_answer(field) for field in as_objects(lead.get("field_data"))]
    if any(str(answer.value).startswith(_TEST_ANSWER) for answer in answers):
        return Ignored(Reason.TEST_DELIVERY)
    return form.submission(
        "meta-lead-ads",
        answers,
        submission_id=as_text(lead.get("id")),
        form_id=as_text(lead.get("form_id")),
        submitted_at=as_text(lead.get("created_time")),
        raw=lead,
    )


def _answer(field: dict[str, Any]) -> FormAnswer:
    return FormAnswer(as_text(field.get("name")), "", form.unwrap_single(field.get("values")))
