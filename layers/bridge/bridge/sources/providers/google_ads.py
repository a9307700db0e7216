"""Google Ads: a lead form (docs/senders/google-ads.md)."""

import hmac
from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import as_objects, as_text, parse
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic
from bridge.model.reasons import Reason
from bridge.model.source import SourceKind
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import FormAnswer
from bridge.sources.options import NO_OPTIONS, NO_TOPICS
from bridge.sources.signatures import Secrets, unverified_json


class KeyInBody:
    """The advertiser's own secret, which Google puts into the body as `google_key`."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        given = as_text(unverified_json(request).get("google_key")).encode(errors="replace")
        if not any([hmac.compare_digest(secret.encode(), given) for secret in secrets]):
            raise Unauthentic(Reason.BAD_TOKEN if given else Reason.TOKEN_MISSING)


KINDS = (SourceKind.FORM,)
SIGNATURE = KeyInBody()
TOPICS = NO_TOPICS
OPTIONS = NO_OPTIONS

topic = form.no_topic


def key(request: Request) -> bytes:
    """The lead's id."""
    return form.key_from_ids(request, request.json.get("lead_id"))


def body(request: Request) -> bytes:
    """The lead without the secret."""
    lead = {name: value for name, value in request.json.items() if name != "google_key"}
    return request.carrying(lead).body


def read(delivery: Delivery) -> Submission | Ignored:
    """Read the answers by column. An advertiser's own question has a column named after its text."""
    payload = parse(delivery.body)
    if payload.get("is_test"):
        return Ignored(Reason.TEST_DELIVERY)
    return form.submission(
        "google-ads",
        [_answer(column) for column in as_objects(payload.get("user_column_data"))],
        submission_id=as_text(payload.get("lead_id")),
        form_id=as_text(payload.get("form_id")),
        submitted_at=as_text(payload.get("lead_submit_time")),
        raw=payload,
    )


def _answer(column: dict[str, Any]) -> FormAnswer:
    id_, name = as_text(column.get("column_id")), as_text(column.get("column_name"))
    return FormAnswer(id_, name, column.get("string_value"))
