"""Files of customers that are as large as they may be, written to disk row by row."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from dev.benchmarks.planning_memory import ENCODING, lines

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATION = '<Relationship Id="{0}" Type="{1}/{2}" Target="{3}"/>'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f"{_RELATION.format('a', _OFFICE, 'officeDocument', 'xl/workbook.xml')}</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Kunder" sheetId="1" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f"{_RELATION.format('a', _OFFICE, 'worksheet', 'worksheets/sheet1.xml')}"
    f"{_RELATION.format('b', _OFFICE, 'sharedStrings', 'sharedStrings.xml')}</Relationships>",
}


def write_csv(file: Path, rows: int) -> None:
    """A CSV file of so many customers."""
    with file.open("w", encoding=ENCODING, newline="") as text:
        text.writelines(lines("r", rows))


def write_json(file: Path, rows: int) -> None:
    """The same as one JSON array."""
    written = _cells(rows)
    names = next(written)
    with file.open("w", encoding="utf-8") as text:
        for number, cells in enumerate(written):
            text.write(",\n" if number else "[")
            json.dump(dict(zip(names, cells, strict=True)), text, ensure_ascii=False)
        text.write("]")


def write_workbook(file: Path, rows: int) -> None:
    """The same as a workbook, with every text in its table of texts."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        _write(archive, "xl/worksheets/sheet1.xml", "worksheet><sheetData", _sheet_row, rows)
        _write(archive, "xl/sharedStrings.xml", "sst", _texts, rows)


def _write(
    archive: zipfile.ZipFile, name: str, tag: str, xml: Callable[[int, list[str]], str], rows: int
) -> None:
    root, _, inner = tag.partition(">")
    ends = f"</{inner[1:]}></{root}>" if inner else f"</{root}>"
    with archive.open(name, "w", force_zip64=True) as part:
        part.write(f'<{root} xmlns="{_MAIN}">{inner + ">" if inner else ""}'.encode())
        for number, cells in enumerate(_cells(rows)):
            part.write(xml(number, cells).encode())
        part.write(ends.encode())


def _sheet_row(number: int, cells: list[str]) -> str:
    first = number * len(cells)
    written = "".join(f'<c t="s"><v>{first + place}</v></c>' for place in range(len(cells)))
    return f'<row r="{number + 1}">{written}</row>'


def _texts(_: int, cells: list[str]) -> str:
    return "".join(f"<si><t>{cell}</t></si>" for cell in cells)


def _cells(rows: int) -> Iterator[list[str]]:
    for line in lines("r", rows):
        yield line.rstrip("\n").split(";")
