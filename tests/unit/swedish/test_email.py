import pytest
from bridge.swedish.email import _PLAIN, email_key, read
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from bridge.swedish import Invalid


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.se", "anna@example.se"),
        (" Anna@Example.SE\u00a0", "Anna@example.se"),
        ("anna\u200b@example.se", "anna@example.se"),
        ("Anna <anna@example.se>", "anna@example.se"),
        ("Anna Ek, anna@example.se", "anna@example.se"),
        ("MAILTO:anna@example.se", "anna@example.se"),
        ("anna @ example.se", "anna@example.se"),
        ("anna@example.se.", "anna@example.se"),
        ("åsa@example.se", "åsa@example.se"),
        ("info@åkesson.example", "info@åkesson.example"),
        ("a.b+c_d-e@mail.example.com", "a.b+c_d-e@mail.example.com"),
        ("o'brien@example.se", "o'brien@example.se"),
    ],
)
def test_reads_the_address_in_a_field(text: str, address: str) -> None:
    email = read(text)
    assert (email.seventime, email.warning) == (address, None)
    assert read(email.seventime) == email


def test_takes_the_first_of_two_addresses_and_says_so() -> None:
    email = read("anna@example.se; bo@example.se")
    assert (email.seventime, email.warning) == ("anna@example.se", "email_second_left_out")


def test_says_nothing_about_the_same_address_twice() -> None:
    assert read("anna@example.se, Anna@example.se").warning is None


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
        read(text)
    assert email_key(text) is None


def test_the_key_does_not_depend_on_case_or_on_how_the_domain_is_encoded() -> None:
    assert email_key("Anna@Example.SE") == email_key("anna@example.se") == "anna@example.se"
    assert email_key("a@xn--kesson-hua.se") == email_key("A@Åkesson.se")


@given(st.none() | st.text() | st.emails() | st.from_regex(r"[a-zåÅß.]{1,5}@[a-zå.-]{1,9}"))
def test_the_key_of_anything_is_an_address_or_nothing(text: str | None) -> None:
    key = email_key(text)
    assert key is None or email_key(read(str(text)).seventime) == key


@given(st.from_regex(_PLAIN, fullmatch=True).filter(lambda text: text.isascii() and len(text) <= 64))
def test_what_passes_as_plain_is_what_the_library_makes_of_it(text: str) -> None:
    assert read(text).seventime == validate_email(text, check_deliverability=False).normalized
