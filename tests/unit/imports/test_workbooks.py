import io
import json
import zipfile
from datetime import date, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName, DefinedNameDict
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

from bridge.imports.readers import csv_files, headers, shared_texts, sheet_xml, workbook_parts, workbook_rows
from bridge.imports.readers.rows import Unreadable
from tests.support.files import answers, read
from tests.support.workbooks import BO, CUSTOMERS, HEADER, archive, inline, sheets, workbook, written


def test_a_sheet_is_read_with_numbers_of_no_format_as_they_are():
    content = written(
        ["Kundlista"],
        ["Namn", "Org.nr", "Telefon", "Postnr", "Sedan", "ROT"],
        ["Åsa Öberg", 9001012385, 701740605, 26974.0, date(2026, 1, 2), True],
        [],
        ["Bo", None, "'0701740606", "269 74", None, None],
    )
    rows = read(content)
    assert [row.line for row in rows] == [3, 5]
    assert rows[0].cells["Sedan"] == "2026-01-02"
    assert answers(content) == [
        {
            "name": "Åsa Öberg",
            "organizationNumber": 9001012385,
            "phone": 701740605,
            "zipCode": 26974.0,
            "billingSettings.isROTCustomer": True,
        },
        {"name": "Bo", "phone": "0701740606", "zipCode": "269 74"},
    ]


def test_digits_that_a_format_adds_are_read():
    book, file = Workbook(), io.BytesIO()
    for row in (["Kundnr", "Namn", "Andel 1"], [42, "Bo", 0.5]):
        book.active.append(row)
    book.active["A2"].number_format, book.active["C2"].number_format = "00000", "0%"
    book.save(file)
    assert read(file.getvalue())[0].cells == {"Kundnr": "00042", "Namn": "Bo", "Andel 1": "50 %"}


def test_groups_above_the_headers_tell_addresses_and_people_apart():
    groups = ["Kund", None, "Besöksadress", None, "Fakturering", None, "Kontakt", None, "Övrigt"]
    names = ["Kundnr", "Namn", "Adress", "Ort", "Adress", "Ort", "Namn", "E-post", "Kommentar"]
    customer = [7, "Eks AB", "Gatan 1", "Lund", "Box 2", "Kil", "Bo Ek", "bo@example.se", "Ring"]
    assert (
        answers(written(["Kundlista"], groups, names, customer, groups, names, customer))
        == [
            {
                "customerNumber": 7,
                "name": "Eks AB",
                "address": "Gatan 1",
                "city": "Lund",
                "billingSettings.address": "Box 2",
                "billingSettings.city": "Kil",
                "contactPerson": "Bo Ek",
                "email": "bo@example.se",
                "notes": ["Ring"],
            }
        ]
        * 2
    )


def test_a_sheet_without_headers_is_refused():
    with pytest.raises(Unreadable) as raised:
        read(written(["Bo", "Lund"]))
    assert raised.value.reason == "header_missing"


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", written(["Namn"], ["Bo"])[:-40]])
def test_a_damaged_workbook_is_refused(content):
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.reason == "workbook_damaged"


def test_the_strict_format_is_none_that_can_be_read():
    usual, strict = b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
    with zipfile.ZipFile(io.BytesIO(written(*CUSTOMERS))) as whole:
        parts = {name: whole.read(name).replace(usual, strict) for name in whole.namelist()}
    with pytest.raises(Unreadable) as raised:
        read(archive(**parts))
    assert raised.value.reason == "workbook_damaged"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("kunder.csv", "file_is_archive"),
        ("mimetype", "spreadsheet_not_supported"),
        ("xl/workbook.bin", "spreadsheet_not_supported"),
        ("word/document.xml", "file_not_supported"),
    ],
)
def test_another_archive_is_no_workbook(part, reason):
    with pytest.raises(Unreadable) as raised:
        read(archive(**{part: "a"}))
    assert raised.value.reason == reason


@pytest.mark.parametrize("every", [([], CUSTOMERS), ([["Läs detta"]], CUSTOMERS), (CUSTOMERS, [["Land"]])])
def test_the_sheet_of_customers_is_found_among_others(every):
    assert answers(sheets(*every)) == [{"name": "Bo", "city": "Lund"}]


