"""Seven Time's customer: every documented field, under Seven Time's own name.

Strict when built to be sent: a text is a text, a number a number. Tolerant when read from an answer: what can
be converted is, what cannot be is None, and what the documentation does not know is kept.
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

Text = str | None
Flag = bool | None
Whole = int | None
Number = int | float | None


class _Documented(BaseModel):
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
    def _never_fail_to_read(
        cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        try:
            return handler(value)
        except ValidationError:
            if info.context != _READING:
                raise
            return None

    def __repr__(self) -> str:
        """Only which fields there are: what is in them is somebody's."""
        return f"{type(self).__name__}({', '.join(sorted(self.model_fields_set))})"

    __str__ = __repr__


class DeductionItem(_Documented):
    """One person's share of a ROT or RUT deduction."""

    userName: Text = None
    personalNumber: Text = None
    distributionPercent: Number = None
    """1-100"""

    # Only in answers.
    id: Text = Field(None, validation_alias="_id", serialization_alias="_id")
    itemId: Text = None


class BillingSettings(_Documented):
    """How a customer is invoiced."""

    useSeparateBillingAddress: Flag = None
    address: Text = None
    address2: Text = None
    zipCode: Text = None
    city: Text = None
    useSeparateBillingEmail: Flag = None
    invoiceEmail: Text = None
    invoiceDeliveryType: Whole = None
    """0 e-mail, 10 letter, 20 Svefaktura; version 2 takes it by PUT only."""
    defaultEmailSubject: Text = None
    """Version 2 takes it by PUT only."""
    isConstructionCompany: Flag = None
    isROTCustomer: Flag = None
    isRUTCustomer: Flag = None
    typeOfProperty: Whole = None
    """1 detached property, 2 condominium"""
    propertyDescription: Text = None
    """Fastighetsbeteckning"""
    housingSocietyNumber: Text = None
    """The housing society's organisation number"""
    apartmentNumber: Text = None
    """Lägenhetsnummer"""
    personalNumber: Text = None
    """Version 2; in version 1 only in answers."""
    deductionDistribution: list[DeductionItem] | None = None

    # Only in answers.
    expenseDiscount: Number = None
    expenseCustomProfitMargin: Number = None
    markupPercentSupplierInvoice: Number = None
    priceList: Any = None
    priceListName: Text = None


class DeliveryAddress(_Documented):
    """Where a customer wants things delivered; version 2."""

    name: Text = None
    address: Text = None
    address2: Text = None
    zipCode: Text = None
    city: Text = None
    country: Text = None
    phone: Text = None


class Customer(_Documented):
    """A customer; only `name` is required to create one (version 2: `createdByUser` as well)."""

    name: Text = None
    customerNumber: Text = None
    """Unique; Seven Time gives the next one when it is left out."""
    address: Text = None
    address2: Text = None
    zipCode: Text = None
    city: Text = None
    country: Text = None
    """Country code, e.g. SE"""
    phone: Text = None
    email: Text = None
    organizationNumber: Text = None
    """Organisation number or personal number"""
    vatNumber: Text = None
    paymentDays: Whole = None
    billingSettings: BillingSettings | None = None

    # What version 2 adds.
    createdByUser: Text = None
    """`_id` of the Seven Time user who creates"""
    typeOfCustomer: Whole = None
    """10 company, 20 private; Seven Time takes 10 when it is left out."""
    deliveryAddress: DeliveryAddress | None = None
    notes: Text = None

    # Only in answers.
    id: Text = Field(None, validation_alias="_id", serialization_alias="_id")
    documents: list[Any] | None = None
    modifiedDate: Text = None
    createdDate: Text = None
    billingMethod: Text = None
    pricePerHour: Number = None
    isActive: Flag = None

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """What Seven Time answered, whatever that is: never fails."""
        return cls.model_validate(answer, strict=False, context=_READING)

    def to_send(self, version: str) -> dict[str, Any]:
        """The fields that this version of the API takes, as plain data: None and empty values left out."""
        fields: dict[str, Any] = _filled(self.model_dump(include=SENT[version]))
        return fields

    def only_by_update(self, version: str) -> dict[str, Any]:
        """The billing settings that this version takes by an update only, after the customer was created."""
        billing = self.to_send(version).get("billingSettings", {})
        return {name: billing[name] for name in ONLY_BY_UPDATE[version] if name in billing}

    def changes(self) -> dict[str, Any]:
        """What version 2's PUT is to change: the fields that were given, empty texts included."""
        return self.model_dump(
            include=SENT["2"], exclude={"createdByUser"}, exclude_unset=True, exclude_none=True
        )


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        filled = {key: _filled(item) for key, item in value.items()}
        return {key: item for key, item in filled.items() if item not in _EMPTY}
    if isinstance(value, list):
        return [item for item in map(_filled, value) if item not in _EMPTY]
    return value
