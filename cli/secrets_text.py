"""How the commands for secrets say what they found."""

from collections.abc import Iterator, Sequence
from typing import Any

from bridge.model.reasons import Reason, sentences
from bridge.operations.source_secrets import ListedSecret, SecretState
from bridge.sources.secrets import FRESH_SECONDS, MIN_SECONDS_BETWEEN_CHECKS
from cli.languages import _, message

CLIENT_SECRET = "client-secret"
"""The name under which commands know Seven Time's Client-Secret."""


def client_secret(is_stored: bool) -> dict[str, Any]:
    """The Client-Secret as JSON."""
    return {"client_secret": SecretState.STORED if is_stored else SecretState.MISSING}


def head() -> list[str]:
    """The titles of the list."""
    return [_("source"), _("provider"), _("secret"), _("API key")]


def rows(has_client_secret: bool, listed: Sequence[ListedSecret]) -> list[list[str]]:
    """The rows of the list."""
    state = SecretState.STORED if has_client_secret else SecretState.MISSING
    first = [CLIENT_SECRET, "Seven Time", _state(state), ""]
    return [first, *([each.source, each.provider, _secret(each), _state(each.api_key)] for each in listed)]


def _secret(each: ListedSecret) -> str:
    if each.state is SecretState.STORED and each.valid > 1:
        return _("✓ {count} are valid").format(count=each.valid)
    return _state(each.state)


def _state(state: SecretState | None) -> str:
    states = {
        SecretState.STORED: _("✓ stored"),
        SecretState.MISSING: _("✗ missing"),
        SecretState.SURPLUS: _("! surplus"),
    }
    return states[state] if state else ""


def advice(has_client_secret: bool, listed: Sequence[ListedSecret]) -> Iterator[str]:
    """Say what to do about what is missing or surplus."""
    if not has_client_secret:
        text = _("Deliveries wait for the Client-Secret, and none is lost: bridge secrets set client-secret")
        yield text
    for each in listed:
        if each.state is SecretState.MISSING:
            text = _("{source} has no secret, so its deliveries are not taken: bridge secrets set {source}")
            yield text.format(source=each.source)
        if each.state is SecretState.SURPLUS:
            text = _("sources.yaml has no source {source}. If it is gone: bridge secrets remove {source}")
            yield text.format(source=each.source)
        if each.api_key is SecretState.MISSING:
            text = _("{source} has no API key, so its deliveries wait: bridge secrets set {source} --api-key")
            yield text.format(source=each.source)


def rotation(source: str, valid: int) -> Iterator[str]:
    """Say from when on what is stored is in force, and how the old one ends."""
    minute = f"{MIN_SECONDS_BETWEEN_CHECKS / 60:.0f}"
    yield _("It is accepted within {minutes} min.").format(minutes=minute)
    if valid == 1:
        minutes = f"{FRESH_SECONDS / 60:.0f}"
        yield _("Any older one is refused after {minutes} min at the latest.").format(minutes=minutes)
        return
    text = _("{count} are valid now. When the sender uses the new one: bridge secrets remove {source} --old")
    yield text.format(count=valid, source=source)


def untried(reason: Reason) -> str:
    """Say why a Client-Secret could not be tried."""
    text = _("It could not be tried: {reason}. {sentence}")
    return text.format(reason=reason, sentence=message(sentences(reason))).strip()


def number(count: int) -> str:
    """So many secrets."""
    return _("1 secret") if count == 1 else _("{count} secrets").format(count=count)
