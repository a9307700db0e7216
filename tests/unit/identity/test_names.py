"""How two names stand to each other, as people and companies write them."""

import pytest

from bridge.identity.names import NameMatch, fold, match
from bridge.identity.reading import names_no_company, read_company, read_person
from bridge.identity.words import (
    MAIL,
    NO_COMPANY,
    NOBODYS_MAILBOXES,
    NOBODYS_WORDS,
    NUMBERED_WORDS,
    PARTICLES,
    ROLES,
    TITLES,
)

EQUAL, ALIKE, CLOSE, VAGUE, DIFFERENT = (
    NameMatch.EQUAL,
    NameMatch.ALIKE,
    NameMatch.CLOSE,
    NameMatch.VAGUE,
    NameMatch.DIFFERENT,
)
PEOPLE = [
    ("ÅSA  SJÖGREN", "Asa Sjogren", EQUAL, "case, spaces and letters of a foreign keyboard"),
    ("Håkan Åberg", "Haakan Aaberg", EQUAL, "å written aa"),
    ("Đorđe Petrović", "Djordje Petrovic", EQUAL, "đ written dj"),
    ("Işıl Yıldız", "Isil Yildiz", EQUAL, "i without a dot"),
    ("Sinéad O´Riordan", "Sinead O'Riordan", EQUAL, "apostrophes"),
    ("Anna-Lena Dahl", "Annalena Dahl", EQUAL, "written together"),
    ("Samir El-Sayed", "Samir Elsayed", EQUAL, "an article is part of the surname"),
    ("von Essen, Carl", "Carl Essen", EQUAL, "a particle is left out"),
    ("Dahl, Anna Lena", "Anna-Lena Dahl", EQUAL, "the surname first"),
    ("Dr Anna Dahl (ring innan)", "Anna Dahl", EQUAL, "a title and a note"),
    ("Anna Dahl, Storgatan 4", "Anna Dahl", EQUAL, "the street behind the name"),
    ("anna.dahl@example.se", "Anna Dahl", EQUAL, "the address typed as the name"),
    ("Herr Bo Dahl", "Bo Dahl", EQUAL, "a first name tells more than the title"),
    ("PO Dahl", "Per-Olof Dahl", CLOSE, "initials without dots"),
    ("B. Dahl", "Bo Dahl", CLOSE, "an initial"),
    ("Anna Dahl", "Anna Maria Dahl", CLOSE, "one first name is left out"),
    ("Lars Dahl sr", "Lars Dahl", CLOSE, "the father, or either"),
    ("Anna", "Anna Dahl", VAGUE, "one word of it"),
    ("annadahl@example.se", "Bo Ek", VAGUE, "an address that tells no words"),
    ("Kund", "kund", ALIKE, "the same placeholder"),
    ("Klass 9C", "klass 9 c", ALIKE, "the same place"),
    ("Dahl", "Dahl", ALIKE, "the same single word"),
    ("Kund", "Anna Dahl", DIFFERENT, "a placeholder is nobody's name"),
    ("Klass 4B", "Klass 5A", DIFFERENT, "two numbers of one thing"),
    ("Lars Dahl d.ä.", "Lars Dahl d.y.", DIFFERENT, "father and son"),
    ("Herr Dahl", "Fru Dahl", DIFFERENT, "titles are all that there is"),
    ("Anna Dahl 1", "Anna Dahl", DIFFERENT, "staff numbers namesakes"),
    ("Per och Pia Dahl", "Pia Dahl", DIFFERENT, "two people are not one of them"),
    ("Anna Dahl", "Anna Ek", DIFFERENT, "another surname"),
    ("Mari Åström", "Maria Ström", DIFFERENT, "the same letters, the same number of words"),
]
COMPANIES = [
    ("Mora Glas AB", "MORA GLAS AKTIEBOLAG", EQUAL, "the form written out"),
    ("Mora Glas AB", "AB Mora Glas (publ)", EQUAL, "the form in front"),
    ("Mora Glas A.B.", "MoraGlas", EQUAL, "dots, and the form left out"),
    ("Mora Glas & Plåt AB", "Mora Glas och Plåt AB", EQUAL, "& and och"),
    ("Mora Glas AB, att: Eva Ek", "Mora Glas AB", EQUAL, "a contact behind the name"),
    ("Mora Glas AB c/o Ekonomibyrån", "Mora Glas AB", EQUAL, "an address behind the name"),
    ("HSB:s Brf Ripan", "HSB Bostadsrättsföreningen Ripan", EQUAL, "Brf written out"),
    ("Nordbau G.m.b.H.", "Nordbau GmbH", EQUAL, "a German form"),
    ("Kowalczyk Sp. z o.o.", "KOWALCZYK SP.Z O.O.", EQUAL, "a Polish form"),
    ("Oy Laituri Ab", "Laituri Oy", EQUAL, "a Finnish form in two languages"),
    ("Mora Glas AB", "Mora Glas HB", DIFFERENT, "two forms are two companies"),
    ("Mora Glas AB", "Mora Glas Holding AB", DIFFERENT, "sister companies"),
    ("Mora Glas (Norr) AB", "Mora Glas (Syd) AB", DIFFERENT, "brackets before the form are of the name"),
    ("Elkedjan (Mora)", "Elkedjan (Falun)", DIFFERENT, "brackets that differ"),
    ("Agenten AB, Brf Ripan", "Agenten AB, Brf Tjädern", DIFFERENT, "an agent for two societies"),
    ("Brf Ripan 1", "Brf Ripan 2", DIFFERENT, "two numbers"),
    ("Egen firma", "Egen firma", ALIKE, "no company's name"),
]


