"""A file's bytes as text: which encoding it has, and its lines, read as a stream.

Measured on exports of Swedish programs: UTF-8 with or without BOM, UTF-16, Windows-1252 (ISO-8859-15 has the
same letters), and from older machines Mac Roman and the DOS code pages 850 and 437.
"""

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bridge.imports.readers.rows import Unreadable
from bridge.model.reasons import Reason

LONGEST_LINE = 1_000_000
"""Characters; a customer has a few hundred."""

_HEAD = 128
_IN_CONTEXT = re.compile(rb"(?s)(?<=(.))([\x80-\xff])(?=(.))")
_ENOUGH = 100_000
"""Bytes beyond ASCII by which an encoding is known."""
_WORTH = dict.fromkeys("åäöÅÄÖ", 2) | dict.fromkeys("éÉüÜ", 1)
_SIGNS = "€–—‘’“”…§½\u00a0"
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DOS_END = "\x1a"
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(slots=True)
class Survey:
    """What is to be known of a file before its rows are read; one look at every byte."""

    head: bytes = b""
    size: int = 0
    encoding: str = "utf-8"
    locked: bool = False
    """Whether a workbook with a password is in it."""
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """Its fingerprint, in hex."""
        return self._digest.hexdigest()

    @classmethod
    def of(cls, chunks: Iterable[bytes]) -> "Survey":
        """Read the whole file once."""
        survey, contexts, before = cls(), Counter[tuple[bytes, ...]](), b"\n"
        utf8, valid = codecs.getincrementaldecoder("utf-8")(), True
        for chunk in chunks:
            survey._take(chunk)
            if contexts.total() < _ENOUGH:
                contexts.update(_IN_CONTEXT.findall(before + chunk))
            before = (before + chunk)[-2:]
            valid = valid and _decodes(utf8, chunk)
        valid = valid and _decodes(utf8, b"", final=True)
        contexts.update(_IN_CONTEXT.findall(before + b"\n"))
        survey.encoding = _marked(survey.head) or ("utf-8" if valid else _likeliest(contexts))
        return survey

    def _take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.locked = self.locked or _LOCKED in chunk
        self._digest.update(chunk)
        if len(self.head) < _HEAD:
            self.head = (self.head + chunk)[:_HEAD]


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The text in pieces, without BOM, every line break a newline; raises Unreadable with line and column."""
    decoder, held = codecs.getincrementaldecoder(encoding)(), ""
    line, column, first = 1, 1, True
    for chunk in _with_end(chunks):
        try:
            text = held + decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            before = held + bytes(error.object[: error.start]).decode(encoding, "replace")
            raise Unreadable(Reason.FILE_ENCODING, *_moved(line, column, _unified(before))) from None
        held = "\r" if chunk and text.endswith("\r") else ""  # half a line break, maybe
        text = _unified(text.removesuffix(held))
        text = text.removeprefix("\ufeff") if first else text
        first = first and not text
        line, column = _moved(line, column, text)
        yield text


def lines(texts: Iterable[str]) -> Iterator[str]:
    """The lines, each with its newline but the last."""
    rest, number = "", 1
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        yield from (line + "\n" for line in whole)
        number += len(whole)
        if len(rest) > LONGEST_LINE:
            raise Unreadable(Reason.LINE_TOO_LONG, number)
    if rest := rest.removesuffix(_DOS_END):
        yield rest


def _with_end(chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield from filter(None, chunks)
    yield b""


def _moved(line: int, column: int, text: str) -> tuple[int, int]:
    """Where one stands after the text."""
    breaks = text.count("\n")
    return (line + breaks, len(text) - text.rfind("\n")) if breaks else (line, column + len(text))


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _marked(head: bytes) -> str | None:
    """The encoding by its mark, or by where the zeros of UTF-16 stand."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if head[1::2].count(0) > len(head) / 4:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) / 4 else None


def _likeliest(contexts: Counter[tuple[bytes, ...]]) -> str:
    """The encoding in which most bytes are what Swedish has there; UTF-8 if it is that but for an error."""
    scores = {name: _score(name, contexts) for name in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda name: scores[name])
    utf8 = sum(times for (_, byte, _), times in contexts.items() if byte == b"\xc3")
    return "utf-8" if 3 * utf8 > scores[best] else best


def _score(encoding: str, contexts: Counter[tuple[bytes, ...]]) -> int:
    return sum(
        times * _worth(*(byte.decode(encoding, "replace") for byte in context))
        for context, times in contexts.items()
    )


def _worth(before: str, sign: str, after: str) -> int:
    """A letter counts within a word, a capital at its beginning: "€" of one encoding is "Ä" of another."""
    if sign in _SIGNS:
        return 1
    if sign.islower():
        return _WORTH.get(sign, 0) if before.isalpha() else 0
    fits = before.isupper() or (after.isalpha() and not before.isalpha())
    return _WORTH.get(sign, 0) if fits else 0
