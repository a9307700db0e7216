"""`python -m cli.explain SOURCES SOURCE FILE`: what a sample would become, field by field, and why.

SOURCES is the built sources.json; FILE a body as the sender sends it, or a whole Lambda event as in events/.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bridge.http import Request
from bridge.json_access import as_object, as_objects
from bridge.mapping.customer import Mapped, to_customer
from bridge.mapping.gather import DEDUCTIONS, KNOWN, flat, kind_meant, wanted
from bridge.mapping.label_lookup import by_field, field_of
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.reasons import sentences
from bridge.model.source import Source
from bridge.model.submission import Ignored, Submission
from bridge.sources import providers, registry
from bridge.sources.providers import SendsIds, provider, read

BEFORE = {"name": "companyName"}
"""Field → what counts more than itself."""

_PLACES = ("billingSettings.address", "deliveryAddress.address")
MADE_OF = {
    "name": ("firstName", "lastName", "contactPerson"),
    "organizationNumber": ("personalNumber", "vatNumber", "companyName", "name", "notes"),
    "billingSettings.deductionDistribution": ("personalNumber", "coApplicantNumber"),
    "address": (*_PLACES, "zipCode"),
    "zipCode": ("city", "address", *_PLACES),
    "city": ("zipCode", "address", *_PLACES),
}
"""Field → what else it can come from."""

ROW = "  {0:<38} {1:<34} {2}"


def main(arguments: list[str]) -> int:
    """Print it; 1 when source or file is unknown, or what the file holds makes no customer."""
    built, name, file = arguments
    sources = registry.load(Path(built))
    if name not in sources:
        print(f"{name or 'SOURCE='}: not in sources.yaml; there is {', '.join(sources)}")
        return 1
    if not Path(file).is_file():
        print(f"{file or 'FILE='}: not there, or no file; a body as the sender sends it")
        return 1
    source = sources[name]
    made = [explain(delivery, source) for delivery in deliveries(Path(file).read_bytes(), source)]
    return int(not all(made))


def deliveries(content: bytes, source: Source) -> Iterator[Delivery]:
    """What the receiver would queue of the file; of a sender of ids, what its API answered to the worker."""
    if isinstance(provider(source.provider), SendsIds) and not _event(content):
        yield Delivery("", source.id, _answered(content))
    else:
        yield from providers.deliveries_in(_request(content, source.id), source)


def explain(delivery: Delivery, source: Source) -> bool:
    """Print what becomes of it; whether that is a customer."""
    print(f"\n{source.id} ({source.provider})\n")
    try:
        found = read(delivery, source)
        if isinstance(found, Ignored):
            print(f"  no customer: {found.reason}")
            return False
        mapped = to_customer(found, source, datetime.now(UTC).date())
    except Rejected as failure:
        print(f"  a dead letter: {failure.reason} {failure.field or ''}\n  {failure}")
        if isinstance(provider(source.provider), SendsIds):
            print("  (This sender's webhooks hold ids: try a file with what its API answers.)")
        return False
    _show(mapped, found, source)
    return True


def _show(mapped: Mapped, found: Submission, source: Source) -> None:
    labels = _labels(found)
    for field, value in flat(mapped.customer.model_dump(mode="json", exclude_unset=True)).items():
        print(ROW.format(field, _short(value), _why(field, found, source, labels)))
    for warning in mapped.warnings:
        print(ROW.format(warning.field, f"! {warning.reason}", sentences(warning.reason).get("message", "")))
    if unused := [*_unused(found, source)]:
        print(f"\n  Names no field: {', '.join(unused)}")


def _why(field: str, found: Submission, source: Source, labels: Mapping[str, str]) -> str:
    if field in source.fields:
        return f"fields: {source.fields[field]}"
    if field in flat(found.answers):
        return "the sender names it so"
    if name := labels.get(BEFORE.get(field, "")) or labels.get(field):
        return "a question of that kind" if name in KNOWN else f'"{name}"'
    if field in flat(source.defaults):
        return "defaults"
    parts = [labels[part] for part in MADE_OF.get(field, ()) if part in labels]
    return "out of " + ", ".join(f'"{part}"' for part in parts) if parts else "worked out"


def _labels(found: Submission) -> dict[str, str]:
    """Field → the best of the labels that name it."""
    answers = [each for each in flat(found.answers).items() if each[0] not in KNOWN]
    pairs = [*found.labels.items(), *found.answers.items()]
    wishes = {DEDUCTIONS.get(wish, ""): name for name, value in pairs for wish in wanted(name, value)}
    kinds = {"typeOfCustomer": next((name for name, value in pairs if kind_meant(name, value)), "")}
    named = [(name, name) for name, value in (*answers, *found.labels.items()) if not kind_meant(name, value)]
    return kinds | wishes | {field: best[0] for field, best in by_field(named).items()}


def _unused(found: Submission, source: Source) -> Iterator[str]:
    """The names of answers that went nowhere; an answer has a key and, with many senders, a label."""
    pairs = [*found.labels.items(), *found.answers.items()]
    seen = [value for name, value in pairs if _is_used(name, source) or _is_meant(name, value)]
    for name, value in pairs:
        if value not in seen:
            seen.append(value)
            yield name


def _is_meant(name: str, value: Any) -> bool:
    return bool(wanted(name, value) or kind_meant(name, value))


def _is_used(name: str, source: Source) -> bool:
    return name in KNOWN or bool(field_of(name)) or any(name in each for each in source.fields.values())


def _request(content: bytes, source: str) -> Request:
    event = _event(content)
    if event:
        return Request.from_event(event | {"pathParameters": {"source": source}}, 0.0)
    return Request(
        method="POST",
        path_parameters={"source": source},
        headers={"content-type": _content_type(content)},
        body=content,
    )


def _answered(content: bytes) -> bytes:
    """The one order or customer, out of the list in which some APIs answer it."""
    try:
        answer = json.loads(content)
    except ValueError:
        return content
    found = as_objects(answer) or as_objects(as_object(answer).get("data"))
    return json.dumps(found[0]).encode() if found else content


def _event(content: bytes) -> dict[str, Any]:
    try:
        event = json.loads(content)
    except ValueError:
        return {}
    return event if isinstance(event, dict) and "httpMethod" in event else {}


def _content_type(content: bytes) -> str:
    """Of a multipart body, whose first line is its boundary; the readers tell the others by themselves."""
    first = content.partition(b"\n")[0].strip().decode(errors="replace")
    return f"multipart/form-data; boundary={first[2:]}" if first.startswith("--") else ""


def _short(value: Any) -> str:
    text = (
        " / ".join(str(value).splitlines())
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
    )
    return text if len(text) <= 34 else text[:33] + "…"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
