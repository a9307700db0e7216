"""How forms word a question around what it is about: "Vad är din e-postadress? (för bekräftelse)"."""

import re

_LEADING = re.compile(
    r"^(?:(?:(?:vad|vilken|vilket) är|ange|skriv|fyll i|what is|what's|(?:please )?enter)[\s_-]+)?"
    r"(?:(?:din|ditt|dina|er|ert|era|your)[\s_-]+)?",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"\((?:obligatorisk\w*|frivillig\w*|valfri\w*|required|optional|krävs"
    r"|[0-9]+ siffror|[åäömdyxn]{6,8} ?[-+]? ?[xn]{4}"
    r"|(?!.*(?:faktur|leverans|invoice|billing|deliver|shipping))"
    r"(?:för|om|vid|så|vi|ifall|t\.? ?ex|ex|gärna|helst|endast|bara|inkl\w*|med|utan|max|minst"
    r"|dagtid|kvällstid|mobil|for|if|so|we|only|e\.?g|with|without)\b[^()]*)\)[\s*:?!.]*$",
    re.IGNORECASE,
)
"""What stands behind a question and is about the answer; "(på hunden)" and "(anhörig)" say whose it is."""


def plain(label: str) -> str:
    """The label without what only asks, and without a hint in parentheses at its end."""
    return _LEADING.sub("", _HINT.sub("", label.strip()))
