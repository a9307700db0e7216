from hypothesis import given
from hypothesis import strategies as st

from bridge.imports.readers.cells import repaired
from bridge.imports.result import Result, ResultStatus
from bridge.imports.results import Page, as_csv
from tests.support.files import read

CELLS = st.text("aåÖE019 =+-@;,\"\n[{}]:./|\t€'＝", max_size=12).map(repaired)


def written(*rows):
    page = Page([Result(n, n + 2, cells, ResultStatus.REJECTED) for n, cells in enumerate(rows)])
    return as_csv(page, ["Namn", "Ort", "Övrigt"], headers=True)


@given(CELLS, CELLS)
def test_rows_that_go_out_for_excel_come_back_as_they_were(city, other):
    cells = {"Namn": "Bo", "Ort": city, "Övrigt": other}
    [row] = read(written(cells), size=4096)
    assert row.cells == cells


def test_every_encoding_in_which_excel_saves_them_is_read():
    for encoding in ("utf-8", "cp1252", "utf-16", "mac_roman"):
        content = written({"Namn": "Åsa", "Ort": "0701"}).removeprefix("\ufeff").encode(encoding)
        assert read(content)[0].cells == {"Namn": "Åsa", "Ort": "0701", "Övrigt": ""}
