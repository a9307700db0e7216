"""A row that is larger than any customer is none, and the rows around it are read."""

import json

import pytest

from bridge.imports.readers import vcards
from bridge.imports.readers.rows import LARGEST_ROW, MOST_CELLS, Unreadable
from tests.support.files import read
from tests.support.workbooks import written

MUCH = "x " * (LARGEST_ROW // 4 + 1)


def as_json(*rows):
    return json.dumps(rows)


def card(*lines):
    return "\r\n".join(("BEGIN:VCARD", "FN:Bo", *lines, "END:VCARD", ""))


@pytest.mark.parametrize(
    "content",
    [
        f"Namn;Ort;Not\nBo;{MUCH};{MUCH}\nEva;Kil;\n",
        written(["Namn", "Ort", "Not", "A", "B"], ["Bo", *[MUCH[:30_000]] * 3], ["Eva", "Kil"]),
        as_json({"Namn": "Bo", "Ort": MUCH, "Not": MUCH}, {"Namn": "Eva"}),
        as_json({"Namn": "Bo", **{f"Fält {n}": 1 for n in range(MOST_CELLS)}}, {"Namn": "Eva"}),
        as_json({"Namn": "Bo", "Not": [[]] * 2_000}, {"Namn": "Eva"}),
        as_json({"Namn": "Bo", "Not": json.dumps([{}] * 2_000)}, {"Namn": "Eva"}),
        card(f"ORG:{MUCH}", f"NOTE:{MUCH}") + card(),
    ],
)
def test_a_customer_of_the_size_of_a_book_is_refused(content):
    book, other = read(content, size=100_000)
    assert (book.reason, book.column, book.cells) == ("row_too_large", 0, {})
    assert other.reason is None


def test_empty_cells_are_not_counted():
    names = [f"Kolumn {n}" for n in range(MOST_CELLS - 2)]
    [row] = read(f"Namn;Ort;{';'.join(names)}\nBo;{';' * len(names)}\n", size=100_000)
    assert row.reason is None
    [row] = read(as_json({"Namn": "Bo", **dict.fromkeys(map(str, range(2 * MOST_CELLS)), "")}))
    assert row.reason is None


def test_a_record_that_never_ends_is_not_kept():
    record = '"\n",' * 600_000
    with pytest.raises(Unreadable) as raised:
        read(f"Namn;Ort\nBo;Lund\n{record}".replace(",", ";"), size=100_000)
    assert (raised.value.reason, raised.value.line) == ("line_too_long", 3)


def test_records_of_many_lines_are_read_one_by_one():
    rows = read("Namn;Ort\n" + '"Bo\nEk";"Lund"\n' * 100_000, size=100_000)
    assert [row.line for row in rows[-2:]] == [199_998, 200_000]


def test_phones_without_an_end_are_cut(monkeypatch):
    monkeypatch.setattr(vcards, "LONGEST", 100)
    [row] = read(card(*["TEL:0701740605"] * 1_000))
    assert len(row.cells["Telefon"]) < 120
