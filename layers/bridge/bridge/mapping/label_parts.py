"""Labels that name a part of a question: "Adress (Ort)", "Namn – Efternamn", `address_1.zip`, `names[first]`.

The question tells whose the part is, and the part tells the field. A hint in brackets is no part.
"""

import re
from collections.abc import Callable, Sequence

from bridge.mapping.field_names import BILLING, DELIVERY_ADDRESS
from bridge.mapping.fields import KNOWN_FIELDS
from bridge.swedish.text import fold

FieldOf = Callable[[str], str | None]
"""Returns the field that a whole label names."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PART_NAMES = {
    **dict.fromkeys(("addrline1", "line1", "rad1", "street1", "addressline"), "address"),
    **dict.fromkeys(("addrline2", "line2", "rad2", "apartment"), "address2"),
    **dict.fromkeys(("postal", "postkod"), "zipCode"),
    **dict.fromkeys(("first", "given", "fornamn"), "firstName"),
    **dict.fromkeys(("last", "family", "efternamn"), "lastName"),
    "full": "name",
}
"""Name of a part, folded → field. No whole question is called so: `label_table` does not have these names."""

_PERSON = frozenset(("name", "firstName", "lastName"))
_ADDRESS = frozenset(("address", "address2", "zipCode", "city", "country"))
_CUSTOMER = (
    _PERSON
    | _ADDRESS
    | {"companyName", "contactPerson", "email", "phone", "notes", "typeOfCustomer"}
    | {"organizationNumber", "personalNumber", "vatNumber"}
)
_PARTS_OF = {
    "name": _PERSON | {"companyName"},
    "contactPerson": _PERSON | {"email", "phone"},
    "companyName": _CUSTOMER - _PERSON,
    "address": _ADDRESS,
}
"""Field of the question → the fields of its parts."""
_OF_ITSELF = (("contactPerson", "name"), ("companyName", "name"))
"""Questions of which the name is the whole answer."""

_IN_BRACKETS = re.compile(r"(?P<whole>.*\S)\s*\((?P<part>[^()]+)\)[\s*:]*")
_AFTER_A_DASH = re.compile(r"(?P<whole>.*\S)(?:\s+[-–—|>]+|:)\s+(?P<part>[^:]*\S)")
_PATH = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_INDEX = re.compile(r"\[([^\[\]]*)\]")
_NUMBER_AT_END = re.compile(r"[\s_-]*[0-9]+$")

_WRAPPERS = _words("""
    answers applicant body buyer contact contacts customer data details entry fields formdata formfields kund
    lead order payload person record response submission submissions userdata values visitor 0
""")
"""Names of objects that only hold the customer's answers."""
_VALUES = frozenset(("value", "answer", "svar"))
"""Names of an answer in an object that describes the question."""
_BILLING = _words("billing billingaddress invoice invoiceaddress faktura fakturaadress")
_DELIVERY = _words("shipping shippingaddress delivery deliveryaddress leverans leveransadress")


def dotted(name: str) -> str:
    """Return a name with brackets (`a[b][0]`) as a path with dots, without objects that only wrap others."""
    path = _INDEX.sub(lambda index: f".{index[1]}" if index[1] else "", name) if "[" in name else name
    if "." not in path:
        return path
    names = path.split(".")
    while len(names) > 1 and fold(names[0]) in _WRAPPERS:
        names = names[1:]
    return ".".join(names)


def part_field(label: str, question: str, field_of: FieldOf) -> tuple[bool, str | None]:
    """Return whether the label is a part of a question, and the part's field if it is one of the customer.

    `question`: the label as people read it.
    """
    if split := _IN_BRACKETS.fullmatch(question) or _AFTER_A_DASH.fullmatch(question):
        part = _field_of_part(split["part"], field_of)
        return _inside(field_of(split["whole"]), part)
    path = dotted(label)
    if not _PATH.fullmatch(path):
        return False, None
    *wholes, name = path.split(".")
    if fold(name) in _VALUES:
        name = wholes.pop()
    return _inside_all(wholes, _field_of_part(name, field_of), field_of)


def _field_of_part(name: str, field_of: FieldOf) -> str | None:
    return PART_NAMES.get(fold(name)) or field_of(name)


def _inside(whole: str | None, part: str | None) -> tuple[bool, str | None]:
    """Return whether it is a part of the question, and the field of the part of the whole."""
    if whole is None or part is None:
        return False, None
    if whole == part or (whole, part) in _OF_ITSELF:
        return True, whole
    group, _, kind = whole.rpartition(".")
    field = f"{group}.{part}" if group else part
    if part in _PARTS_OF.get(kind, ()):
        return True, field if field in KNOWN_FIELDS else None
    if kind == "address" and part in _PERSON:
        return True, field if group and field in KNOWN_FIELDS else None
    return False, None


def _inside_all(wholes: Sequence[str], part: str | None, field_of: FieldOf) -> tuple[bool, str | None]:
    """Return the same for a part inside of objects, the innermost last."""
    field = part
    for name in reversed(wholes):
        folded = fold(_NUMBER_AT_END.sub("", name)) or name
        if folded in _WRAPPERS:
            continue
        if folded in _BILLING | _DELIVERY:
            field = _of_address(BILLING if folded in _BILLING else DELIVERY_ADDRESS, field)
        elif folded != "names" or field not in _PERSON:
            field = _inside(field_of(folded), field)[1]
        if field is None:
            break
    return field is not None, field


def _of_address(group: str, field: str | None) -> str | None:
    """Return the field in the group. What is no address is the buyer's own in a billing address."""
    if f"{group}{field}" in KNOWN_FIELDS and (field in _ADDRESS or group == DELIVERY_ADDRESS):
        return f"{group}{field}"
    return field if group == BILLING and field in _CUSTOMER else None
