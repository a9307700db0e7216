"""Questions about ROT and RUT, and answers to them. What a claim requires is in test_deductions."""

from typing import Any

import pytest

from tests.support.submissions import customer, warnings

READY = {
    "Namn": "Bo Ek",
    "Personnummer": "900101-2385",
    "Bostadstyp": "Villa",
    "Fastighetsbeteckning": "Skoby Berga 1:2",
}
UNCLEAR = ("deduction_unclear", "billingSettings.isROTCustomer")


def wanted(answers: dict[str, Any]) -> tuple[bool | None, bool | None]:
    billing = customer(READY | answers)["billingSettings"]
    return billing.get("isROTCustomer"), billing.get("isRUTCustomer")


@pytest.mark.parametrize(
    ("question", "answer", "rot", "rut"),
    [
        ("Önskar du RUT-avdrag?", "Ja", None, True),
        ("Vill du att vi gör RUT-avdrag på fakturan?", "Ja", None, True),
        ("Nästan klar! Vill du ha RUT-avdrag?", "Ja", None, True),
        ("Beskriv uppdraget", "Jag vill ha ROT-avdrag", True, None),
        ("Ska ROT-avdrag användas?", "Ja tack", True, None),
        ("Ska ROT-avdrag användas?", True, True, None),
        ("Vill ni nyttja ROT?", "Nej", False, None),
        ("Vill du använda rotavdraget?", "ja", True, None),
        ("ROT-avdrag", "Jag vill ha ROT-avdrag", True, None),
        ("ROT-avdrag", "Jag vill inte ha ROT-avdrag", False, None),
        ("ROT-avdrag", "Nej, jag vill inte ha ROT-avdrag", False, None),
        ("ROT/RUT", "ROT", True, None),
        ("ROT/RUT", "RUT", None, True),
        ("ROT/RUT", "Nej", False, False),
        ("ROT- eller RUT-avdrag?", ["ROT", "RUT"], True, True),
        ("Skattereduktion", "RUT", None, True),
        ("Skattereduktion", "Nej tack", False, False),
        ("Vad gäller det?", "Jag vill ha ROT-avdrag", True, None),
        ("Välj avdrag", "RUT (städning och tvätt)", None, True),
        ("Ange typ av avdrag", "ROT (reparation, ombyggnad, tillbyggnad)", True, None),
        ("Avdrag", "Inget avdrag", False, False),
        ("ROT/RUT", "Varken ROT eller RUT", False, False),
        ("ROT/RUT", "Både ROT och RUT", True, True),
        ("Välj", ["Målning", "Jag vill ha ROT-avdrag"], True, None),
    ],
)
def test_question_and_answer_together_ask_for_rot_and_rut(
    question: str, answer: Any, rot: bool | None, rut: bool | None
) -> None:
    assert wanted({question: answer}) == (rot, rut)
    assert "deduction_unclear" not in {reason for reason, _ in warnings(READY | {question: answer})}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Har du utsatts för brott?", "Ja"),
        ("Har du läst våra villkor för ROT-avdrag?", "Ja"),
        ("Har du redan använt ROT-avdrag i år?", "Ja"),
        ("Ska vi ta bort ROT?", "Ja"),
        ("Vill du ha information om ROT-avdrag?", "Ja"),
        ("Skattereduktion för grön teknik", "Ja"),
        ("Vill ni nyttja ROT?", "Kanske"),
        ("Kampanj", "ROT"),
        ("Skattereduktion", "Inte ROT, RUT"),
        ("Vad gäller det?", "Jag vill ha hjälp med brott"),
        ("Vill ni nyttja ROT?", [{"a": 1}]),
        ("ROT " * 100, "Ja"),
    ],
)
def test_a_question_or_answer_with_other_words_asks_for_no_deduction(question: str, answer: Any) -> None:
    assert wanted({question: answer}) == (None, None)


def test_a_yes_to_either_asks_for_neither_and_gives_a_warning() -> None:
    assert wanted({"ROT/RUT": "Ja"}) == (None, None)
    assert UNCLEAR in warnings(READY | {"ROT/RUT": "Ja"})
    assert UNCLEAR not in warnings(READY | {"ROT/RUT": "Ja", "Vilket avdrag?": "ROT"})
    assert wanted({"ROT/RUT": "Ja", "Vilket avdrag?": "ROT"}) == (True, None)


def test_an_exact_label_is_preferred_to_a_question_about_the_deduction() -> None:
    assert wanted({"Ska ROT-avdrag användas?": "Ja", "ROT-avdrag": "Nej"}) == (False, None)


def test_an_answer_that_is_not_understood_is_said() -> None:
    assert UNCLEAR in warnings(READY | {"Välj avdrag": "Det vanliga"})
