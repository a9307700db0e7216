"""The documented fields of a customer as a schema. Other fields are ignored."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError

from dev.simulator.casting import Flag, Listed, Number, Percent, RequiredText, Text, one_of
from dev.simulator.exchange import Refused

COMPANY, PRIVATE = 10, 20


class DeductionItem(BaseModel):
    """One person's share of a ROT or RUT deduction. Every field is required."""

    userName: RequiredText
    personalNumber: RequiredText
    distributionPercent: Percent


class BillingSettings(BaseModel):
    """Attributes for billingSettings, v1."""

    useSeparateBillingAddress: Flag = None
    address: Text = None
    address2: Text = None
    zipCode: Text = None
    city: Text = None
    useSeparateBillingEmail: Flag = None
    invoiceEmail: Text = None
    invoiceDeliveryType: Annotated[Number, one_of(0, 10, 20)] = None
    defaultEmailSubject: Text = None
    isConstructionCompany: Flag = None
    isROTCustomer: Flag = None
    isRUTCustomer: Flag = None
    typeOfProperty: Annotated[Number, one_of(1, 2)] = None
    propertyDescription: Text = None
    housingSocietyNumber: Text = None
    apartmentNumber: Text = None
    deductionDistribution: Annotated[list[DeductionItem], Listed] = []


class Customer(BaseModel):
    """POST parameters, v1."""

    name: RequiredText
    customerNumber: Text = None
    address: Text = None
    address2: Text = None
    zipCode: Text = None
    city: Text = None
    country: Text = None
    phone: Text = None
    email: Text = None
    organizationNumber: Text = None
    vatNumber: Text = None
    paymentDays: Number = None
    billingSettings: BillingSettings | None = None


class BillingSettingsV2(BillingSettings):
    """Attributes for billingSettings, v2."""

    personalNumber: Text = None


class DeliveryAddress(BaseModel):
    """Attributes for deliveryAddress, v2."""

    name: Text = None
    address: Text = None
    address2: Text = None
    zipCode: Text = None
    city: Text = None
    country: Text = None
    phone: Text = None


def _type_of_customer(value: Any) -> int:
    return PRIVATE if value in (PRIVATE, str(PRIVATE)) else COMPANY


class CustomerV2(Customer):
    """POST and PUT parameters, v2. A missing or invalid typeOfCustomer means a company."""

    typeOfCustomer: Annotated[int, BeforeValidator(_type_of_customer)] = COMPANY
    notes: Text = None
    deliveryAddress: DeliveryAddress | None = None
    billingSettings: BillingSettingsV2 | None = None


def read(schema: type[Customer], given: dict[str, Any]) -> dict[str, Any]:
    """The documented fields among those given, cast. Raises Refused with 500 and what is wrong."""
    try:
        return schema.model_validate(given).model_dump(exclude_unset=True)
    except ValidationError as error:
        reasons = "; ".join(_reason(one["loc"], one["msg"]) for one in error.errors())
        raise Refused(500, f"Customer validation failed: {reasons}") from error


def _reason(path: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, path))}: {message.removeprefix('Value error, ')}"
