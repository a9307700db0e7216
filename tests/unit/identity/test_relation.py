"""Who is the same customer: pairs that must be one, pairs that must be two, and why."""

import pytest

from bridge.identity.relation import Profile, Strength, choose, relation
from bridge.identity.traits import Unsent, traits_of
from bridge.seventime.models import Customer

AB, OTHER_AB = "5599121018", "5599122115"
MOBILE, OTHER_MOBILE, LANDLINE = "070-174 06 05", "070-174 06 06", "08-465 004 51"
HOME = {"address": "Storgatan 4", "zipCode": "111 22"}
ELSEWHERE = {"address": "Byvägen 9", "zipCode": "961 36"}


def known(name, person_number=None, **fields):
    return traits_of(Customer(name=name, **fields), Unsent(person_number=person_number))


SAME = [
    (
        "one number, another name",
        known("Mora Glas AB", organizationNumber=AB),
        known("Dalaglas AB", organizationNumber=AB),
    ),
    ("married, all else new", known("Eva Ek", "197812042385", phone=MOBILE), known("Eva Lo", "197812042385")),
    ("a new mailbox", known("Eva Ek", email="eva@alfa.example", phone=MOBILE), known("Eva Ek", phone=MOBILE)),
    (
        "new mobile and home",
        known("Eva Ek", email="eva.ek@alfa.example", phone=MOBILE, **HOME),
        known("Eva Ek", email="eva.ek@alfa.example", phone=OTHER_MOBILE, **ELSEWHERE),
    ),
    (
        "a new phone in one house",
        known("Eva Ek", phone=LANDLINE, **HOME),
        known("Eva Ek", phone=MOBILE, **HOME),
    ),
    (
        "first name, own mailbox",
        known("Eva", email="eva.ek@example.se"),
        known("Eva Ek", email="eva.ek@example.se"),
    ),
    (
        "an initial, own mailbox",
        known("E. Ek", email="e.ek@example.se"),
        known("Eva Ek", email="e.ek@example.se"),
    ),
    (
        "a new surname, own mailbox and mobile",
        known("Eva Ek", email="eva.e@example.se", phone=MOBILE),
        known("Eva Lo", email="eva.e@example.se", phone=MOBILE),
    ),
    (
        "the switchboard, nothing against it",
        known("Eva Ek", phone=LANDLINE),
        known("Eva Ek", phone=LANDLINE, **HOME),
    ),
    (
        "an AB at two ends of the country",
        known("Mora Glas AB", email="order@mora.example", **HOME),
        known("Mora Glas AB", email="order@mora.example", **ELSEWHERE),
    ),
    (
        "two employees of an AB",
        known("Mora Glas AB", email="eva@mora.example"),
        known("Mora Glas AB", email="bo@mora.example"),
    ),
    (
        "own mailbox and mobile, two sites",
        known("Mora Bygg", email="order@morabygg.example", phone=MOBILE, **HOME),
        known("Mora Bygg", email="order@morabygg.example", phone=MOBILE, **ELSEWHERE),
    ),
    (
        "a class twice",
        known("Klass 4B", email="maj@skolan.example"),
        known("Klass 4b", email="maj@skolan.example"),
    ),
]
SEPARATE = [
    (
        "two numbers",
        known("Mora Glas AB", organizationNumber=AB, email="info@mora.example"),
        known("Mora Glas AB", organizationNumber=OTHER_AB, email="info@mora.example"),
    ),
    (
        "an owner's firm and its AB",
        known("Ekens Golv", "197812042385", email="ek@eken.example", organizationNumber="781204-2385"),
        known("Ekens Golv AB", organizationNumber=AB, email="ek@eken.example"),
    ),
    (
        "a relative's number",
        known("Per Ek", "197812042385", phone=MOBILE),
        known("Eva Ek", "197812042385", phone=OTHER_MOBILE),
    ),
    (
        "an insurer's number",
        known("Per Ek", organizationNumber=AB, **HOME),
        known("Eva Lo", organizationNumber=AB, **ELSEWHERE),
    ),
    (
        "spouses",
        known("Per Ek", email="ek@example.se", **HOME),
        known("Eva Ek", email="ek@example.se", **HOME),
    ),
    (
        "namesakes behind a switchboard",
        known("Eva Ek", phone=LANDLINE, email="eva@alfa.example"),
        known("Eva Ek", phone=LANDLINE, email="evaek@beta.example"),
    ),
    (
        "namesakes behind an order mailbox",
        known("Eva Ek", email="order@alfa.example", phone=MOBILE),
        known("Eva Ek", email="order@alfa.example", phone=OTHER_MOBILE),
    ),
    (
        "namesakes behind a colleague",
        known("Eva Ek", email="bo@alfa.example", phone=MOBILE),
        known("Eva Ek", email="bo@alfa.example", phone=OTHER_MOBILE),
    ),
    (
        "a first name behind a colleague",
        known("Eva", email="bo@alfa.example", phone=MOBILE),
        known("Eva Ek", email="bo@alfa.example", phone=MOBILE),
    ),
    (
        "an initial behind a role",
        known("E. Ek", email="order@alfa.example"),
        known("Eva Ek", email="order@alfa.example"),
    ),
    ("a mobile given anew", known("Per Ek", phone=MOBILE), known("Leila Lo", phone=MOBILE)),
    ("nobody's phone", known("Eva Ek", phone="070-000 00 00"), known("Eva Ek", phone="070-000 00 00")),
    (
        "a person and an AB",
        known("Eva Ek", email="eva@ek.example"),
        known("Eva Ek AB", email="eva@ek.example"),
    ),
    (
        "two sister companies",
        known("Ek Bygg AB", email="ek@ek.example"),
        known("Ek Holding AB", email="ek@ek.example"),
    ),
    (
        "two shops of a chain",
        known("Elbutiken", email="mora@elbutiken.example", phone="0980-319 291"),
        known("Elbutiken", email="falun@elbutiken.example", phone="0980-319 292"),
    ),
    (
        "two societies of one name",
        known("Brf Ripan", email="info@agent.example", **HOME),
        known("Brf Ripan", email="info@agent.example", **ELSEWHERE),
    ),
    ("two flats", known("Lgh 1101", email="vd@hyra.example"), known("Lgh 1102", email="vd@hyra.example")),
]


