"""Find out a file's encoding.

Exports of Swedish programs were found in UTF-8 with and without BOM, UTF-16 and Windows-1252 (ISO-8859-15 has
the same letters), and from older machines in Mac Roman and the DOS code pages 850 and 437.
"""

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_HEAD = 128
"""Bytes of the beginning of a file that tell its format."""

_IN_CONTEXT = re.compile(rb"(?s)(?<=(.))([\x80-\xff])(?=(.))")
"""A byte beyond ASCII, with the bytes before and after it."""

_ENOUGH = 100_000
"""Bytes beyond ASCII that are looked at."""

_LETTER_SCORES = dict.fromkeys("åäöÅÄÖ", 2) | dict.fromkeys("éÉüÜ", 1)
_SIGNS = "€–—‘’“”…§½\u00a0"
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
_PASSWORD_MARK = "EncryptedPackage".encode("utf-16-le")
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

_Contexts = Counter[tuple[bytes, ...]]
"""(byte before, byte beyond ASCII, byte after) → how often they occur."""


@dataclass(slots=True)
class Survey:
    """Facts about a file, gathered before its rows are read."""

    head: bytes = b""
    """Its beginning."""
    size: int = 0
    """Bytes."""
    encoding: str = "utf-8"
    has_password: bool = False
    """True for a workbook that is protected by a password."""
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """The hash of the content, in hex."""
        return self._digest.hexdigest()

    @classmethod
    def of(cls, chunks: Iterable[bytes]) -> "Survey":
        """Read the whole file once."""
        survey, contexts, before, looked_at = cls(), _Contexts(), b"\n", 0
        utf8, is_utf8 = codecs.getincrementaldecoder("utf-8")(), True
        for chunk in chunks:
            survey._take(chunk)
            if looked_at < _ENOUGH:
                found = _IN_CONTEXT.findall(before + chunk)
                contexts.update(found)
                looked_at += len(found)
            before = (before + chunk)[-2:]
            is_utf8 = is_utf8 and _decodes(utf8, chunk)
        is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
        contexts.update(_IN_CONTEXT.findall(before + b"\n"))
        survey.encoding = _utf_of(survey.head) or ("utf-8" if is_utf8 else _most_likely(contexts))
        return survey

    def _take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.has_password = self.has_password or _PASSWORD_MARK in chunk
        self._digest.update(chunk)
        if len(self.head) < _HEAD:
            self.head = (self.head + chunk)[:_HEAD]


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _utf_of(head: bytes) -> str | None:
    """The encoding that a BOM names, or UTF-16 by the position of its zero bytes."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding
    many = len(head) / 4
    if head[1::2].count(0) > many:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > many else None


def _most_likely(contexts: _Contexts) -> str:
    """The encoding in which most bytes make sense in Swedish.

    UTF-8 if most of them are its Swedish letters: then the file has an error, and no other encoding.
    """
    scores = {encoding: _score(encoding, contexts) for encoding in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda encoding: scores[encoding])
    utf8_letters = sum(times for (_, byte, _), times in contexts.items() if byte == b"\xc3")
    return "utf-8" if 3 * utf8_letters > scores[best] else best


def _score(encoding: str, contexts: _Contexts) -> int:
    score = 0
    for context, times in contexts.items():
        before, character, after = (byte.decode(encoding, "replace") for byte in context)
        score += times * _character_score(before, character, after)
    return score


def _character_score(before: str, character: str, after: str) -> int:
    """Score a letter where a word can have it: a capital at the beginning, others within.

    A byte that is "€" in one encoding is "Ä" in another.
    """
    if character in _SIGNS:
        return 1
    if character.islower():
        fits = before.isalpha()
    else:
        fits = before.isupper() or (after.isalpha() and not before.isalpha())
    return _LETTER_SCORES.get(character, 0) if fits else 0
