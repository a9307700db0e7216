"""ROT and RUT: complete, left out with a warning, or rejected."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.failures import Rejected
from bridge.model.source import PersonNumbers, Validation
from tests.support.submissions import customer, mapped, warnings

# Skatteverket's test numbers; the organisations publish theirs.
PERSON, OTHER, CENTENARIAN, MINOR = "900101-2385", "590714-2599", "100101+9809", "20140290-2397"
COMPANY, SOCIETY = "556596-0753", "717600-4583"
ESTATE = "132000-1231"

ROT, RUT = "billingSettings.isROTCustomer", "billingSettings.isRUTCustomer"
TYPE, PROPERTY = "billingSettings.typeOfProperty", "billingSettings.propertyDescription"
HOUSING, APARTMENT = "billingSettings.housingSocietyNumber", "billingSettings.apartmentNumber"
SHARES = "billingSettings.deductionDistribution"

BO = {"name": "Bo Ek", "personalNumber": PERSON}
HOUSE = BO | {ROT: True, TYPE: 1, PROPERTY: "Skoby Berga 1:2"}
CONDOMINIUM = BO | {ROT: True, TYPE: 2, HOUSING: SOCIETY, APARTMENT: "1102"}
CLEANING = BO | {RUT: True}
SHARE = {"userName": "Bo Ek", "personalNumber": PERSON, "distributionPercent": 60}
SECOND = {"userName": "Åsa Ek", "personalNumber": OTHER, "distributionPercent": 40}


def without(answers: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {field: value for field, value in answers.items() if field not in fields}


@pytest.mark.parametrize(
    ("answers", "settings"),
    [
        (HOUSE, {"isROTCustomer": True, "typeOfProperty": 1, "propertyDescription": "Skoby Berga 1:2"}),
        (
            CONDOMINIUM,
            {
                "isROTCustomer": True,
                "typeOfProperty": 2,
                "housingSocietyNumber": SOCIETY,
                "apartmentNumber": "1102",
            },
        ),
        (CLEANING, {"isRUTCustomer": True}),
    ],
)
def test_one_private_person_has_all_of_the_deduction(
    answers: dict[str, Any], settings: dict[str, Any]
) -> None:
    found = customer(answers, validation=Validation.STRICT, defaults={"typeOfCustomer": 10})
    assert (found["typeOfCustomer"], found["organizationNumber"]) == (20, PERSON)
    assert found["billingSettings"] == settings | {
        "personalNumber": PERSON,
        "deductionDistribution": [
            {"userName": "Bo Ek", "personalNumber": PERSON, "distributionPercent": 100}
        ],
    }
    assert warnings(answers) == set()


def test_a_distribution_that_was_given_is_sent_in_normal_form() -> None:
    shares = [
        SHARE | {"personalNumber": "19900101–2385", "distributionPercent": "60 %"},
        SECOND | {"personalNumber": 5907142599},
    ]
    assert customer(CLEANING | {SHARES: shares})["billingSettings"]["deductionDistribution"] == [
        {"userName": "Bo Ek", "personalNumber": PERSON, "distributionPercent": 60},
        {"userName": "Åsa Ek", "personalNumber": OTHER, "distributionPercent": 40},
    ]


TOGETHER = CLEANING | {"Medsökandes namn": "Åsa Ek", "Personnummer (medsökande)": OTHER}


@pytest.mark.parametrize(
    ("shares", "percents"),
    [
        ({}, (50, 50)),
        ({"Medsökandes andel": "40 %"}, (60, 40)),
        ({"Din andel (%)": "60"}, (60, 40)),
        ({"Din andel": "70", "Medsökandes andel": 30}, (70, 30)),
        ({"Din andel": "66,7 %"}, (66.7, 33.3)),
        ({"Din andel": "33,33 %", "Medsökandes andel": "66.67 procent"}, (33.33, 66.67)),
    ],
)
def test_a_co_applicant_has_half_or_the_share_that_was_given(
    shares: dict[str, Any], percents: tuple[float, float]
) -> None:
    found = customer(TOGETHER | shares, validation=Validation.STRICT)
    assert found["organizationNumber"] == found["billingSettings"]["personalNumber"] == PERSON
    assert found["billingSettings"]["deductionDistribution"] == [
        {"userName": "Bo Ek", "personalNumber": PERSON, "distributionPercent": percents[0]},
        {"userName": "Åsa Ek", "personalNumber": OTHER, "distributionPercent": percents[1]},
    ]
    assert warnings(TOGETHER | shares) == set()


def test_a_source_may_name_the_answers_of_a_form_in_other_words() -> None:
    fields = {"coApplicantName": "raw.partner.name", "coApplicantNumber": "raw.partner.number"}
    raw = {"partner": {"name": "Åsa Ek", "number": OTHER}}
    shares = customer(CLEANING, raw=raw, fields=fields)["billingSettings"]["deductionDistribution"]
    assert [share["userName"] for share in shares] == ["Bo Ek", "Åsa Ek"]


@pytest.mark.parametrize(
    "answers", [{"Medsökandes namn": "Åsa Ek"}, {"Medsökandes personnummer": OTHER, "Din andel": 100}]
)
def test_a_co_applicant_who_gets_nothing_looks_odd(answers: dict[str, Any]) -> None:
    [share] = customer(CLEANING | answers)["billingSettings"]["deductionDistribution"]
    assert share == SHARE | {"distributionPercent": 100}
    assert warnings(CLEANING | answers) == {("deduction_co_applicant", "coApplicantNumber")}


@pytest.mark.parametrize("wish", [{RUT: False}, {"Medsökandes andel": 101}])
def test_a_co_applicants_number_is_dropped_without_a_deduction(wish: dict[str, Any]) -> None:
    answers = TOGETHER | wish
    found = mapped(answers)
    assert OTHER not in found.customer.model_dump_json()
    assert ("person_number_dropped", "coApplicantNumber") in warnings(answers)


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    (CLEANING | {"typeOfCustomer": 10}, "deduction_company", "typeOfCustomer"),
    (CLEANING | {"organizationNumber": COMPANY}, "deduction_company", "organizationNumber"),
    (CLEANING | {"vatNumber": "SE556596075301"}, "deduction_company", "organizationNumber"),
    (
        HOUSE | {"billingSettings.isConstructionCompany": True, "vatNumber": "DE123456789"},
        "deduction_construction",
        "billingSettings.isConstructionCompany",
    ),
    (without(HOUSE, TYPE, PROPERTY), "property_type_missing", TYPE),
    (without(HOUSE, TYPE) | {APARTMENT: "1102"}, "property_type_missing", TYPE),
    (without(CONDOMINIUM, TYPE, HOUSING), "property_type_missing", TYPE),
    (without(HOUSE, PROPERTY), "property_description_missing", PROPERTY),
    (without(CONDOMINIUM, HOUSING), "housing_society_missing", HOUSING),
    (without(CONDOMINIUM, APARTMENT), "apartment_number_missing", APARTMENT),
    (without(CLEANING, "personalNumber"), "deduction_person_missing", SHARES),
    (CLEANING | {"personalNumber": MINOR}, "deduction_under_age", SHARES),
    (without(TOGETHER, "Medsökandes namn"), "deduction_incomplete", SHARES),
    (
        without(TOGETHER, "Personnummer (medsökande)") | {"Andel sökande 2": 40},
        "deduction_incomplete",
        SHARES,
    ),
    (TOGETHER | {"Medsökandes andel": 100}, "deduction_incomplete", SHARES),
    (TOGETHER | {"Din andel": 60, "Medsökandes andel": 30}, "deduction_sum", SHARES),
    (CLEANING | {"Din andel": 60}, "deduction_sum", SHARES),
    (TOGETHER | {"Personnummer (medsökande)": PERSON}, "deduction_person_twice", SHARES),
    (TOGETHER | {"Personnummer (medsökande)": COMPANY}, "number_not_a_person", SHARES),
    (TOGETHER | {"Medsökandes andel": "hälften"}, "not_a_number", SHARES),
    (CLEANING | {SHARES: "Bo Ek"}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: ["Bo Ek"]}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: [SHARE | {"userName": ""}]}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: [SHARE | {"personalNumber": None}]}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: [{"userName": "Bo Ek"}]}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: [SHARE | {"distributionPercent": 0}]}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: [SHARE | {"distributionPercent": 101}]}, "deduction_incomplete", SHARES),
    (CLEANING | {SHARES: [SHARE | {"distributionPercent": "33,3"}]}, "deduction_sum", SHARES),
    (CLEANING | {SHARES: [SHARE | {"distributionPercent": "en del"}]}, "not_a_number", SHARES),
    (CLEANING | {SHARES: [SHARE | {"personalNumber": COMPANY}]}, "number_not_a_person", SHARES),
    (CLEANING | {SHARES: [SHARE | {"personalNumber": "900101-2386"}]}, "number_check_digit", SHARES),
    (CLEANING | {SHARES: [SHARE]}, "deduction_sum", SHARES),
    (CLEANING | {SHARES: [SHARE, SECOND | {"distributionPercent": 41}]}, "deduction_sum", SHARES),
    (
        CLEANING | {SHARES: [SHARE, SECOND | {"personalNumber": f"19{PERSON}"}]},
        "deduction_person_twice",
        SHARES,
    ),
    (CLEANING | {SHARES: [SHARE, SECOND | {"personalNumber": MINOR}]}, "deduction_under_age", SHARES),
]


@pytest.mark.parametrize(("answers", "reason", "field"), BROKEN)
def test_strict_rejects_what_skatteverket_would_refuse(
    answers: dict[str, Any], reason: str, field: str
) -> None:
    with pytest.raises(Rejected) as raised:
        mapped(answers, validation=Validation.STRICT)
    assert (raised.value.reason, raised.value.field) == (reason, field)


@pytest.mark.parametrize(("answers", "reason", "field"), BROKEN)
def test_lenient_creates_the_customer_without_it_and_warns(
    answers: dict[str, Any], reason: str, field: str
) -> None:
    flag = ROT if ROT in answers else RUT
    settings = customer(answers).get("billingSettings", {})
    assert settings.keys().isdisjoint(
        ("isROTCustomer", "isRUTCustomer", "personalNumber", "deductionDistribution")
    )
    assert {(reason, field), ("deduction_left_out", flag)} <= warnings(answers)
    assert PERSON not in mapped(answers).customer.model_dump_json()


def test_all_problems_give_warnings_at_once() -> None:
    answers = {"name": "Bo", ROT: "Ja", RUT: "Ja", TYPE: 2}
    assert warnings(answers) == {
        ("housing_society_missing", HOUSING),
        ("apartment_number_missing", APARTMENT),
        ("deduction_person_missing", SHARES),
        ("deduction_left_out", ROT),
        ("deduction_left_out", RUT),
    }


def test_rut_stays_where_only_rot_is_wrong() -> None:
    answers = HOUSE | {RUT: True, TYPE: "Hyresrätt"}
    settings = customer(answers)["billingSettings"]
    assert (settings.get("isROTCustomer"), settings["isRUTCustomer"]) == (None, True)
    assert settings["deductionDistribution"][0]["personalNumber"] == PERSON
    assert ("deduction_left_out", RUT) not in warnings(answers)


def test_three_persons_have_34_33_and_33() -> None:
    third = {"userName": "Cia Ek", "personalNumber": CENTENARIAN, "distributionPercent": 33}
    shares = [SHARE | {"distributionPercent": 34}, SECOND | {"distributionPercent": 33}, third]
    found = customer(CLEANING | {SHARES: shares}, validation=Validation.STRICT)
    assert len(found["billingSettings"]["deductionDistribution"]) == 3


def test_a_person_who_turns_18_this_year_gets_the_deduction() -> None:
    answers = CLEANING | {"personalNumber": "20001229-2397"}
    assert warnings(answers, today=date(2018, 1, 1)) == set()
    assert ("deduction_under_age", SHARES) in warnings(answers, today=date(2017, 12, 31))


@pytest.mark.parametrize(
    ("answers", "reason", "field"),
    [
        (CLEANING | {"personalNumber": CENTENARIAN}, "deduction_age", SHARES),
        (CLEANING | {"companyName": "Ek Måleri"}, "deduction_company_name", "name"),
        (HOUSE | {RUT: True}, "rot_and_rut", RUT),
        (HOUSE | {APARTMENT: "1102"}, "property_other_type", APARTMENT),
        (CONDOMINIUM | {PROPERTY: "Skoby Berga 1:2"}, "property_other_type", PROPERTY),
        (HOUSE | {PROPERTY: "Berga 1", "address": "BERGA 1"}, "property_description_address", PROPERTY),
        (HOUSE | {PROPERTY: "Storgatan 1"}, "property_description_address", PROPERTY),
        (CONDOMINIUM | {APARTMENT: "12"}, "apartment_number_unusual", APARTMENT),
        (CONDOMINIUM | {HOUSING: COMPANY}, "housing_society_unusual", HOUSING),
    ],
)
def test_what_looks_odd_is_sent_with_a_warning(answers: dict[str, Any], reason: str, field: str) -> None:
    found = mapped(answers, validation=Validation.STRICT)
    assert (reason, field) in {(warning.reason, warning.field) for warning in found.warnings}
    assert found.customer.billingSettings
    assert found.customer.billingSettings.deductionDistribution


@pytest.mark.parametrize(
    "name", ["Dödsbo efter Bo Ek", "dödsboet efter Bo Ek", "Bo Eks dödsbo", "Dbo. efter Bo Ek"]
)
@pytest.mark.parametrize("home", [CLEANING, HOUSE])
def test_an_estate_keeps_its_deduction_and_says_for_which_work(name: str, home: dict[str, Any]) -> None:
    answers = home | {"name": name}
    found = mapped(answers, validation=Validation.STRICT)
    assert ("deduction_estate", "name") in {(each.reason, each.field) for each in found.warnings}
    assert (found.customer.name, found.customer.typeOfCustomer) == (name, 20)
    settings = found.customer.billingSettings
    assert settings
    assert settings.deductionDistribution
    assert settings.deductionDistribution[0].personalNumber == PERSON


def test_an_estate_without_a_claim_is_a_customer_like_others() -> None:
    assert warnings({"name": "Dödsbo efter Bo Ek"}) == set()
    assert ("deduction_estate", "name") not in warnings(CLEANING | {"name": "Bo Bodsboett"})


def test_an_estate_with_an_organisation_number_has_no_claim() -> None:
    """Such numbers begin with 1. Skatteverket takes claims of personal numbers only."""
    answers = CLEANING | {"name": "Dödsbo efter Bo Ek", "organizationNumber": ESTATE}
    assert ("deduction_company", "organizationNumber") in warnings(answers)
    assert "billingSettings" not in customer(answers) or RUT not in customer(answers)["billingSettings"]


def test_the_person_has_the_deduction_where_the_customer_has_a_companys_name() -> None:
    answers = CLEANING | {"name": "Bo Ek", "companyName": "Ek Måleri"}
    assert customer(answers)["billingSettings"]["deductionDistribution"][0]["userName"] == "Bo Ek"


def test_a_distribution_without_rot_or_rut_is_kept_only_where_the_source_keeps_numbers() -> None:
    answers = {"name": "Bo", SHARES: [SHARE, SECOND]}
    assert "billingSettings" not in customer(answers)
    assert warnings(answers) == {("person_number_dropped", SHARES)}
    kept = customer(answers, person_numbers=PersonNumbers.KEEP)["billingSettings"]["deductionDistribution"]
    assert [share["personalNumber"] for share in kept] == [PERSON, OTHER]


@pytest.mark.parametrize(
    ("number", "reason"), [(PERSON, "number_not_an_organisation"), ("1", "number_length")]
)
def test_a_housing_societys_number_is_an_organisations(number: str, reason: str) -> None:
    assert customer({"name": "Bo", HOUSING: SOCIETY})["billingSettings"] == {"housingSocietyNumber": SOCIETY}
    assert warnings({"name": "Bo", HOUSING: number}) == {(reason, HOUSING)}


numbers = st.sampled_from(
    [PERSON, OTHER, CENTENARIAN, "20140290-2397", COMPANY, SOCIETY, "900101-2386", None]
)
shares = st.lists(
    st.fixed_dictionaries(
        {
            "userName": st.sampled_from(["Bo Ek", "Åsa Ek", ""]),
            "personalNumber": numbers,
            "distributionPercent": st.sampled_from([100, 50, 34, 33, 0]),
        }
    ),
    max_size=3,
)
flags = st.booleans() | st.none()
answers_about_a_home = st.fixed_dictionaries(
    {"name": st.just("Bo Ek")},
    optional={
        ROT: flags,
        RUT: flags,
        TYPE: st.sampled_from([1, 2, "villa", None, "båt"]),
        PROPERTY: st.sampled_from(["Skoby Berga 1:2", "villa", None]),
        HOUSING: numbers,
        APARTMENT: st.sampled_from(["1102", "lgh 12", None]),
        SHARES: shares | st.just("Bo Ek"),
        "billingSettings.isConstructionCompany": flags,
        "typeOfCustomer": st.sampled_from([10, 20, None]),
        "organizationNumber": numbers,
        "personalNumber": numbers,
        "companyName": st.sampled_from(["Ek Måleri AB", None]),
        "notes": st.sampled_from([f"Jag heter Bo, {PERSON}", None]),
    },
)


@given(answers_about_a_home, st.sampled_from(PersonNumbers))
def test_a_deduction_is_complete_or_left_out(answers: dict[str, Any], person_numbers: PersonNumbers) -> None:
    found = customer(answers, person_numbers=person_numbers)
    billing = found.get("billingSettings", {})
    if not (billing.get("isROTCustomer") or billing.get("isRUTCustomer")):
        assert person_numbers is PersonNumbers.KEEP or not any(
            digits in str(found) for digits in ("2385", "2599", "9809")
        )
        assert not (answers.get(ROT) or answers.get(RUT)) or "deduction_left_out" in str(warnings(answers))
        return
    assert found["typeOfCustomer"] == 20
    assert sum(share["distributionPercent"] for share in billing["deductionDistribution"]) == 100
    if billing.get("isROTCustomer"):
        needed = {1: {"propertyDescription"}, 2: {"housingSocietyNumber", "apartmentNumber"}}
        assert needed[billing["typeOfProperty"]] <= billing.keys()
        assert not billing.get("isConstructionCompany")


@pytest.mark.parametrize(
    ("answers", "shares"),
    [
        ({"Medsökande": f"Åsa Ek, {OTHER}"}, [("Bo Ek", 50), ("Åsa Ek", 50)]),
        ({"Namn på maka": "Åsa Ek", "Makas personnummer": OTHER}, [("Bo Ek", 50), ("Åsa Ek", 50)]),
        (
            {"Medsökande": f"Åsa Ek {OTHER}", "Medsökandes andel": "33,3 %"},
            [("Bo Ek", 66.7), ("Åsa Ek", 33.3)],
        ),
        ({"Medsökande": "Nej"}, [("Bo Ek", 100)]),
    ],
)
def test_two_people_share_however_the_other_one_is_asked_for(
    answers: dict[str, Any], shares: list[tuple[str, float]]
) -> None:
    answers = CLEANING | answers
    items = customer(answers)["billingSettings"]["deductionDistribution"]
    assert [(item["userName"], item["distributionPercent"]) for item in items] == shares
    assert warnings(answers) == set()


def test_a_co_applicant_without_a_name_is_said() -> None:
    assert ("deduction_co_applicant", "coApplicantNumber") in warnings(CLEANING | {"Medsökande": "Ja"})


def test_shares_may_have_decimals() -> None:
    parts = [SHARE | {"distributionPercent": "66,67"}, SECOND | {"distributionPercent": 33.33}]
    items = customer(CLEANING | {SHARES: parts})["billingSettings"]["deductionDistribution"]
    assert [item["distributionPercent"] for item in items] == [66.67, 33.33]
