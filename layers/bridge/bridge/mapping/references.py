"""References: "Er referens" may be a person, or a code for the customer's own accounting."""

import re
from typing import Any

_CODE = re.compile(
    r"(?:\S*[0-9]\S*|(?:ao|arbetsorder|avd|avdelning|avtal|beställning|best|inköp|inköpsorder|kostställe"
    r"|kostnadsställe|kst|ks|märkning|nr|objekt|order|po|projekt|proj|ref|referens|resultatenhet|rek"
    r"|cost cent(?:er|re)|project|purchase order)(?:nummer|nr|kod|id)?)(?:[\s.:#/_-].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""What begins with a word that has a digit, or with a word for a code. "Lena 070-123 45 67" does not."""


def is_code(reference: str) -> bool:
    """True for "PROJ-4711" and "Kostnadsställe 12", which name nobody."""
    return "@" not in reference and _CODE.fullmatch(reference.strip()) is not None


def keep_reference(values: dict[str, Any]) -> None:
    """Move a code from the contact person to the notes: the one who ordered stays the contact."""
    contact = values.get("contactPerson", "")
    if is_code(contact):
        del values["contactPerson"]
        values["notes"] = "\n".join(filter(None, [f"Referens: {contact}", values.get("notes")]))
