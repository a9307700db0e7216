"""Google Ads: a lead form (docs/senders/google-ads.md)."""

import hmac
from collections.abc import Mapping
from typing import Any

from bridge.http import Request
from bridge.json_access import first, parse, records
from bridge.model.delivery import Delivery
from bridge.model.failures import Unauthentic
from bridge.model.reasons import Reason
from bridge.model.submission import Ignored, Submission
from bridge.sources import form
from bridge.sources.form import Answered
from bridge.sources.options import NONE
from bridge.sources.signatures import Secrets


class KeyInBody:
    """A secret of the advertiser's that stands in the body, as `google_key`."""

    def verify(self, request: Request, secrets: Secrets, _options: Mapping[str, Any], /) -> None:
        """See `signatures.Signature`."""
        given = first(request.json.get("google_key")).encode(errors="replace")
        if not any([hmac.compare_digest(secret.encode(), given) for secret in secrets]):
            raise Unauthentic(Reason.BAD_TOKEN if given else Reason.TOKEN_MISSING)


KINDS = ("form",)
SIGNATURE = KeyInBody()
TOPICS: tuple[str, ...] = ()
OTHER_TOPICS: tuple[str, ...] = ()
OPTIONS = NONE

topic = form.no_topic


def key(request: Request) -> bytes:
    """The lead."""
    return form.by_id(request, request.json.get("lead_id"))


def body(request: Request) -> bytes:
    """The lead without the secret."""
    return request.carrying({k: v for k, v in request.json.items() if k != "google_key"}).body


def read(delivery: Delivery) -> Submission | Ignored:
    """The answers by column; a question of the advertiser's own has its text for one."""
    payload = parse(delivery.body)
    if payload.get("is_test"):
        return Ignored(Reason.TEST_DELIVERY)
    return form.submission(
        "google-ads",
        [
            Answered(first(each.get("column_id")), first(each.get("column_name")), each.get("string_value"))
            for each in records(payload.get("user_column_data"))
        ],
        submission_id=first(payload.get("lead_id")),
        form_id=first(payload.get("form_id")),
        submitted_at=first(payload.get("lead_submit_time")),
        raw=payload,
    )
