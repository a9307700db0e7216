"""Answers that no person gave: what a form adds by itself, and consents, which only allow to store the rest.

A name is technical if each of its words is. "page_url" and "Remote IP" are, "Vilken form ska poolen ha?" is
not. Some values are technical whatever their name is.
"""

import re

from bridge.mapping.field_readers import text_of, yes_no
from bridge.swedish.text import Invalid, clean

_CAMEL_CASE_BORDER = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 1000
"""Characters of a name that can be a question."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TECHNICAL_WITH_OTHERS = _words("""
    address adress agent at browser by campaign client content cookie created custom date datum entry event
    field form formulär hash host id index ip key lang language locale medium modified name nr number origin
    page path post referer referrer remote response send sent server session site source status submission
    submit submitted term time timestamp timezone title token type updated uri url user version visitor
    webhook
""")
"""Words that are technical beside others of these: "Form: rund" is an answer, "form_name" is none."""
_TECHNICAL_ALONE = _words(
    "action guid hostname id ip locale nonce referer referrer submit timestamp timezone useragent uuid"
)
_TECHNICAL_ANYWHERE = _words("""
    captcha csrf fbclid gbraid gclid gotcha hcaptcha honeypot lösenord msclkid nonce password recaptcha secret
    token turnstile utm wbraid wpcf wpnonce
""")

_TECHNICAL_VALUE = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}"  # addresses of computers
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)"  # a time as programs write it
    r"|(?=\D*\d)[\w+/=~-]{32,}"  # ids, tokens and signatures
    r"|mozilla/.*",
    re.IGNORECASE | re.DOTALL,
)

_CONSENT = re.compile(r"samtyck|consent|gdpr|\brobot", re.IGNORECASE)
_AGREES = re.compile(r"godkän|accept|\bagree|(?:tagit del|läst)\b", re.IGNORECASE)
_TO_TERMS = re.compile(
    r"villkor|policy|integritet|personuppgift|uppgifter|dataskydd|lagra|spara|\bterms|privacy", re.IGNORECASE
)
_TERMS = re.compile(
    r"(?:våra |era )?(?:(?:köp)?villkor(?:en)?|integritetspolicy(?:n)?|personuppgift(?:er|spolicy)"
    r"|godkännande|accept(?:ance)?|terms(?: and conditions)?|privacy(?: policy)?)[\W\d_]*",
    re.IGNORECASE,
)


def is_technical(name: str, value: object) -> bool:
    """True for what a form adds by itself: ids, tokens, times, campaigns, addresses of pages."""
    return _has_technical_name(name) or bool(_TECHNICAL_VALUE.fullmatch(_text(value)))


def _has_technical_name(name: str) -> bool:
    if name.startswith("_") or len(name) > _LONGEST:
        return True
    words = [word.lower() for word in _WORD.findall(_CAMEL_CASE_BORDER.sub(" ", name))]
    if not _TECHNICAL_ANYWHERE.isdisjoint(words):
        return True
    known = _TECHNICAL_ALONE if len(words) == 1 else _TECHNICAL_WITH_OTHERS
    return bool(words) and known.issuperset(words)


def is_consent(question: str, value: object) -> bool:
    """True for a consent to terms: a yes or no to a question about it, or a text that agrees."""
    answer = _text(value)
    if is_yes_or_no(value):
        return bool(_TERMS.fullmatch(question)) or _agrees(question)
    return _agrees(answer)


def _agrees(text: str) -> bool:
    return bool(_CONSENT.search(text) or (_AGREES.search(text) and _TO_TERMS.search(text)))


def is_yes_or_no(value: object) -> bool:
    """True for a bool, and for a text that begins with a word for yes or no."""
    try:
        return isinstance(yes_no(value).value, bool)
    except Invalid:
        return False


def _text(value: object) -> str:
    try:
        return clean(text_of(value))
    except Invalid:
        return ""
