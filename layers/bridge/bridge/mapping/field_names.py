"""Names of fields that rules depend on. A dot marks a field of a nested object, as in Seven Time's model."""

BILLING, DELIVERY_ADDRESS = "billingSettings.", "deliveryAddress."
"""Prefixes of nested fields."""

ROT, RUT = f"{BILLING}isROTCustomer", f"{BILLING}isRUTCustomer"
CONSTRUCTION = f"{BILLING}isConstructionCompany"
PROPERTY_TYPE = f"{BILLING}typeOfProperty"
PROPERTY_DESCRIPTION = f"{BILLING}propertyDescription"
HOUSING_SOCIETY = f"{BILLING}housingSocietyNumber"
APARTMENT = f"{BILLING}apartmentNumber"
SHARES = f"{BILLING}deductionDistribution"

OWN_ADDRESS, OWN_EMAIL = f"{BILLING}useSeparateBillingAddress", f"{BILLING}useSeparateBillingEmail"
INVOICE_EMAIL, INVOICE_DELIVERY = f"{BILLING}invoiceEmail", f"{BILLING}invoiceDeliveryType"

PERSONAL_NUMBER = f"{BILLING}personalNumber"

OWN_PERCENT, OTHER_PERCENT = "applicantPercent", "coApplicantPercent"
OTHER_NAME, OTHER_NUMBER = "coApplicantName", "coApplicantNumber"
"""Not Seven Time's own: answers about two people who share a deduction. The customer is the first."""

ASKED_NUMBERS = ("organizationNumber", "personalNumber", PERSONAL_NUMBER)
NUMBER_FIELDS = frozenset(
    (
        *(*ASKED_NUMBERS, "vatNumber", HOUSING_SOCIETY, SHARES),
        *(OWN_PERCENT, OTHER_PERCENT, OTHER_NAME, OTHER_NUMBER),
    )
)
"""Fields that only `identity_numbers` and `deductions` read, because their meaning depends on each other."""

IDENTIFYING_FIELDS = NUMBER_FIELDS - {HOUSING_SOCIETY} | {"customerNumber", "email", "phone"}
"""Fields that tell customers apart. A default for one would make all customers without an answer the same."""