def test_which_of_several_sheets_of_customers_is_meant_cannot_be_known():
    with pytest.raises(Unreadable) as raised:
        read(sheets(CUSTOMERS, CUSTOMERS))
    assert raised.value.reason == "several_sheets"
    assert len(read(sheets([*CUSTOMERS, ["Eva", "Kil"]], CUSTOMERS, hidden=[0]))) == 1


@pytest.mark.parametrize("place", [0, None])
def test_a_sheet_that_is_a_chart_is_passed_over_with_its_names(place):
    book, file = Workbook(), io.BytesIO()
    for row in CUSTOMERS:
        book.active.append(row)
    chart = book.create_chartsheet("Diagram", place)
    chart.defined_names = DefinedNameDict(Area=DefinedName("Area", attr_text="Sheet!$A$1:$B$2"))
    book.save(file)
    assert answers(file.getvalue()) == [{"name": "Bo", "city": "Lund"}]


def test_what_a_workbook_is_linked_to_is_not_read():
    book, file = Workbook(), io.BytesIO()
    for row in CUSTOMERS:
        book.active.append(row)
    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(Target="priser.xlsx", type="externalLinkPath")
    book._external_links.append(link)
    book.save(file)
    with zipfile.ZipFile(file) as whole:
        parts = {name: whole.read(name) for name in whole.namelist() if "externalLinks/_rels" not in name}
    assert answers(archive(**parts)) == [{"name": "Bo", "city": "Lund"}]


def test_whatever_a_cell_holds_can_be_kept():
    [row] = read(written(["Namn", "Ort", "Tid", "Dur"], ["Bo", "Lund", time(1, 2), timedelta(hours=3)]))
    assert json.loads(json.dumps(row.cells)) == {
        "Namn": "Bo",
        "Ort": "Lund",
        "Tid": "01:02:00",
        "Dur": "3:00:00",
    }


def test_signs_that_excel_writes_as_codes_are_signs_again():
    assert answers(written(["Namn", "Adress"], ["Bo", "c/o Ek_x000D_\nGatan 1"]))[0]["address"] == (
        "c/o Ek\r\nGatan 1"
    )


def test_headers_that_come_again_are_no_customer():
    assert [row.line for row in read(written(*CUSTOMERS, *CUSTOMERS))] == [2, 4]


@pytest.mark.parametrize(
    "headers",
    [
        (["Namn", "E-post", "Adress", None, None, "Saldo"], [None, None, "Gata", "Postnr", "Ort"]),
        (["Kund", None, "Adress", None, None, "Saldo"], ["Namn", "E-post", "Gata", "Postnr", "Ort"]),
        (["Kund", "E-post", "Adress", None, None, "Saldo"], ["Namn", None, "Gata", "Postnr", "Ort"]),
    ],
)
def test_merged_headers_leave_their_names_in_two_rows(headers):
    customer = ["Bo", "bo@example.se", "Gatan 1", 21120, "Malmö", 5]
    rows = read(written(["Kundlista"], *headers, customer, *headers, customer))
    assert [row.line for row in rows] == [4, 7]
    assert list(rows[0].cells) == ["Namn", "E-post", "Gata", "Postnr", "Ort", "Saldo"]
    assert list(rows[0].cells.values()) == customer


def test_a_sheet_ends_where_only_formats_follow(monkeypatch):
    monkeypatch.setattr(workbook_rows, "LONGEST_GAP", 5)
    assert [row.line for row in read(written(*CUSTOMERS, *[[]] * 4, ["Eva", "Kil"]))] == [2, 7]
    assert [row.line for row in read(written(*CUSTOMERS, *[[]] * 6, ["Eva", "Kil"]))] == [2]


def test_an_archive_that_unpacks_to_a_mountain_is_refused(monkeypatch):
    monkeypatch.setattr(workbook_parts, "LARGEST", 1000)
    with pytest.raises(Unreadable) as raised:
        read(written(["Namn"], ["Bo"]))
    assert raised.value.reason == "file_too_large"


def test_a_bomb_is_refused_by_how_densely_it_is_packed():
    content = archive(**{"xl/workbook.xml": "a", "xl/worksheets/sheet1.xml": b" " * 20_000_000})
    assert len(content) < 50_000
    with pytest.raises(Unreadable) as raised:
        read(content, size=100_000)
    assert raised.value.reason == "file_too_large"


def refusal(content):
    with pytest.raises(Unreadable) as raised:
        read(content, size=100_000)
    return raised.value.reason, raised.value.line, raised.value.column


