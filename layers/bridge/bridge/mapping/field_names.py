"""Names of the fields that rules depend on. A dot marks a field of a nested object of Seven Time's."""

BILLING, DELIVERY_ADDRESS = "billingSettings.", "deliveryAddress."
"""Prefixes of nested fields."""

ROT, RUT = "billingSettings.isROTCustomer", "billingSettings.isRUTCustomer"
CONSTRUCTION = "billingSettings.isConstructionCompany"
PROPERTY_TYPE = "billingSettings.typeOfProperty"
PROPERTY_DESCRIPTION = "billingSettings.propertyDescription"
HOUSING_SOCIETY = "billingSettings.housingSocietyNumber"
APARTMENT = "billingSettings.apartmentNumber"
SHARES = "billingSettings.deductionDistribution"
PERSONAL_NUMBER = "billingSettings.personalNumber"

SEPARATE_ADDRESS = "billingSettings.useSeparateBillingAddress"
SEPARATE_EMAIL = "billingSettings.useSeparateBillingEmail"
INVOICE_EMAIL = "billingSettings.invoiceEmail"
INVOICE_DELIVERY = "billingSettings.invoiceDeliveryType"

OWN_PERCENT, OTHER_PERCENT = "applicantPercent", "coApplicantPercent"
OTHER_NAME, OTHER_NUMBER = "coApplicantName", "coApplicantNumber"
"""Not Seven Time's own: answers about two people who share a deduction. The customer is the first."""

NAME_FIELDS = frozenset(("name", "firstName", "lastName", "companyName", "contactPerson"))
"""Fields of which the customer's name is made."""

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
