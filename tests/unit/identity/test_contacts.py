"""Contacts in normal form: nobody's, shared, or a person's own."""

import pytest

from bridge.identity.contacts import domain_of, email, phone, place


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Anna.Ek@Example.se", "anna.ek@example.se", "case"),
        ("anna.ek+webb@example.se", "anna.ek@example.se", "a tag"),
        ("anna.ek.fiktiv@googlemail.com", "annaekfiktiv@gmail.com", "dots at Gmail"),
    ],
)
def test_one_mailbox_is_written_in_several_ways(one, other, why):
    assert email(one) == email(other)


def test_dots_count_elsewhere():
    assert email("anna.ek@example.se") != email("annaek@example.se")


@pytest.mark.parametrize(
    "text",
    [
        "noreply@butik.example",
        "do-not-reply@butik.example",
        "svara.ej@butik.example",
        "ingen@ingen.se",
        "kund@saknas.se",
        "har.ej@epost.example",
        "test.test@example.se",
        "1234@example.se",
        "xxx@example.se",
        "a@example.se",
        "",
    ],
)
def test_nobodys_mailbox_is_no_contact(text):
    assert email(text) is None


@pytest.mark.parametrize("local", ["e0492136", "a24e3e625630", "x1y2", "no7na8"])
def test_a_few_letters_between_digits_are_somebodys_mailbox(local):
    assert email(f"{local}@example.se") is not None


@pytest.mark.parametrize(
    "text",
    [
        "info@mora.example",
        "order2@mora.example",
        "kund.service@mora.example",
        "bokningen@mora.example",
        "mail@mora.example",
        "mora@mora.example",
    ],
)
def test_a_roles_mailbox_is_shared(text):
    assert not email(text).is_personal


@pytest.mark.parametrize("text", ["anna.ek@mora.example", "annis76@example.se", "b.alm@example.se"])
def test_other_mailboxes_are_personal(text):
    assert email(text).is_personal


def test_a_public_domain_is_no_contact():
    assert domain_of(email("anna.ek@gmail.com")) is None
    assert domain_of(email("anna.ek@mora.example")).value == "mora.example"


@pytest.mark.parametrize(
    "text",
    [
        "070-000 00 00",
        "070-123 45 67",
        "08-123 456 78",
        "070-987 65 43",
        "070-70 70 70 7",
        "0700 10 10 10",
        "070-011 22 33",
        "+1 202 555 0123",
        "+47 400 00 000",
    ],
)
def test_a_number_typed_to_fill_the_field_is_no_contact(text):
    assert phone(text) is None


@pytest.mark.parametrize(
    ("text", "is_personal"),
    [
        ("070-174 06 05", True),
        ("+47 406 12 345", True),
        ("08-465 004 00", False),
        ("0771-793 336", False),
        ("010-170 06 05", False),
        ("075-170 06 05", False),
    ],
)
def test_mobiles_are_personal(text, is_personal):
    assert phone(text).is_personal is is_personal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Storgatan 4 A", "Storg. 4a"),
        ("Storgatan 4", "Storgatan 4, lgh 1101"),
        ("Storgatan 4", "Storgatan 4, 2 tr"),
        ("c/o Ek, Norra vägen 4", "Norra v. 4"),
        ("Box 12", "BOX 12"),
    ],
)
def test_one_house_is_written_in_several_ways(one, other):
    assert place(one, "111 22") == place(other, "SE-111 22") or place(one, "111 22") == place(other, "11122")


def test_a_place_needs_street_and_postal_code():
    assert place("Storgatan 4", None) is None
    assert place("", "111 22") is None
    assert place("Box 12", "111 22") != place("Box 17", "111 22")
