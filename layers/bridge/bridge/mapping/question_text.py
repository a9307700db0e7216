"""How forms word a question around what it is about: "Vad är din e-postadress? (för bekräftelse)"."""

import re
import unicodedata

_PREAMBLE = re.compile(
    r"^.*[.!?,:–-]\s+(?=(?:vad|vem|vilken|vilket|hur|var|är|vill|önskar|ska|what|which|who|how|are)\b[^.!?]*\?[\s*]*$)",
    re.IGNORECASE | re.DOTALL,
)
"""What stands before the question: "Hej! Vad heter du?", "Tack, {{field:1}}, vilken ort bor du i?"."""

_MARKUP = re.compile(r"<[^<>]*>|\*+|^\s*[0-9]{1,2}[.):]\s+")

_LEADING = re.compile(
    r"^(?:(?:(?:(?:på|i|till) )?(?:vad|vem|vilken|vilket|vilka)(?! (?:typ|kontakt)\W*$)"
    r"(?: (?:är|heter|har (?:du|ni) för))?"
    r"|ange|skriv|fyll i|uppge|välj|what is|what's|(?:please )?enter)[\s_-]+)?"
    r"(?:(?:din|ditt|dina|er|ert|era|min|mitt|mina|your|my)[\s_-]+)?"
    r"(?:(?:kontaktpersonens|beställarens|bokarens|kundens|företagets|kontakt|contact|customer|client)[\s_-]+)?",
    re.IGNORECASE,
)
_FORM_OF_NUMBER = r"[0-9]+ siffror|(?:fyra|fem|tio|tolv) siffror|[åäömdyxn]{6,8} ?[-+]? ?[xn]{4}"
_HINT = re.compile(
    rf"\((?:obl\.?|(?:ej |inte )?obligatorisk\w*|frivillig\w*|valfri\w*|required|optional|fullständig\w*"
    rf"|{_FORM_OF_NUMBER}"
    r"|(?!.*(?:faktur|leverans|invoice|billing|deliver|shipping))"
    r"(?:för|om|vid|så|vi|ifall|t\.? ?ex|ex|gärna|helst|endast|bara|inkl\w*|med|utan|max|minst|krävs|behövs"
    r"|lämnas?|enligt|dit|hit|där|när|[0-9]+ siffror,|förnamn|gata|villa|bostadsrätt|hem|arbete"
    r"|dagtid|kvällstid|mobil|for|if|so|we|only|e\.?g|with|without|first)\b[^()]*)\)[\s*:?!.]*$",
    re.IGNORECASE,
)
"""What stands behind a question and is about the answer; "(på hunden)" and "(anhörig)" say whose it is."""

_TRAILING = re.compile(
    rf"(?<![\s,:-])[\s,:-]+(?:{_FORM_OF_NUMBER}|(?:för|vid) (?:rot|rut|rot/rut)(?:-?avdrag)?|om annan\b.*"
    r"|dagtid|kvällstid|till oss|här|(?:(?:till|på|för) )?(?:er )?kontaktperson(?:en)?"
    r"|(?:har|är|bor) (?:du|ni)(?: på| i)?|(?:kan vi nå|når vi) (?:dig|er)(?: på)?|gäller det)[\s*:?!.]*$",
    re.IGNORECASE,
)
"""The same without parentheses: only what cannot say whose it is."""

_LONGEST = 1000

_JOINING = re.compile(r"(?<![^\W_])(?:och|eller|samt|and|or)(?![^\W_])", re.IGNORECASE)


def plain(label: str) -> str:
    """The question without what only asks, and without a hint at its end."""
    return _LEADING.sub("", _TRAILING.sub("", _HINT.sub("", label)))


def question(label: str) -> str:
    """The label without markup, its number and what else stands before it; a slug's underscores are blanks.

    A very long one as it stands: with some senders a visitor may name fields, and looking costs its square.
    """
    if len(label) > _LONGEST:
        return label
    return _PREAMBLE.sub("", _MARKUP.sub("", label).replace("_", " ").strip())


def key(label: str) -> str:
    """What two ways of writing one label have in common: "Postnr och ort", "postnr/ort"."""
    return fold(_JOINING.sub(" ", label)) or fold(label)


def fold(label: str) -> str:
    """Letters and digits only, in lower case and without accents."""
    letters = unicodedata.normalize("NFKD", label.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
