"""Seven Time's customer: every documented field, under Seven Time's own name.

The models are strict when they are built to be sent: a text is a text, a number is a number. They are
tolerant when they are read from a response: a value of another type is converted, or becomes None if that is
impossible. Undocumented fields are kept.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from bridge.seventime.fields import ONLY_BY_UPDATE, SENT

_READING = "reading"
_EMPTY: tuple[Any, ...] = (None, "", [], {})


class _SevenTimeModel(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="allow",
        validate_by_name=True,
        validate_assignment=True,
        coerce_numbers_to_str=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        defer_build=True,
    )

    @field_validator("*", mode="wrap")
    @classmethod
    def _be_tolerant_when_reading(
        cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if info.context != _READING:
                raise
            return None

    def __repr__(self) -> str:
        """Return the names of the fields that are set. Their values may be personal."""
        return f"{type(self).__name__}({', '.join(sorted(self.model_fields_set))})"

    __str__ = __repr__


class DeductionItem(_SevenTimeModel):
    """One person's share of a ROT or RUT deduction."""

    userName: str | None = None
    personalNumber: str | None = None
    distributionPercent: int | float | None = None
    """1-100"""

    # In responses only
    id: str | None = Field(None, validation_alias="_id", serialization_alias="_id")
    itemId: str | None = None


class BillingSettings(_SevenTimeModel):
    """How a customer is invoiced."""

    useSeparateBillingAddress: bool | None = None
    address: str | None = None
    address2: str | None = None
    zipCode: str | None = None
    city: str | None = None
    useSeparateBillingEmail: bool | None = None
    invoiceEmail: str | None = None
    invoiceDeliveryType: int | None = None
    """0 e-mail, 10 letter, 20 Svefaktura. Version 2 takes it by PUT only."""
    defaultEmailSubject: str | None = None
    """Version 2 takes it by PUT only."""
    isConstructionCompany: bool | None = None
    isROTCustomer: bool | None = None
    isRUTCustomer: bool | None = None
    typeOfProperty: int | None = None
    """1 detached property, 2 condominium"""
    propertyDescription: str | None = None
    """Fastighetsbeteckning"""
    housingSocietyNumber: str | None = None
    """The housing society's organisation number"""
    apartmentNumber: str | None = None
    """Lägenhetsnummer"""
    personalNumber: str | None = None
    """Sent in version 2 only. In version 1 it comes in responses."""
    deductionDistribution: list[DeductionItem] | None = None

    # In responses only
    expenseDiscount: int | float | None = None
    expenseCustomProfitMargin: int | float | None = None
    markupPercentSupplierInvoice: int | float | None = None
    priceList: Any = None
    priceListName: str | None = None


class DeliveryAddress(_SevenTimeModel):
    """Where deliveries to a customer go. Version 2 only."""

    name: str | None = None
    address: str | None = None
    address2: str | None = None
    zipCode: str | None = None
    city: str | None = None
    country: str | None = None
    phone: str | None = None


class Customer(_SevenTimeModel):
    """A customer. To create one, only `name` is required, and in version 2 `createdByUser`."""

    name: str | None = None
    customerNumber: str | None = None
    """Unique. Seven Time takes its next number if this is left out."""
    address: str | None = None
    address2: str | None = None
    zipCode: str | None = None
    city: str | None = None
    country: str | None = None
    """Country code, e.g. SE"""
    phone: str | None = None
    email: str | None = None
    organizationNumber: str | None = None
    """Organisation number or personal number"""
    vatNumber: str | None = None
    paymentDays: int | None = None
    billingSettings: BillingSettings | None = None

    # Added by version 2
    createdByUser: str | None = None
    """`_id` of the Seven Time user who creates the customer"""
    typeOfCustomer: int | None = None
    """10 company, 20 private. Seven Time takes 10 if this is left out."""
    deliveryAddress: DeliveryAddress | None = None
    notes: str | None = None

    # In responses only
    id: str | None = Field(None, validation_alias="_id", serialization_alias="_id")
    documents: list[Any] | None = None
    modifiedDate: str | None = None
    createdDate: str | None = None
    billingMethod: str | None = None
    pricePerHour: int | float | None = None
    isActive: bool | None = None

    @classmethod
    def from_response(cls, content: Mapping[str, Any]) -> Self:
        """Return the customer in a response of Seven Time. Never fails, whatever the response holds."""
        return cls.model_validate(content, strict=False, context=_READING)

    def to_send(self, version: str) -> dict[str, Any]:
        """Return the fields that this version takes, as plain data without None and empty values."""
        fields: dict[str, Any] = _without_empty(self.model_dump(include=SENT[version]))
        return fields

    def as_sent(self, version: str) -> Self:
        """Return the customer with the fields that this version takes, and no others."""
        return type(self).model_validate(self.to_send(version))

    def only_by_update(self, version: str) -> dict[str, Any]:
        """Return the billing settings that this version takes by an update only, after the creation."""
        billing = self.to_send(version).get("billingSettings", {})
        return {name: billing[name] for name in ONLY_BY_UPDATE[version] if name in billing}

    def changes(self) -> dict[str, Any]:
        """Return the fields that were set, for version 2's PUT. An empty text is a change, None is not."""
        return self.model_dump(
            include=SENT["2"], exclude={"createdByUser"}, exclude_unset=True, exclude_none=True
        )


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        cleaned = {name: _without_empty(item) for name, item in value.items()}
        return {name: item for name, item in cleaned.items() if item not in _EMPTY}
    if isinstance(value, list):
        return [item for item in map(_without_empty, value) if item not in _EMPTY]
    return value
