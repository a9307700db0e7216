import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from bridge.swedish.contact import email_key, read_email
from bridge.swedish.text import Invalid


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.se", "anna@example.se"),
        (" Anna@Example.SE\u00a0", "Anna@example.se"),
        ("anna\u200b@example.se", "anna@example.se"),
        ("Anna <anna@example.se>", "anna@example.se"),
        ("Anna Ek, anna@example.se", "anna@example.se"),
        ("MAILTO:anna@example.se", "anna@example.se"),
        ("mailto:anna@example.se?subject=Hej", "anna@example.se"),
        ("anna@example.se?", "anna@example.se"),
        ("anna@example.se!", "anna@example.se"),
        ("anna @ example.se", "anna@example.se"),
        ("anna@example.se.", "anna@example.se"),
        ("åsa@example.se", "åsa@example.se"),
        ("info@åkesson.example", "info@åkesson.example"),
        ("a.b+c_d-e@mail.example.com", "a.b+c_d-e@mail.example.com"),
        ("o'brien@example.se", "o'brien@example.se"),
    ],
)
def test_reads_the_address_in_a_field(text: str, address: str) -> None:
    email = read_email(text)
    assert (email.seventime, email.warning) == (address, None)
    assert read_email(email.seventime) == email


def test_takes_the_first_of_two_addresses_and_warns() -> None:
    email = read_email("anna@example.se; bo@example.se")
    assert (email.seventime, email.warning) == ("anna@example.se", "email_second_left_out")


def test_gives_no_warning_about_the_same_address_twice() -> None:
    assert read_email("anna@example.se, Anna@example.se").warning is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "saknas", "anna", "anna@", "anna@example", "anna@example,se", "@example.se"),
        *("a..b@example.se", "a.@example.se", "a@-example.se", "a@example.test", "a@localhost"),
        "a" * 300 + "@example.se",
    ],
)
def test_refuses_what_nothing_can_be_sent_to(text: str) -> None:
    with pytest.raises(Invalid, match="email_invalid"):
        read_email(text)
    assert email_key(text) is None


def test_the_key_does_not_depend_on_case_or_on_how_the_domain_is_encoded() -> None:
    assert email_key("Anna@Example.SE") == email_key("anna@example.se") == "anna@example.se"
    assert email_key("a@xn--kesson-hua.se") == email_key("A@Åkesson.se")


@given(st.none() | st.text() | st.emails() | st.from_regex(r"[a-zåÅß.]{1,5}@[a-zå.-]{1,9}"))
def test_the_key_of_anything_is_an_address_or_nothing(text: str | None) -> None:
    key = email_key(text)
    assert key is None or email_key(read_email(str(text)).seventime) == key


LETTERS = st.sampled_from("abyzABYZ")
PARTS = st.text(st.sampled_from("abyzABYZ0189_+-"), min_size=1, max_size=6)
LABELS = st.text(st.sampled_from("abyzABYZ0189-"), min_size=1, max_size=6)
ENDINGS = st.sampled_from(["se", "COM", "museum", "test", "local", "onion"]) | st.text(LETTERS, min_size=1)


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=3).map(".".join)


@given(st.builds("{}@{}.{}".format, joined(PARTS), joined(LABELS), ENDINGS))
def test_an_address_is_read_as_the_library_reads_it(text: str) -> None:
    try:
        expected = validate_email(text, check_deliverability=False).normalized
    except ValueError:
        with pytest.raises(Invalid, match="email_invalid"):
            read_email(text)
    else:
        assert read_email(text).seventime == expected
