import pytest

from bridge.sources.company_fields import find_company
from bridge.sources.shop import ExtraField


def company_in(*pairs):
    return find_company(ExtraField(*pair) for pair in pairs)


@pytest.mark.parametrize(
    "name",
    [
        "billing_company_invoice",
        "_briqpay_company_name",
        "billing_foretag",
        "Företagsnamn",
        "_wc_billing/shop/company",
        "companyName",
        "billing_firma",
        "business_name",
        "_billing_organisation",
    ],
)
def test_a_companys_name_has_many_names(name):
    assert company_in(("note", "Hej"), (name, "Lunds Bygg AB")) == "Lunds Bygg AB"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "_billing_company_number",
        "billing_company_type",
        "_svea_co_is_company",
        "shipping_company",
        "company_email",
        "carrier_company",
        "billing_foretagets_org_nr",
        "accompany",
        "delivery_company_name",
    ],
)
def test_other_names_mean_something_else(name):
    assert company_in((name, "Lunds Bygg AB")) == ""


@pytest.mark.parametrize(
    "value",
    ["", "yes", "B2B", "Privat", "1", "556677-8899", "-", "a@b.se", '{"a": "b"}', "x" * 101, True, None, []],
)
def test_a_choice_or_a_number_is_no_name(value):
    assert company_in(("company", value)) == ""
    assert company_in(("company", value), ("company_name", "Ek AB")) == "Ek AB"
