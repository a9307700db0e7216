import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from bridge.imports import workbook
from bridge.imports.rows import Unreadable
from tests.layers.imports.files import answers, read


def written(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Annat").append(["Namn", "nej"])
    book.save(file)
    return file.getvalue()


def test_the_first_sheet_is_read_with_numbers_as_they_are_and_not_as_they_are_shown():
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


def test_a_sheet_without_headers_is_refused():
    with pytest.raises(Unreadable, match="header"):
        read(written(["Bo", "Lund"]))


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", written(["Namn"], ["Bo"])[:-40]])
def test_a_damaged_workbook_is_refused(content):
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.code == "workbook_damaged"


def test_another_archive_is_no_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Unreadable) as raised:
        read(file.getvalue())
    assert raised.value.code == "workbook_damaged"


def test_an_archive_that_unpacks_to_a_mountain_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST", 1000)
    with pytest.raises(Unreadable) as raised:
        read(written(["Namn"], ["Bo"]))
    assert raised.value.code == "file_too_large"
