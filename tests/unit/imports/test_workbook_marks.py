"""A workbook is read from any of its rows on as from its beginning."""

import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.imports.readers import sheet_xml, workbook_parts, workbook_rows
from bridge.imports.readers.formats import Format, Kind
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.reading import Reading
from bridge.imports.readers.rows import Unreadable, do_nothing
from tests.support.workbooks import HEADER, archive, inline, parts_of, sheets, workbook

XLSX = Kind(Format.XLSX, "")
TEXTS = "<si><t>Åsa</t></si><si><t>Malmö 😀</t></si><si><r><t>Ek</t></r></si>"
STYLES = "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"


@pytest.fixture(autouse=True, scope="module")
def small():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_parts, "PIECE", 61)
        patch.setattr(workbook_rows, "LONGEST_GAP", 20)
        yield


def read_on(reading, content):
    """The rows of which each is its line and cells, then why reading ended."""
    rows = []
    try:
        for row in reading.rows_after(reading.number - 1, lambda _: [content]):
            rows.append(row)
    except Unreadable as error:
        return rows, (error.reason, error.line, error.column)
    return rows, None


def assert_same_from_every_row(content):
    """Returns the rows from which reading began."""
    whole, ending = read_on(Reading(XLSX, Headers()), content)
    marked = [number for number, row in enumerate(whole, 1) if row.mark]
    for number in marked:
        first = Reading(XLSX, Headers())
        first.remember([whole[number - 1]], number)
        again = Reading.from_json(XLSX, Headers(), do_nothing, first.to_json())
        assert again.number == number
        rows, end = read_on(again, content)
        assert (rows, end) == (whole[number - 1 :], ending)
        assert [row.mark for row in rows] == [row.mark for row in whole[number - 1 :]]
    return marked


CELLS = (
    '<c r="{0}" t="s"><v>2</v></c>',
    '<c t="s" s="1"><v>1</v></c>',
    '<c r="{0}" s="1"><v>46000</v></c>',
    '<c r="{0}"><f>A1&amp;B1</f><v>0.5</v></c>',
    '<c r="{0}" s="1"/><!-- <row r="9"><c t="s"><v>0</v></c></row> -->',
    '<c r="{0}" t="b"><v>1</v></c>',
    '<c r="{0}" t="s"><v>7</v></c>',
    *(inline("{0}", text) for text in ("Bo", "<![CDATA[<row>]]>", "Å&#10;B", "x_x000D_y", "")),
)


def sheet_row(random_, number):
    """A row with any number, or none."""
    says = random_.choice(
        (f'r="{number}"', f'r="{number}"', "", f'r="{random_.randrange(90)}" spans="1:3" ht="9"')
    )
    cells = "".join(
        random_.choice(CELLS).format(f"{column}{number}") for column in "ABC" if random_.random() < 0.8
    )
    return f"<row {says}>{cells}</row>"


def sheet(random_):
    """Rows in any order, with headers that come again, and what may be between rows."""
    rows = [HEADER]
    for number in range(2, random_.randrange(3, 60)):
        rows.append(random_.choice(("", "\n ", "<!-- <row r='1'/> -->", "<?row r='1'?>")))
        rows.append(
            HEADER.replace("'1'", f"'{number}'") if random_.random() < 0.1 else sheet_row(random_, number)
        )
    if random_.random() < 0.2:
        rows.insert(
            random_.randrange(1, len(rows)), random_.choice(("<row><c></row>", "<row r='x'/>", "&no;"))
        )
    return "".join(rows)


@given(seed=st.integers(0, 10**9))
def test_a_sheet_can_be_read_on_from_every_row(seed):
    random_ = random.Random(seed)
    assert_same_from_every_row(workbook(sheet(random_), TEXTS, STYLES))


@given(seed=st.integers(0, 10**9), bound=st.sampled_from(("MOST_ELEMENTS", "MOST_CELLS", "MOST_CHARACTERS")))
def test_what_is_too_much_is_too_much_from_every_row_on(seed, bound):
    random_ = random.Random(seed)
    content = workbook(sheet(random_), TEXTS, STYLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook_parts, bound, random_.randrange(20, 200))
        assert_same_from_every_row(content)


PEOPLE = [["Namn", "Ort"], *([f"Bo {n}", "Lund"] for n in range(30))]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml,
        lambda xml: xml.decode().replace("<?xml", '<?xml encoding="utf-16"').encode("utf-16"),
        lambda xml: re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x="),
        lambda xml: xml.replace(
            b"<sheetData>", b"<cols/><extra><row r='1'><c><v>1</v></c></row></extra><sheetData>"
        ),
    ],
)
def test_reading_goes_on_in_whatever_xml_a_program_writes(change):
    parts = parts_of(sheets([["Anna", "Eva"]], PEOPLE, [["x"]] * 30))
    parts["xl/worksheets/sheet2.xml"] = change(parts["xl/worksheets/sheet2.xml"])
    assert assert_same_from_every_row(archive(**parts)) == list(range(10, 31))


def test_the_version_before_finds_a_mark_that_lets_it_begin_with_the_first_row():
    content = sheets(PEOPLE)
    whole, _ = read_on(Reading(XLSX, Headers()), content)
    first = Reading(XLSX, Headers())
    first.remember(whole[:20], 1)
    number, (line, column, _), place = json.loads(first.to_json())
    assert (number, line, column, place) == (1, 21, 1, [1, 1, 0])
    assert Reading.from_json(XLSX, Headers(), do_nothing, "").number == 1


def test_what_was_read_before_is_not_parsed_again(monkeypatch):
    parsed = []
    feed = sheet_xml._Parser.feed
    monkeypatch.setattr(
        sheet_xml._Parser, "feed", lambda self, piece: parsed.append(piece) or feed(self, piece)
    )
    content = sheets([["Namn", "Ort"], *([f"Bo {n}", "Lund"] for n in range(2000))])
    whole, _ = read_on(Reading(XLSX, Headers()), content)
    reading = Reading(XLSX, Headers(), number=2000, mark=whole[-1].mark)
    parsed.clear()
    assert len(read_on(reading, content)[0]) == 1
    assert sum(map(len, parsed)) < 2_000
