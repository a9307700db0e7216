import pytest

from bridge.imports.readers.rows import Unreadable
from tests.support.files import answers, read

BO = {"name": "Bo Ek", "city": "Lund"}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_usual_delimiter_is_found(delimiter):
    assert answers(f"Namn{delimiter}Ort\nBo Ek{delimiter}Lund\n") == [BO]


@pytest.mark.parametrize("first", ["sep=#", "SEP=#", '"sep=#"'])
def test_a_delimiter_that_the_file_names_counts(first):
    assert answers(f"{first}\nNamn#Ort\nBo Ek#Lund\n") == [BO]
    assert read(f"{first}\nNamn#Ort\nBo Ek#Lund\n")[0].line == 3


def test_decimal_commas_do_not_make_a_comma_the_delimiter():
    rows = "Bo Ek;1 240,50;0,5;Lund\n" * 3
    assert answers(f"Namn;Saldo, kr;Rabatt, %;Ort\n{rows}")[0] == BO


def test_one_column_is_enough():
    assert answers("Namn\nBo Ek\nEva, Ek\n") == [{"name": "Bo Ek"}, {"name": "Eva, Ek"}]


def test_a_line_break_within_quotation_marks_belongs_to_its_cell():
    rows = read('Namn;Adress;Ort\n"Bo Ek";"c/o Eva\nGatan 1";Lund\nEva;;Kil\n')
    assert [row.line for row in rows] == [2, 4]
    assert rows[0].cells["Adress"] == "c/o Eva\nGatan 1"


def test_titles_above_the_headers_and_empty_lines_are_passed_over():
    rows = read("Kundregister;;\n2026-11-24;;\n\nNamn;Ort;Fax\n;;\nBo Ek;Lund;\n")
    assert [(row.line, row.cells) for row in rows] == [(6, {"Namn": "Bo Ek", "Ort": "Lund", "Fax": ""})]


def test_headers_that_come_again_are_no_customer():
    assert [row.line for row in read("Namn;Ort\nBo Ek;Lund\nNamn;Ort\nEva;Kil\n")] == [2, 4]


def test_a_row_may_be_shorter_than_the_headers_but_not_longer():
    short, long, padded = read("Namn;Ort\nBo Ek\nBo Ek;Lund;Sverige\nBo Ek;Lund;;\n")
    assert (short.reason, padded.reason) == (None, None)
    assert (long.reason, long.line, long.column) == ("too_many_cells", 3, 3)


def test_columns_of_one_name_are_told_apart_and_ours_are_not_read():
    [row] = read("Namn;Telefon;Telefon;;import: status\nBo Ek;1;2;3;created\n")
    assert row.cells == {"Namn": "Bo Ek", "Telefon": "1", "Telefon (2)": "2"}


@pytest.mark.parametrize(
    ("content", "reason", "line", "column"),
    [
        ("Kalle;Pelle\nBo;Lund\n", "header_missing", 1, 1),
        ("1;2\n", "header_missing", 1, 1),
        ("Bo Ek;Företag;070\n", "header_missing", 1, 1),
    ],
)
def test_an_unreadable_file_says_where_and_why(content, reason, line, column):
    with pytest.raises(Unreadable) as raised:
        read(content, size=7 if len(content) < 1000 else 4096)
    assert (raised.value.reason, raised.value.line, raised.value.column) == (reason, line, column)


def test_a_mapping_makes_headers_of_words_that_nobody_knows():
    content = "Vem;Var;Ort\nBo Ek;Lund;Kil\n"
    assert answers(content, {"Vem": "name", "var": "city", "Ort": ""}) == [BO]


@pytest.mark.parametrize(
    ("content", "bad", "good"),
    [
        ('Namn;Ort\n"Eva;Kil\nAda;Åmål\n', [(2, "quote_not_closed", 1)], [3]),
        ('Namn;Ort\nBo;Lund\nEva;"Kil\n', [(3, "quote_not_closed", 5)], [2]),
        ('Namn;Ort\n"Bo "Bosse" Ek";Lund\nEva;Kil\n', [(2, "quote_inside", 6)], [3]),
        ('Namn;Ort\n"Eva;Kil\nAda;"Åmål"\n', [(2, "quote_not_closed", 1)], [3]),
        (f"Namn;Ort\n{'B' * 200_000};Lund\nEva;Kil\n", [(2, "cell_too_large", 1)], [3]),
        (f'Namn;Ort\nBo;Lund\n"{"B" * 200_000}";Lund\nEva;Kil\n', [(3, "cell_too_large", 1)], [2, 4]),
    ],
)
def test_a_row_with_misplaced_quotation_marks_spoils_no_other(content, bad, good):
    rows = read(content)
    assert [(row.line, row.reason, row.column) for row in rows if row.reason] == bad
    assert [row.line for row in rows if not row.reason] == good


def test_the_rest_of_a_spoiled_record_is_no_customer():
    content = 'Namn;Adress;Ort\n"Bo";"c/o Eva\nGatan "1" B";Lund\n\nEva;"Vägen\n2";Kil\n'
    rows = read(content)
    assert [(row.line, row.reason is None) for row in rows] == [(2, False), (3, False), (5, True)]
    assert rows[2].cells == {"Namn": "Eva", "Adress": "Vägen\n2", "Ort": "Kil"}


def test_quotation_marks_in_titles_and_headers_stop_nothing():
    assert answers('"Kundlista" 2026\nNamn;"Ort" \nBo Ek;Lund\n') == [BO]


@pytest.mark.parametrize(
    "second",
    [
        "\ufeffNamn;Ort",
        "\ufeffsep=;\nNamn;Ort",
        '\ufeff"Namn";"Ort"',
        "NAMN;ort",
        "Ort;Namn",
        "Ort;Namn;E-post",
    ],
)
def test_files_that_were_joined_are_read_by_their_own_headers(second):
    place = "Kil;Eva Ek" if "Ort;Namn" in second else "Eva Ek;Kil"
    first = "Namn;Ort\n" + "Bo Ek;Lund\n" * 10
    assert answers(f"{first}{second}\n{place}\n") == [BO] * 10 + [{"name": "Eva Ek", "city": "Kil"}]


def test_a_customer_that_is_called_like_a_column_is_one():
    rows = read("Namn;Kund;Företag;Ort\nKund;;;Kil\nOrt;;;\nFöretag;Bo;;\n")
    assert [row.line for row in rows] == [2, 3, 4]
