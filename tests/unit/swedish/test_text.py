import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.swedish.text import clean, clean_lines, is_nothing, name_key, repair


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Anna \t Ek\r\n", "Anna Ek"),
        ("Anna\u00a0Ek\u2009", "Anna Ek"),
        ("An\u00adna\u200b Ek\ufeff", "Anna Ek"),
        ("Anna\x00\x07Ek\x85", "Anna Ek"),
        ("A\u030ake O\u0308berg", "Åke Öberg"),
        ("Anna \ud83d", "Anna"),
        ("Anna 🏠", "Anna 🏠"),
    ],
)
def test_cleans_a_line(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("text", ["Åke Öberg", "Räksmörgås ÅÄÖ", "Kafé Zoë", "5 – 7", "Malmö’s"])
@pytest.mark.parametrize("read_as", ["cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize("times", [1, 2])
def test_repairs_mojibake(text: str, read_as: str, times: int) -> None:
    broken = text
    for _ in range(times):
        broken = broken.encode().decode(read_as)
    assert clean(broken) == text


@pytest.mark.parametrize(
    "text", ["Åkesson i Malmö", "SÃO PAULO", "MANHÃ – bar", "MANHÃ…", "Ângela", "50 €", "√±4 ‚a‘"]
)
def test_leaves_a_text_alone_that_may_be_meant_as_it_is(text: str) -> None:
    assert repair(text) == text


def test_repairs_the_broken_half_of_a_text_only() -> None:
    assert clean("Åkesson i MalmÃ¶") == "Åkesson i Malmö"


def test_keeps_line_breaks_of_longer_texts() -> None:
    assert clean_lines(" Hej!\r\n\r\n\r\n\r\n Ring  mig.\n") == "Hej!\n\nRing mig."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "--",
        "–",
        "...",
        "saknas",
        "N/A",
        "null",
        "Ej angivet",
        "Inget",
        "Har ej",
        "Samma som ovan",
        "vet ej",
    ],
)
def test_recognises_texts_that_mean_no_value(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["Nadja", "SE", "Samma väg 1", "Ingenting"])
def test_a_text_that_may_be_a_value_is_not_nothing(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åke Öberg", "ÅKE  ÖBERG"),
        ("Åke Öberg", "A\u030ake O\u0308berg"),
        ("Åke Öberg", "Ã…ke Ã–berg"),
        ("Anna-Karin Ek", "anna karin ek."),
        ("Alfa & Beta, AB", "alfa beta ab"),
        ("Ｅｋ", "Ek"),
        ("Groß", "GROSS"),
    ],
)
def test_names_are_equal_whatever_their_case_and_punctuation(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Åberg", "Aberg"), ("Äng", "Ang"), ("Öman", "Oman")])
def test_swedish_letters_tell_names_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", [None, "", " ", "-", "…!?"])
def test_a_name_of_nothing_has_no_key(name: str | None) -> None:
    assert name_key(name) is None


@given(st.none() | st.text())
def test_the_key_of_a_name_is_its_own_key(name: str | None) -> None:
    key = name_key(name)
    assert key is None or name_key(key) == key


@given(st.text(st.sampled_from("ÃÂâ€√‚Ìåö¥¤¶§∂•\x80Š ")))
def test_what_is_repaired_needs_no_repair(text: str) -> None:
    assert repair(repair(text)) == repair(text)


@given(st.text())
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert name_key(clean(text)) == name_key(text)
