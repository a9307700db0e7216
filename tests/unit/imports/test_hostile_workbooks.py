"""Workbooks that were made to take time or memory: each is refused with a reason, before it takes much."""

import io
import re
import tracemalloc
import zipfile

import pytest

from bridge.imports.readers import sheet_xml, workbook_parts
from bridge.imports.readers.rows import Unreadable
from tests.support.files import read
from tests.support.workbooks import BO, HEADER, archive, inline, parts_of, sheets, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "Bo"><!ENTITY b "&a;&a;">]>'


def refusal(content):
    with pytest.raises(Unreadable) as raised:
        read(content, size=100_000)
    return raised.value.reason, raised.value.line, raised.value.column


def with_part(name, change):
    """A workbook of which one part is changed."""
    parts = parts_of(workbook(HEADER + BO, "<si><t>Bo</t></si>"))
    parts[name] = change(parts[name].decode())
    return archive(**parts)


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "[Content_Types].xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part(part, encoding):
    def change(xml):
        xml = re.sub(r"<\?xml.*?\?>", "", xml)
        return f'<?xml version="1.0" encoding="{encoding}"?>{ENTITIES}{xml}'.encode(encoding)

    assert refusal(with_part(part, change))[0] == "workbook_damaged"


def packed(method, name="xl/worksheets/sheet2.xml"):
    file = io.BytesIO(sheets([["Namn", "Ort"], ["Bo", "Lund"]]))
    with zipfile.ZipFile(file, "a", method) as whole:
        whole.writestr(name, "a" * 100)
    return file.getvalue()


def test_only_the_methods_of_packing_that_office_uses_are_unpacked():
    assert len(read(packed(zipfile.ZIP_STORED))) == 1
    assert refusal(packed(zipfile.ZIP_LZMA))[0] == "workbook_damaged"
    assert refusal(packed(zipfile.ZIP_BZIP2))[0] == "workbook_damaged"


def test_a_table_of_contents_of_a_million_parts_is_not_read(monkeypatch):
    monkeypatch.setattr(workbook_parts, "LARGEST_READ", 100_000)
    many = {f"{n:060}": "" for n in range(1000)}
    assert refusal(archive(**{"[Content_Types].xml": "", **many}))[0] == "file_too_large"


@pytest.mark.parametrize(
    "row",
    [
        f"<row r='2'>{inline('A2', 'a' * 300)}</row>",
        f"<row r='2'><c r='{'A' * 300}'/></row>",
        f"<row r='2'><!-- {'a' * 300} --></row>",
        f"<row r='2' x='{'a' * 300}'/>",
        f"<!-- {'a' * 300} -->",
        f"<row r='2'>{'<c/>' * 100}</row>",
    ],
)
def test_what_has_no_end_is_refused_before_it_is_in_memory(monkeypatch, row):
    assert (
        len(read(workbook(HEADER + row.replace("a" * 300, "").replace("A" * 300, "") + BO.replace("2", "3"))))
        > 0
    )
    monkeypatch.setattr(workbook_parts, "PIECE", 50)
    monkeypatch.setattr(sheet_xml, "LARGEST_ROW", 250)
    assert refusal(workbook(HEADER + row + BO))[0] == "sheet_too_wide"


def test_what_is_before_the_first_row_is_bounded_too(monkeypatch):
    columns = "<cols>" + "<col min='1'/>" * 50 + "</cols>"
    content = with_part(
        "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<sheetData>", columns + "<sheetData>")
    )
    assert len(read(content)) == 1
    monkeypatch.setattr(workbook_parts, "PIECE", 50)
    monkeypatch.setattr(sheet_xml, "LARGEST_ROW", 600)
    assert refusal(content)[0] == "sheet_too_wide"


def test_cells_in_cells_are_no_trouble():
    deep = "<c>" * 60_000 + "</c>" * 60_000
    assert len(read(workbook(f"{HEADER}<row r='2'>{inline('A2', 'Bo')}{deep}</row>"))) == 1


@pytest.mark.parametrize("says", ["r='-5'", "r='1'", "r='0'", "r='99999999999999999999'"])
def test_a_row_out_of_order_is_passed_over(says):
    rows = HEADER + BO + f"<row {says}>{inline('A9', 'Eva')}</row>"
    assert [row.cells["Namn"] for row in read(workbook(rows))] == ["Bo"]


def test_rows_of_which_each_has_a_height_leave_nothing_in_memory():
    def rows(count):
        high = "".join(f"<row r='{n}' ht='{n}' s='1' customFormat='1'/>" for n in range(3, count))
        return workbook(HEADER + BO + high)

    few, many = peak(rows(40_000)), peak(rows(90_000))
    assert many < few + 2_000_000


def peak(content):
    """Bytes that reading takes at most, the file not included."""
    read(content, size=100_000)
    tracemalloc.start()
    try:
        read(content, size=100_000)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_text_of_any_length_is_kept_up_to_what_a_cell_may_have():
    row = f'<row r="2">{inline("A2", "Bo")}<c r="B2" t="s"><v>1</v></c></row>'

    def texts(length):
        return workbook(HEADER + row, f"<si><t>{'a' * length}</t></si><si><t>Lund</t></si>")

    assert read(texts(3_000_000), size=100_000)[0].cells == {"Namn": "Bo", "Ort": "Lund"}
    assert peak(texts(3_000_000)) < peak(texts(300_000)) + 500_000


def test_cells_that_refer_to_no_text_are_damage():
    for number in ("-1", "1", "x"):
        row = f'<row r="2"><c r="A2" t="s"><v>{number}</v></c></row>'
        assert refusal(workbook(HEADER + row, "<si><t>Bo</t></si>"))[0] == "workbook_damaged"


def test_a_table_of_texts_has_its_bounds_whatever_it_is_called(monkeypatch):
    texts = f"<sst xmlns='{MAIN}'><si><t>Bo</t>{'<x/>' * 100}</si></sst>"
    parts = parts_of(workbook(HEADER + BO))
    del parts["xl/sharedStrings.xml"]
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"/xl/sharedStrings.xml", b"/xl/t.xml"
    )
    parts["xl/t.xml"] = texts
    assert len(read(archive(**parts))) == 1
    monkeypatch.setattr(workbook_parts, "MOST_ELEMENTS", 100)
    assert refusal(archive(**parts))[0] == "file_too_large"


def test_merged_cells_and_a_wrong_size_change_nothing():
    def change(xml):
        xml = xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
        return xml.replace(
            "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        )

    content = with_part("xl/worksheets/sheet1.xml", change)
    assert b"XFD" in parts_of(content)["xl/worksheets/sheet1.xml"]
    assert [row.cells for row in read(content)] == [{"Namn": "Bo", "Ort": ""}]