@pytest.mark.parametrize(("why", "one", "other"), SAME, ids=[row[0] for row in SAME])
def test_is_the_same_customer(why, one, other):
    assert relation(one, Profile.of(other)) is not None
    assert relation(other, Profile.of(one)) is not None


@pytest.mark.parametrize(("why", "one", "other"), SEPARATE, ids=[row[0] for row in SEPARATE])
def test_is_another_customer(why, one, other):
    assert relation(one, Profile.of(other)) is None
    assert relation(other, Profile.of(one)) is None


@pytest.mark.parametrize(("why", "one", "other"), SAME + SEPARATE, ids=[row[0] for row in SAME + SEPARATE])
def test_decides_by_sealed_names_as_by_clear_ones(why, one, other):
    def seal(kind, value):
        return f"{kind} {hash((kind, value))}"

    assert relation(one, Profile.of(other, seal), seal) is relation(one, Profile.of(other))


def test_takes_the_strongest_then_the_oldest():
    assert choose([None, Strength.EQUAL_NAME, Strength.NUMBER, Strength.NUMBER]) == 2
    assert choose([None, None]) is None


def test_takes_weak_evidence_only_if_it_fits_one_customer():
    assert choose([None, Strength.CLOSE_NAME]) == 1
    assert choose([Strength.CLOSE_NAME, Strength.VAGUE_NAME]) is None
    assert choose([Strength.VAGUE_NAME, Strength.LESS_THAN_KNOWN]) == 1


def test_a_name_alone_is_neither_of_two_that_numbers_tell_apart():
    numbered = [
        known("Ljusverket AB", organizationNumber=number, email="a@ljus.example") for number in (AB, OTHER_AB)
    ]
    unnumbered = known("Ljusverket AB", email="a@ljus.example")
    assert choose(relation(unnumbered, Profile.of(each)) for each in numbered) is None
    assert choose(relation(unnumbered, Profile.of(each)) for each in numbered[:1]) == 0
    assert choose(relation(unnumbered, Profile.of(each)) for each in [*numbered, unnumbered]) == 2
