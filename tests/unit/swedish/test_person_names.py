import pytest

from bridge.swedish.person_names import whole_name


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("Siv", "Holm", "Siv Holm"),
        ("Siv Holm", "Siv Holm", "Siv Holm"),
        ("Siv Holm", "holm", "Siv Holm"),
        ("Siv", "Siv Holm", "Siv Holm"),
        ("Siv von Holm", "von Holm", "Siv von Holm"),
        ("Siv", "Siv", "Siv"),
        ("Siv & Åke", "Holm", "Siv & Åke Holm"),
        ("Bo Boström", "Ström", "Bo Boström Ström"),
        ("Siv", "...", "Siv"),
        ("–", "Holm", "Holm"),
        ("Siv", "X", "Siv"),
        ("xx", "Holm", "Holm"),
        ("Siv", "Å", "Siv Å"),
        ("X", "", "X"),
        ("-", ".", ""),
    ],
)
def test_a_name_in_two_parts_says_nothing_twice(first: str, last: str, whole: str) -> None:
    assert whole_name(first, last) == whole
