import io
import json
import zipfile
from datetime import date, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName, DefinedNameDict
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

from bridge.imports.readers import workbooks
from bridge.imports.readers.rows import Unreadable
from tests.support.files import answers, read

CUSTOMERS = (["Namn", "Ort"], ["Bo", "Lund"])


def written(*rows):
    return sheets(rows, [["Namn", "nej"]])


def sheets(*every, hidden=()):
    """A workbook; `hidden` are the numbers of sheets that are not shown."""
    book, file = Workbook(), io.BytesIO()
    book.remove(book.active)
    for number, rows in enumerate(every):
        sheet = book.create_sheet(f"Blad {number}")
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if number in hidden else "visible"
    book.save(file)
    return file.getvalue()


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


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
    monkeypatch.setattr(workbooks, "LONGEST_GAP", 5)
    assert [row.line for row in read(written(*CUSTOMERS, *[[]] * 4, ["Eva", "Kil"]))] == [2, 7]
    assert [row.line for row in read(written(*CUSTOMERS, *[[]] * 6, ["Eva", "Kil"]))] == [2]


def test_an_archive_that_unpacks_to_a_mountain_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST", 1000)
    with pytest.raises(Unreadable) as raised:
        read(written(["Namn"], ["Bo"]))
    assert raised.value.reason == "file_too_large"


def test_a_bomb_is_refused_by_how_densely_it_is_packed():
    content = archive(**{"xl/workbook.xml": "a", "xl/worksheets/sheet1.xml": b" " * 20_000_000})
    assert len(content) < 50_000
    with pytest.raises(Unreadable) as raised:
        read(content, size=100_000)
    assert raised.value.reason == "file_too_large"
