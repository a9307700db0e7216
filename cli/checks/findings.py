"""Findings: what a question about a deployment found, and what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError

from bridge.model.failures import Failure
from cli.languages import _

_DENIED = (
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
    "UnauthorizedOperation",
)  # fmt: skip


class NotThere(LookupError):
    """The stack lacks an output or a parameter: it is of an earlier version, or another stack."""


class Level(StrEnum):
    """How good or bad a finding is, as the sign that is printed."""

    OK = "✓"
    SKIPPED = "–"
    """It cannot be asked here, or nobody has asked for it."""
    NOT_YET = "…"
    """Something is left to do before it can work. Nothing is broken."""
    WARNING = "!"
    FAILURE = "✗"


UNWELL = frozenset({Level.NOT_YET, Level.WARNING, Level.FAILURE})
"""Levels of findings that somebody has to do something about."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question. `subject` is the same in each language."""

    level: Level
    subject: str
    text: str
    to_do: str = ""

    def shown(self) -> dict[str, str]:
        """The finding as JSON."""
        facts = {"check": self.subject, "level": self.level.name.lower(), "message": self.text}
        return facts | ({"to_do": self.to_do} if self.to_do else {})

    def lines(self) -> Iterator[str]:
        """The finding as text."""
        yield f"  {self.level} {self.subject:<22} {self.text}"
        if self.to_do:
            yield f"    {'':<22} → {self.to_do}"


def ok(subject: str, text: str) -> Finding:
    """It is as it should be."""
    return Finding(Level.OK, subject, text)


def skipped(subject: str, text: str) -> Finding:
    """It was not asked."""
    return Finding(Level.SKIPPED, subject, text)


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
    except NotThere as error:
        text = _("the stack has no {name}: an earlier version is deployed, or it is another stack")
        yield failure(
            subject, text.format(name=error), _("Deploy this checkout, or check out what is deployed.")
        )
    except (BotoCoreError, Failure) as error:
        text = _("AWS cannot be asked: {error}").format(error=error)
        yield failure(subject, text, _("Check the network, the region and the credentials."))


def _not_answered(subject: str, error: ClientError) -> Finding:
    code = error.response.get("Error", {}).get("Code", "")
    asked = error.operation_name
    if code in _DENIED:
        text = _("not checked: the credentials may not ask ({action})").format(action=asked)
        to_do = _("Allow the action {action} to these credentials, or check it yourself.")
        return warning(subject, text, to_do.format(action=asked))
    text = _("AWS answers {code} to {action}").format(code=code, action=asked)
    return failure(subject, text, _("Look at the error in AWS, then run this again."))


def made_again() -> str:
    """Say how a resource comes back that somebody has deleted behind CloudFormation's back."""
    return _("CloudFormation does not notice. Deploy without it in template.yaml, and then with it again.")


def levels(findings: Iterable[Finding]) -> set[Level]:
    """The levels that occur."""
    return {finding.level for finding in findings}
