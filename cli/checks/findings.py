"""Findings: what a question about a deployment found, and what to do about it."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError

_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")


class Level(StrEnum):
    """How good or bad a finding is, as the sign that is printed."""

    OK = "✓"
    NOT_YET = "…"
    """Something is left to do before it can work. Nothing is broken."""
    WARNING = "!"
    FAILURE = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question."""

    level: Level
    subject: str
    text: str
    to_do: str = ""


def ok(subject: str, text: str) -> Finding:
    """It is as it should be."""
    return Finding(Level.OK, subject, text)


def not_yet(subject: str, text: str, to_do: str) -> Finding:
    """It is not set up yet."""
    return Finding(Level.NOT_YET, subject, text, to_do)


def warning(subject: str, text: str, to_do: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(Level.WARNING, subject, text, to_do)


def failure(subject: str, text: str, to_do: str) -> Finding:
    """It does not work, or will not."""
    return Finding(Level.FAILURE, subject, text, to_do)


def ask(subject: str, question: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what the question finds. If AWS does not answer it, that is the finding."""
    try:
        yield from question()
    except ClientError as error:
        yield _not_answered(subject, error)
    except BotoCoreError as error:
        yield failure(
            subject, f"AWS cannot be asked: {error}", "Check the network, the region and the credentials."
        )


def _not_answered(subject: str, error: ClientError) -> Finding:
    code = error.response.get("Error", {}).get("Code", "")
    asked = error.operation_name
    if code in _DENIED:
        to_do = f"Allow the action {asked} to these credentials, or check it yourself."
        return warning(subject, f"not checked: the credentials may not ask ({asked})", to_do)
    return failure(
        subject, f"AWS answers {code} to {asked}", "Look at the error in AWS, then run this again."
    )


def show(findings: Iterable[Finding]) -> list[Finding]:
    """Print each finding as soon as there is one. Return all."""
    shown = []
    for finding in findings:
        shown.append(finding)
        print(f"  {finding.level} {finding.subject:<22} {finding.text}", flush=True)
        if finding.to_do:
            print(f"    {'':<22} → {finding.to_do}", flush=True)
    return shown


def replace_unprintable() -> None:
    """Let terminals that lack a character print another: Windows-1252 has no ✓."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def levels(findings: Iterable[Finding]) -> set[Level]:
    """The levels that occur."""
    return {finding.level for finding in findings}
