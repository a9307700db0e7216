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


EXCEL = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" \
xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"><sheetPr filterMode="1"/>\
<dimension ref="A1:C31"/><sheetViews><sheetView tabSelected="1" workbookViewId="0">\
<pane ySplit="1" topLeftCell="A2" \
activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15" \
x14ac:dyDescent="0.25"/><cols><col min="1" max="3" width="24.7" bestFit="1" customWidth="1"/></cols>\
<sheetData>{}\
</sheetData><autoFilter ref="A1:C31"/><conditionalFormatting sqref="A1">\
<cfRule type="duplicateValues" priority="1"/>\
</conditionalFormatting><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0" footer="0"/>\
<tableParts count="1"><tablePart r:id="rId1" xmlns:r="http://x"/></tableParts></worksheet>"""
EXCEL_ROW = (
    '<row r="{0}" spans="1:3" ht="15.75" thickBot="1" hidden="1" x14ac:dyDescent="0.3">'
    '<c r="A{0}" s="1" t="s"><v>{1}</v></c><c r="B{0}"/>'
    '<c r="C{0}" t="str"><f t="shared" ref="C2:C31" si="0">CONCATENATE(A2,"x")</f><v>x{0}</v></c></row>'
)


def test_reading_goes_on_in_a_sheet_with_what_excel_adds():
    names = (
        "<si><t>Namn</t></si><si><r><rPr><b/></rPr><t xml:space='preserve'>Bo </t></r><r><t>Ek</t></r></si>"
    )
    parts = parts_of(workbook("", names, STYLES))
    header = HEADER.replace(inline("A1", "Namn"), '<c r="A1" t="s"><v>0</v></c>')
    rows = "".join(EXCEL_ROW.format(number, 1) for number in range(2, 32))
    parts["xl/worksheets/sheet1.xml"] = EXCEL.format(
        header.replace("</row>", f"{inline('C1', 'Not')}</row>") + rows
    )
    content = archive(**parts)
    assert assert_same_from_every_row(content) == list(range(10, 31))
    whole, _ = read_on(Reading(XLSX, Headers()), content)
    assert whole[-1].cells == {"Namn": "Bo Ek", "Ort": "", "Not": "x31"}
