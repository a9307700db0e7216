"""Questions that a deployed stack answers itself: test deliveries and a look-up."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.model.reasons import Reason
from bridge.model.source import Source
from cli.checks.deliveries import marked_as_test
from cli.checks.findings import Finding, failure, not_yet, ok, warning
from cli.checks.secrets import how_to_store, usable
from cli.languages import _
from cli.signing import CannotSign, Signing, sign
from cli.webhooks import Answer, Unreachable, Webhook, send

_NO_CUSTOMER = "smoke-test"
"""A customer number that nobody has, so that no person comes back."""

_BETWEEN = 0.5
"""Seconds between two questions about a delivery."""


def _a_minute() -> str:
    return _("If the secret was stored within the last minute, run it again after that.")


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
        sent = _deliver(api, source, usable(entries.get(id_)), is_fresh=not entries)
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
        text = _("not tested: {reason}").format(reason=reason)
        return warning(subject, text, _("Let the sender send a test."))
    except ValueError:
        text = _("its secret does not have the form that this provider's have")
        return failure(subject, text, how_to_store())
    except Unreachable as error:
        return _unreachable(subject, error)
    return answer.content.get("delivery") or _refused(source, answer)


def _without_secret(subject: str, *, is_fresh: bool) -> Finding:
    if is_fresh:
        return not_yet(subject, _("no secret is stored yet: it takes no deliveries"), how_to_store())
    return failure(subject, _("its secret is missing: every delivery is answered 503"), how_to_store())


def _unreachable(subject: str, error: Unreachable) -> Finding:
    text = _("no answer: {error}").format(error=error)
    return failure(subject, text, _("Check the network, and the stack's output ApiUrl."))


def _refused(source: Source, answer: Answer) -> Finding:
    if answer.status == 401:
        text = _("refused: the stack has another secret, or does not know the source")
        to_do = _("Is this checkout deployed? {then}").format(then=_a_minute())
        return failure(source.id, text, to_do)
    text = _("not accepted: the stack answers {status} {code}")
    to_do = _("{then} Else the log of {function} says why.")
    function = f"Receive{source.kind.capitalize()}Webhook"
    text = text.format(status=answer.status, code=answer.code)
    return failure(source.id, text, to_do.format(then=_a_minute(), function=function))


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
        return _unreachable(source, error)
    if answer.status == 403:
        return _not_from_here(source)
    if answer.status != 200:
        text = _("GET /deliveries answers {status} {code}").format(status=answer.status, code=answer.code)
        return failure(source, text, _("The log of {function} says why.").format(function="ShowDelivery"))
    return _of_status(source, answer.content, is_late=is_late)


def _of_status(source: str, delivery: Mapping[str, Any], *, is_late: bool) -> Finding | None:
    status = delivery.get("status")
    if status == "ignored":
        return ok(source, _("a signed test delivery was received, queued, worked off and ignored"))
    if status != "pending":
        to_do = _("This is a defect. The delivery is {delivery}.").format(delivery=delivery.get("delivery"))
        return failure(source, _("a test delivery ended as {status}").format(status=status), to_do)
    if delivery.get("reason") == Reason.SOURCE_PAUSED:
        to_do = _("docs/pauses.md says how to lift it.")
        return warning(source, _("received and queued; the source is paused"), to_do)
    if is_late:
        to_do = _(
            "Do many others wait? Is its trigger on (bridge doctor)? The log of CreateCustomers says more."
        )
        return failure(source, _("a test delivery was queued, but no worker has taken it"), to_do)
    return None


def _not_from_here(subject: str) -> Finding:
    """API Gateway refuses addresses and keys with the same status."""
    text = _("not tested: the API refuses this address, or its own key")
    to_do = _("Run it from one of the addresses in AllowedAddresses, if there are any.")
    return warning(subject, text, to_do)


def look_up(api: Api) -> Iterator[Finding]:
    """Does Seven Time answer, and accept the Client-Secret?"""
    try:
        answer = api.get("/customers", customerNumber=_NO_CUSTOMER)
    except Unreachable as error:
        yield _unreachable("look-up", error)
        return
    if answer.status == 200:
        yield ok("look-up", _("Seven Time accepts the Client-Secret, and answers"))
    elif answer.status == 403:
        yield _not_from_here("look-up")
    elif answer.status == 503 and answer.code not in _trouble():
        text = _("not now: {code}").format(code=answer.code)
        yield warning("look-up", text, _("Run it again in a minute."))
    else:
        yield failure("look-up", *_trouble().get(answer.code, _unknown(answer)))


def _unknown(answer: Answer) -> tuple[str, str]:
    text = _("the stack answers {status} {code}").format(status=answer.status, code=answer.code)
    return text, _("The log of {function} says why.").format(function="LookUpCustomers")


def _trouble() -> Mapping[str, tuple[str, str]]:
    """Code of the API's error → what is wrong, and what to do."""
    return {
        "client_secret_refused": (
            _("Seven Time refuses the Client-Secret"),
            _("Store the right one. {how}").format(how=how_to_store()),
        ),
        "client_secret_forbidden": (
            _("the Client-Secret may not read customers"),
            _("Allow it in Seven Time under Settings → Integrations → API."),
        ),
        "client_secret_unavailable": (
            _("there is no Client-Secret"),
            _("Store it. {how}").format(how=how_to_store()),
        ),
        "seventime_unreachable": (
            _("Seven Time cannot be reached"),
            _("Is SevenTimeBaseUrl in samconfig.toml the right address?"),
        ),
        "seventime_timeout": (_("Seven Time does not answer in time"), _("Run it again in a minute.")),
    }
