"""Workbooks, as programs write them or with XML as it is given."""

import io
import zipfile

from openpyxl import Workbook

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


def parts_of(content):
    """Name → content of each part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def workbook(sheet, texts="", styles=""):
    """A workbook with the XML of its rows, texts and styles as it is given."""
    parts = parts_of(written(*CUSTOMERS))
    del parts["xl/worksheets/sheet2.xml"]
    start = '<{} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    parts["xl/worksheets/sheet1.xml"] = (
        f"{start.format('worksheet')}<sheetData>{sheet}</sheetData></worksheet>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    table = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", table)
    parts["xl/sharedStrings.xml"] = f"{start.format('sst')}{texts}</sst>"
    if styles:
        parts["xl/styles.xml"] = f"{start.format('styleSheet')}{styles}</styleSheet>"
    return archive(**parts)


def inline(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER = f"<row r='1'>{inline('A1', 'Namn')}{inline('B1', 'Ort')}</row>"
BO = f"<row r='2'>{inline('A2', 'Bo')}</row>"
