"""`python -m cli.explain SOURCES SOURCE FILE [VERSION]`: which customer a sample would become, and why.

SOURCES is the built sources.json. FILE is a body as the sender sends it, or a Lambda event as in events/.
VERSION is that of Seven Time's API, 1 if it is not given, as in template.yaml.
"""

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bridge.mapping.customer import Mapped, to_customer
from bridge.mapping.expressions import compiled
from bridge.mapping.field_readers import is_answer
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.mapping.gather import customer_type_in, deductions_wanted, flat
from bridge.mapping.label_lookup import by_field, field_of
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import Reason, sentences
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import registry
from bridge.sources.providers import SendsIds, provider, read
from cli.samples import deliveries

PREFERRED = {"name": "companyName"}
"""Field → another field that replaces it."""

_DEFAULT = "defaults"
_OTHER_ADDRESSES = ("billingSettings.address", "deliveryAddress.address")
MADE_OF = {
    "name": ("firstName", "lastName", "contactPerson"),
    "organizationNumber": ("personalNumber", "vatNumber", "companyName", "name", "notes"),
    "billingSettings.deductionDistribution": ("personalNumber", "coApplicantNumber"),
    "address": (*_OTHER_ADDRESSES, "zipCode"),
    "zipCode": ("city", "address", *_OTHER_ADDRESSES),
    "city": ("zipCode", "address", *_OTHER_ADDRESSES),
}
"""Field → the other fields that it can be made of."""

ROW = "  {0:<38} {1:<34} {2}"
_WIDTH = 34
"""Characters of a value that are shown."""


def main(arguments: list[str]) -> int:
    """Print the explanation. Return 1 if source or file is unknown, or if the sample makes no customer."""
    built, name, file, *version = arguments
    if version not in ([], ["1"], ["2"]):
        print(f"VERSION={version[0]}: has to be 1 or 2.")
        return 1
    sources = registry.load(Path(built))
    if name not in sources:
        print(f"SOURCE={name}: not in sources.yaml. It has {', '.join(sources)}.")
        return 1
    if not Path(file).is_file():
        print(f"FILE={file}: no such file. Name a file with a body as the sender sends it.")
        return 1
    source = sources[name]
    samples = deliveries(Path(file).read_bytes(), source)
    made = [explain(sample, source, *version) for sample in samples]
    return 0 if all(made) else 1


def explain(delivery: Delivery, source: Source, version: str = "1") -> bool:
    """Print the customer that a delivery becomes. Return True if it becomes one."""
    print(f"\n{source.id} ({source.provider}), version {version} of Seven Time's API\n")
    try:
        submission = read(delivery, source)
        if isinstance(submission, Ignored):
            print(f"  No customer: {submission.reason}")
            return False
        mapped = to_customer(submission, source, datetime.now(UTC).date(), version=version)
    except Rejected as failure:
        print(f"  Dead letter: {failure.reason} {failure.field or ''}\n  {failure}")
        if isinstance(provider(source.provider), SendsIds):
            print("  (This sender's webhooks have only ids: try a file with the response of its API.)")
        return False
    _print_customer(mapped, submission, source)
    return True


def _print_customer(mapped: Mapped, submission: Submission, source: Source) -> None:
    labels = _labels(submission)
    fields = flat(mapped.customer.model_dump(mode="json", exclude_unset=True))
    for field, value in fields.items():
        origin = _origin(field, submission, source, labels)
        if origin == _DEFAULT and value != flat(source.defaults)[field]:
            origin = "derived"
        print(ROW.format(field, _shortened(value), origin))
    for warning in mapped.warnings:
        message = sentences(warning.reason).get("message", "")
        print(ROW.format(warning.field, f"! {warning.reason}", message))
    _print_rest(mapped, submission, source)
    found = _by_expression(submission, source)
    for field, expression in source.fields.items():
        if field not in found:
            print(f"\n  Came to nothing: {field}: {expression}")


def _by_expression(submission: Submission, source: Source) -> dict[str, Any]:
    """Return field → what its expression finds in the sample, for those that find something."""
    payload, found = submission.searchable(), {}
    for field, expression in source.fields.items():
        with suppress(ValueError):  # the mapping warns about it
            found[field] = compiled(expression).search(payload)
    return {field: value for field, value in found.items() if is_answer(value)}


def _print_rest(mapped: Mapped, submission: Submission, source: Source) -> None:
    """Print the questions that no field takes, and what is no answer of a person."""
    names = [name for answer in mapped.unmapped for name in answer.names]
    if mapped.unmapped:
        is_noted = any(warning.reason == Reason.ANSWERS_IN_NOTES for warning in mapped.warnings)
        place = "In the notes" if is_noted else "Left out"
        questions = [answer.question for answer in mapped.unmapped]
        print(f"\n  {place} ({len(questions)}): {', '.join(questions)}")
    if unused := [name for name in _unused(submission, source) if name not in names]:
        print(f"\n  Not used: {', '.join(unused)}")


def _origin(field: str, submission: Submission, source: Source, labels: Mapping[str, str]) -> str:
    """Return where the value of a field comes from."""
    if field in _by_expression(submission, source):
        return f"fields: {source.fields[field]}"
    if field in flat(submission.answers):
        return "sent under this name"
    if name := labels.get(PREFERRED.get(field, "")) or labels.get(field):
        return "the type of the question" if name in KNOWN_FIELDS else f'"{name}"'
    if field in flat(source.defaults):
        return _DEFAULT
    parts = [f'"{labels[part]}"' for part in MADE_OF.get(field, ()) if part in labels]
    return f"from {', '.join(parts)}" if parts else "derived"


def _labels(submission: Submission) -> dict[str, str]:
    """Return field → the best of the labels that name it, or whose answer decides it."""
    labels: dict[str, str] = {}
    for name, value in _all_answers(submission):
        if customer_type_in(name, value):
            labels.setdefault("typeOfCustomer", name)
        labels |= dict.fromkeys(deductions_wanted(name, value), name)
    answers = {name: value for name, value in flat(submission.answers).items() if name not in KNOWN_FIELDS}
    names = [
        (name, name)
        for name, value in (*answers.items(), *submission.labels.items())
        if not customer_type_in(name, value)
    ]
    return labels | {field: best[0] for field, best in by_field(names).items()}


def _unused(submission: Submission, source: Source) -> list[str]:
    """Return the names of unused answers. An answer has a key and, with many senders, a label."""
    answers = _all_answers(submission)
    seen = [value for name, value in answers if _is_used(name, value, source)]
    unused = []
    for name, value in answers:
        if value not in seen:
            seen.append(value)
            unused.append(name)
    return unused


def _is_used(name: str, value: Any, source: Source) -> bool:
    if name in KNOWN_FIELDS or field_of(name):
        return True
    if any(name in expression for expression in source.fields.values()):
        return True
    return bool(deductions_wanted(name, value) or customer_type_in(name, value))


def _all_answers(submission: Submission) -> list[tuple[str, Any]]:
    return [*submission.labels.items(), *submission.answers.items()]


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        text = " / ".join(value.splitlines())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
