"""The tables against Seven Time's documentation."""

import pytest

from bridge.seventime.fields import FIELD_NAMES, SENT
from bridge.seventime.models import BillingSettings, Customer, DeductionItem, DeliveryAddress

ADDED_BY_VERSION_2 = {"createdByUser", "typeOfCustomer", "deliveryAddress", "notes"}


def test_version_2_adds_four_fields_and_one_for_billing() -> None:
    assert set(SENT["2"]) - set(SENT["1"]) == ADDED_BY_VERSION_2
    assert set(SENT["1"]) <= set(SENT["2"])
    assert set(SENT["2"]["billingSettings"]) - set(SENT["1"]["billingSettings"]) == {"personalNumber"}


@pytest.mark.parametrize(("version", "own", "billing"), [("1", 13, 17), ("2", 17, 18)])
def test_has_as_many_fields_as_the_documentation(version: str, own: int, billing: int) -> None:
    assert len(SENT[version]) == own
    assert len(SENT[version]["billingSettings"]) == billing


def test_every_field_that_is_sent_is_in_the_models() -> None:
    sent = SENT["2"]
    assert set(sent) <= set(Customer.model_fields)
    assert set(sent["billingSettings"]) <= set(BillingSettings.model_fields)
    assert set(sent["deliveryAddress"]) == set(DeliveryAddress.model_fields)
    distribution = sent["billingSettings"]["deductionDistribution"]["__all__"]
    assert set(distribution) <= set(DeductionItem.model_fields)
    assert {*sent, *sent["billingSettings"], *sent["deliveryAddress"], *distribution} <= FIELD_NAMES