@pytest.mark.parametrize(("one", "other", "expected", "why"), PEOPLE, ids=[row[3] for row in PEOPLE])
def test_compares_people(one, other, expected, why):
    assert match(read_person(one), read_person(other)) is expected
    assert match(read_person(other), read_person(one)) is expected


@pytest.mark.parametrize(("one", "other", "expected", "why"), COMPANIES, ids=[row[3] for row in COMPANIES])
def test_compares_companies(one, other, expected, why):
    assert match(read_company(one), read_company(other)) is expected
    assert match(read_company(other), read_company(one)) is expected


@pytest.mark.parametrize(("one", "other", "expected", "why"), PEOPLE, ids=[row[3] for row in PEOPLE])
def test_compares_sealed_names_alike(one, other, expected, why):
    def seal(kind, value):
        return f"{kind} {hash((kind, value))}"

    assert match(read_person(one).sealed(seal), read_person(other).sealed(seal)) is expected


def test_a_person_and_a_company_are_equal_without_a_legal_form_only():
    assert match(read_person("Bo Ek"), read_company("Bo Ek")) is EQUAL
    assert match(read_person("Bo Ek"), read_company("Bo Ek AB")) is DIFFERENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "Privat",
        "Egen firma",
        "Lgh 1204",
        "070-174 06 05",
        "bo@example.se",
        "c/o Holm",
        "Test AB",
        "Företag",
    ],
)
def test_knows_what_names_no_company(text):
    assert names_no_company(text)


@pytest.mark.parametrize(
    "text", ["Mora Glas", "Volvo AB", "Brf Ripan", "Hemtrevnad AB", "Hus & Hem AB", "Rum 21 AB"]
)
def test_knows_what_names_a_company(text):
    assert not names_no_company(text)


def test_every_listed_word_is_folded():
    lists = (MAIL, NO_COMPANY, NOBODYS_MAILBOXES, NOBODYS_WORDS, NUMBERED_WORDS, PARTICLES, ROLES, TITLES)
    assert [word for words in lists for word in words if fold(word) != word] == ["aa"]  # of "aaa"
