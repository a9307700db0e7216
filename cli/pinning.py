"""`python -m cli.pinning SOURCES SOURCE CASE [FILE [VERSION]]`: write down what a sample becomes.

SOURCES is the built sources.json. FILE is a body as the sender sends it, or a Lambda event as in events/.
It is copied to tests/sources. Without FILE, the sample that is there is read again. Both versions of Seven
Time's API are written down, or only VERSION. tests/test_pinned_samples.py compares.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bridge.mapping.customer import to_customer
from bridge.mapping.gather import flat
from bridge.model.delivery import Delivery
from bridge.model.failures import Rejected
from bridge.model.source import Source
from bridge.model.submission import Ignored
from bridge.operations.samples import deliveries
from bridge.sources import registry
from bridge.sources.providers import read

FOLDER = Path(__file__).parents[1] / "tests" / "sources"
VERSIONS = ("1", "2")
_EXPECTED = ".expected.json"


class Pinned(NamedTuple):
    """A sample of a source and what it becomes: `<source>.<case>.*` and `<source>.<case>.expected.json`."""

    sample: Path
    expected: Path

    @property
    def source(self) -> str:
        """The source's id."""
        return self.sample.name.partition(".")[0]

    def results(self, source: Source, version: str, today: date) -> list[dict[str, Any]]:
        """Return what the sample becomes now: one result for each delivery in it."""
        return [result(each, source, version, today) for each in deliveries(self.sample.read_bytes(), source)]


def result(delivery: Delivery, source: Source, version: str, today: date) -> dict[str, Any]:
    """Return `customer` (field → value) and `warnings` ("reason field"); or `ignored`; or `rejected`."""
    try:
        submission = read(delivery, source)
        if isinstance(submission, Ignored):
            return {"ignored": str(submission.reason)}
        mapped = to_customer(submission, source, today, version=version)
    except Rejected as failure:
        return {"rejected": f"{failure.reason} {failure.field or ''}".strip()}
    customer = flat(mapped.customer.model_dump(mode="json", exclude_unset=True))
    return {"customer": customer, "warnings": [str(warning) for warning in mapped.warnings]}


def pinned_samples(folder: Path) -> list[Pinned]:
    """Return the samples in a folder, with or without an expectation."""
    samples = [path for path in sorted(folder.glob("*.*.*")) if not path.name.endswith(_EXPECTED)]
    return [Pinned(sample, sample.with_name(sample.stem + _EXPECTED)) for sample in samples]


def pin(pinned: Pinned, source: Source, versions: tuple[str, ...] = VERSIONS) -> None:
    """Write down what the sample becomes today."""
    today = datetime.now(UTC).date()
    results = {version: pinned.results(source, version, today) for version in versions}
    expected = {"today": today.isoformat(), "versions": results}
    pinned.expected.write_text(json.dumps(expected, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Pin a sample. Return 1 if the source, case, file or version cannot be used."""
    built, name, case, *more = arguments
    file, version = (*more, "", "")[:2]
    sources = registry.load(Path(built))
    if problem := _problem(name, case, file, version, sources):
        print(problem)
        return 1
    if file:
        _copy(Path(file), folder, f"{name}.{case}")
    samples = [each for each in pinned_samples(folder) if each.sample.stem == f"{name}.{case}"]
    if len(samples) != 1:
        print(f"{folder} has {len(samples)} files {name}.{case}.*: say FILE=, or leave one of them.")
        return 1
    pin(samples[0], sources[name], (version,) if version else VERSIONS)
    print(f"Read it, and commit it with its sample: {samples[0].expected}")
    return 0


def _problem(name: str, case: str, file: str, version: str, sources: dict[str, Source]) -> str:
    if name not in sources:
        return f"SOURCE={name}: not in sources.yaml. It has {', '.join(sources)}."
    if not case or not case.replace("-", "").isalnum():
        return f"CASE={case}: name the case in letters, digits and hyphens, such as company-with-rot."
    if file and not Path(file).is_file():
        return f"FILE={file}: no such file. Name a file with a body as the sender sends it."
    if version not in ("", *VERSIONS):
        return f"VERSION={version}: has to be 1 or 2."
    return ""


def _copy(file: Path, folder: Path, stem: str) -> None:
    """Make the file the sample, unless it is already."""
    folder.mkdir(exist_ok=True)
    content = file.read_bytes()
    (folder / f"{stem}{file.suffix or '.txt'}").write_bytes(content)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
