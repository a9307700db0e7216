"""Questions that a deployed stack answers itself: test deliveries and a look-up."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model.reasons import Reason
from bridge.model.source import Source
from cli.checks.deliveries import marked_as_test
from cli.checks.deployed import STORE
from cli.checks.findings import Finding, failure, not_yet, ok, warning
from cli.signing import CannotSign, Signing, sign
from cli.webhooks import Answer, Unreachable, Webhook, send

_NO_CUSTOMER = "smoke-test"
"""A customer number that nobody has, so that no person comes back."""

_BETWEEN = 0.5
"""Seconds between two questions about a delivery."""


_A_MINUTE = "If the secret was stored within the last minute, run it again after that."


@dataclass(frozen=True, slots=True)
class Api:
    """The HTTP API of a stack, and a key for it."""

    url: str
    key: str

    def get(self, path: str, **query: str) -> Answer:
        """GET with the key. Raises Unreachable."""
        return send(Webhook(self.url + path, headers={"x-api-key": self.key}, query=query, method="GET"))


def deliver_tests(
    api: Api, sources: Mapping[str, Source], entries: Mapping[str, Any], seconds: float
) -> Iterator[Finding]:
    """Does a signed delivery of each source reach the ledger, through receiver, queue and worker?"""
    waiting: dict[str, str] = {}
    for id_, source in sources.items():
        sent = _deliver(api, source, _secret_of(entries.get(id_)), is_fresh=not entries)
        if isinstance(sent, Finding):
            yield sent
        else:
            waiting[id_] = sent
    yield from _outcomes(api, waiting, time.monotonic() + seconds)


def _deliver(api: Api, source: Source, secret: str, *, is_fresh: bool) -> Finding | str:
    """Send a test delivery. Return its id, or why there is none."""
    subject = source.id
    if not secret:
        return _without_secret(subject, is_fresh=is_fresh)
    url, now = f"{api.url}/webhooks/{source.kind}s/{source.id}", time.time()
    webhook = marked_as_test(source.provider, url, now)
    try:
        answer = send(sign(source.provider, webhook, Signing(secret, now, source.options)))
    except CannotSign as reason:
        return warning(subject, f"not tested: {reason}", "Let the sender send a test.")
    except ValueError:
        return failure(subject, "its secret does not have the form that this provider's have", STORE)
    except Unreachable as error:
        return failure(subject, f"no answer: {error}", "Check the network, and the stack's output ApiUrl.")
    return answer.content.get("delivery") or _refused(source, answer)


def _secret_of(entry: Any) -> str:
    """Return the secret that a sender would sign with: the first of several; "" without one."""
    if isinstance(entry, dict):
        entry = entry.get("secret")
    values = entry if isinstance(entry, list) else [entry]
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _without_secret(subject: str, *, is_fresh: bool) -> Finding:
    if is_fresh:
        return not_yet(subject, "no secret is stored yet: it takes no deliveries", STORE)
    return failure(subject, "its secret is missing: every delivery is answered 503", STORE)


def _refused(source: Source, answer: Answer) -> Finding:
    if answer.status == 401:
        text = "refused: the stack has another secret, or does not know the source"
        return failure(source.id, text, f"Is this checkout deployed? {_A_MINUTE}")
    to_do = f"{_A_MINUTE} Else the log of Receive{source.kind.capitalize()}Webhook says why."
    return failure(source.id, f"not accepted: the stack answers {answer.status} {answer.code}", to_do)


def _outcomes(api: Api, waiting: dict[str, str], deadline: float) -> Iterator[Finding]:
    """Yield what becomes of each delivery, as soon as it is known."""
    while waiting:
        for source, delivery in list(waiting.items()):
            if finding := _outcome(api, source, delivery, is_late=time.monotonic() > deadline):
                del waiting[source]
                yield finding
        time.sleep(_BETWEEN if waiting else 0)


def _outcome(api: Api, source: str, delivery: str, *, is_late: bool) -> Finding | None:
    """What became of one delivery; None as long as it may wait."""
    try:
        answer = api.get(f"/deliveries/{delivery}")
    except Unreachable as error:
        return failure(source, f"no answer: {error}", "Check the network.")
    if answer.status == 403:
        return _not_from_here(source)
    if answer.status != 200:
        text = f"GET /deliveries answers {answer.status} {answer.code}"
        return failure(source, text, "See ShowDelivery's log.")
    return _of_status(source, answer.content, is_late=is_late)


def _of_status(source: str, delivery: Mapping[str, Any], *, is_late: bool) -> Finding | None:
    status = delivery.get("status")
    if status == "ignored":
        return ok(source, "a signed test delivery was received, queued, worked off and ignored")
    if status != "pending":
        to_do = f"This is a defect. The delivery is {delivery.get('delivery')}."
        return failure(source, f"a test delivery ended as {status}", to_do)
    if delivery.get("reason") == Reason.SOURCE_PAUSED:
        return warning(
            source, "received and queued; the source is paused", "docs/pauses.md says how to lift it."
        )
    if is_late:
        to_do = "Do many others wait? Is the trigger of CreateCustomers enabled? Its log says more."
        return failure(source, "a test delivery was queued, but no worker has taken it", to_do)
    return None


def _not_from_here(subject: str) -> Finding:
    """API Gateway refuses addresses and keys with the same status."""
    text = "not tested: the API refuses this address, or its own key"
    return warning(subject, text, "Run it from one of the addresses in AllowedAddresses, if there are any.")


def look_up(api: Api) -> Iterator[Finding]:
    """Does Seven Time answer, and accept the Client-Secret?"""
    try:
        answer = api.get("/customers", customerNumber=_NO_CUSTOMER)
    except Unreachable as error:
        yield failure("look-up", f"no answer: {error}", "Check the network, and the stack's output ApiUrl.")
        return
    if answer.status == 200:
        yield ok("look-up", "Seven Time accepts the Client-Secret, and answers")
    elif answer.status == 403:
        yield _not_from_here("look-up")
    elif answer.status == 503:
        yield warning("look-up", f"not now: {answer.code}", "Run it again in a minute.")
    else:
        text, to_do = _LOOK_UP.get(
            answer.code, (f"the stack answers {answer.status} {answer.code}", _SEE_LOG)
        )
        yield failure("look-up", text, to_do)


_SEE_LOG = "The log of LookUpCustomers says why."
_LOOK_UP = {
    "client_secret_refused": ("Seven Time refuses the Client-Secret", f"Store the right one. {STORE}"),
    "client_secret_forbidden": (
        "the Client-Secret may not read customers",
        "Allow it in Seven Time under Settings → Integrations → API.",
    ),
    "client_secret_unavailable": ("there is no Client-Secret", f"Store it. {STORE}"),
    "seventime_unreachable": (
        "Seven Time cannot be reached",
        "Is SevenTimeBaseUrl in samconfig.toml the right address?",
    ),
    "seventime_timeout": ("Seven Time does not answer in time", "Run it again in a minute."),
}
"""Code of the API's error → what is wrong, and what to do."""