def test_empty_cells_far_to_the_right_are_no_columns():
    far = '<c r="XFD2"/><c r="XFC2" t="inlineStr"><is><t> </t></is></c>'
    [row] = read(workbook(HEADER + BO.replace("</row>", f"{far}</row>")))
    assert row.cells == {"Namn": "Bo", "Ort": ""}


@pytest.mark.parametrize("line", [1, 2])
def test_a_cell_in_the_last_column_is_refused_with_its_place(line):
    far = inline(f"XFD{line}", "x")
    rows = [HEADER, BO]
    rows[line - 1] = rows[line - 1].replace("</row>", f"{far}</row>")
    assert refusal(workbook("".join(rows))) == ("sheet_too_wide", line, 16384)


def test_a_row_without_an_end_is_refused_before_it_is_in_memory(monkeypatch):
    monkeypatch.setattr(workbook_parts, "PIECE", 1000)
    monkeypatch.setattr(sheet_xml, "MOST_IN_ROW", 2000)
    row = "".join(f"<c><v>{n}</v></c>" for n in range(5000))
    content = workbook(f"{HEADER}<row r='2'>{row}</row>")
    given = []
    pieces = workbook_parts.Archive.pieces
    monkeypatch.setattr(
        workbook_parts.Archive,
        "pieces",
        lambda *args: (given.append(piece) or piece for piece in pieces(*args)),
    )
    assert refusal(content)[0] == "sheet_too_wide"
    assert sum(map(len, given)) < 30_000 < len(row)


@pytest.mark.parametrize(
    ("module", "bound", "most"),
    [
        (workbook_parts, "MOST_CELLS", 5),
        (workbook_parts, "MOST_CHARACTERS", 20),
        (workbook_parts, "MOST_ELEMENTS", 15),
        (workbook_parts, "MOST_NAMES", 5),
        (shared_texts, "MOST_TEXTS", 1),
        (shared_texts, "LARGEST_TEXTS", 100),
    ],
)
def test_more_than_a_workbook_of_customers_needs_is_refused(monkeypatch, module, bound, most):
    texts = "<si><t>Bo Ek</t></si><si><t/></si>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in (2, 3, 4))
    assert len(read(workbook(HEADER + rows, texts))) == 3
    monkeypatch.setattr(module, bound, most)
    assert refusal(workbook(HEADER + rows, texts))[0] == "file_too_large"


@pytest.mark.parametrize(("bound", "most"), [("LARGEST_WHOLE", 3000), ("MOST_IN_WHOLE", 500)])
def test_styles_that_nobody_made_by_hand_are_refused(monkeypatch, bound, most):
    styles = "<cellXfs>" + "<xf numFmtId='0'/>" * 1000 + "</cellXfs>"
    assert len(read(workbook(HEADER + BO, styles=styles))) == 1
    monkeypatch.setattr(workbook_parts, bound, most)
    assert refusal(workbook(HEADER + BO, styles=styles))[0] == "file_too_large"


def test_more_sheets_than_anybody_has_are_refused(monkeypatch):
    monkeypatch.setattr(workbook_rows, "MOST_SHEETS", 1)
    assert refusal(written(*CUSTOMERS))[0] == "file_too_large"


def test_a_text_that_excel_does_not_allow_is_refused():
    text = "<si><t>" + "a b " * 8192 + "</t></si>"
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    assert refusal(workbook(HEADER + row, text)) == ("cell_too_large", 2, 1)


def test_only_a_texts_signs_are_read_and_not_how_they_sound():
    text = "<si><r><t>Bo</t></r><r><t xml:space='preserve'> Ek</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>"
    rich = '<c r="B2" t="inlineStr"><is><r><t>Lu</t></r><r><t>nd</t></r></is></c>'
    row = f'<row r="2"><c r="A2" t="s"><v>0</v></c>{rich}</row>'
    assert read(workbook(HEADER + row, text))[0].cells == {"Namn": "Bo Ek", "Ort": "Lund"}


def test_a_table_of_any_format_has_a_thousand_columns_at_most(monkeypatch):
    monkeypatch.setattr(headers, "MOST_COLUMNS", 3)
    monkeypatch.setattr(csv_files, "MOST_COLUMNS", 3)
    assert len(read("Namn;Ort;Land\nBo;Lund;SE\n")) == 1
    assert refusal("Namn;Ort;Land;Fax\nBo;Lund;SE;1\n") == ("sheet_too_wide", 1, 1)
