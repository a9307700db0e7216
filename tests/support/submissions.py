"""Map the answers of a form, as a source without settings of its own does."""

from datetime import date
from typing import Any

from bridge.mapping.customer import Mapped, to_customer
from bridge.model.source import Source
from bridge.model.submission import Submission

TODAY = date(2026, 11, 23)


def mapped(
    answers: dict[str, Any],
    labels: dict[str, Any] | None = None,
    corrections: dict[str, Any] | None = None,
    raw: Any = None,
    today: date = TODAY,
    **settings: Any,
) -> Mapped:
    source = Source(id="quote-request", kind="form", provider="plain", **settings)
    submission = Submission("plain", answers=answers, labels=labels or {}, raw=raw)
    return to_customer(submission, source, today, corrections or {})


def customer(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return mapped(answers, **more).customer.model_dump(exclude_none=True)


def warnings(answers: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
    return {(warning.reason, warning.field) for warning in mapped(answers, **more).warnings}
