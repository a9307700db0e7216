"""One delivery of `bridge send`: what is sent, the secret that signs it, and whether it is accepted."""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge.model.source import Source
from bridge.operations.samples import event_in, multipart_type
from cli import places
from cli.checks.deliveries import MARK, marked_as_test
from cli.checks.secrets import usable
from cli.languages import _
from cli.samples import SAMPLES, headers_of, new_sample
from cli.signing import CannotSign, Signing, sign
from cli.webhooks import Answer, Webhook, send

if TYPE_CHECKING:
    from cli.stacks import Stack

_NOT_ALLOWED = ("AccessDeniedException", "AccessDenied")
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


class NotSent(Exception):
    """There is nothing to send, or nothing to sign it with. The text says why."""

    exit_code = 2


class Refused(Exception):
    """The deployment does not take the delivery. The text says why."""

    exit_code = 1


def made(source: Source, url: str, file: Path | None, *, ping: bool) -> Webhook:
    """Return the delivery, not signed yet: of the file, else a test or a sample. Raises NotSent."""
    if file:
        webhook = _of_file(source.provider, url, file.read_bytes())
        return webhook.with_headers(MARK) if ping else webhook
    if ping:
        return marked_as_test(source.provider, url, time.time())
    if source.provider not in SAMPLES:
        text = _("{provider} sends ids only, and its API knows no invented one: give --ping, or FILE.")
        raise NotSent(text.format(provider=source.provider))
    return new_sample(source.provider, url)


def _of_file(provider: str, url: str, content: bytes) -> Webhook:
    """Of a body, or of an event as in events/."""
    headers = headers_of(provider)
    event = event_in(content)
    if not event:
        return Webhook(url, content, {"Content-Type": content_type_of(content), **headers})
    from bridge.http import Request

    request = Request.from_event(event, time.time())
    topics = {name: value for name, value in request.headers.items() if name.startswith("x-")}
    given = {"content-type": request.headers.get("content-type", _JSON)} | topics
    new = {name.lower(): value for name, value in headers.items() if name.lower() not in topics}
    query = {name: value for name, value in request.query.items() if name != "token"}
    return Webhook(url, request.body, given | new, query, request.method)


def content_type_of(content: bytes) -> str:
    """What a sender would call a body like this."""
    return multipart_type(content) or (_JSON if content.lstrip()[:1] in (b"{", b"[") else _FORM)


def secret_for(source: Source, stack: "Stack | None", *, stdin: bool) -> str:
    """Return the secret that signs: from stdin, of the deployment, or typed in. Raises NotSent."""
    if stdin:
        return _given(sys.stdin.readline())
    if found := _of_deployment(source, stack):
        return found
    if not sys.stdin.isatty():
        text = _("The secret of {source} cannot be read. Give it with --secret-stdin.")
        raise NotSent(text.format(source=source.id))
    prompt = _("Secret of {source}").format(source=source.id)
    return _given(click.prompt(prompt, hide_input=True, err=True))


def _given(secret: str) -> str:
    if found := secret.strip():
        return found
    raise NotSent(_("No secret was given."))


def _of_deployment(source: Source, stack: "Stack | None") -> str:
    """Return the stored secret; "" if it may not be read, or there is no stack to read it from."""
    if stack is None:
        return ""
    if key := _private_key_of(source, stack):
        return key
    from botocore.exceptions import ClientError

    manager = stack.client("secretsmanager")
    try:
        value = manager.get_secret_value(SecretId=stack.outputs["SenderSecretsId"])["SecretString"]
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_ALLOWED:
            return ""
        raise
    return usable(_entries(value).get(source.id)) or _none_stored(source)


def _entries(value: str) -> Mapping[str, Any]:
    try:
        entries = json.loads(value)
    except ValueError:
        entries = None
    if isinstance(entries, dict):
        return entries
    raise NotSent(_("The senders' secrets are no JSON object."))


def _none_stored(source: Source) -> str:
    text = _("{source} has no secret yet: every delivery to it is answered 503.")
    raise NotSent(text.format(source=source.id))


def _private_key_of(source: Source, stack: "Stack") -> str:
    """A local stack plays Wix with a key of its own, of which Secrets Manager has the public part."""
    if source.provider != "wix" or not places.LOCAL_STACK.exists():
        return ""
    written = json.loads(places.LOCAL_STACK.read_text(encoding="utf-8"))
    is_this = written["stack_name"] == stack.name
    return str(written["sources"].get(source.id, {}).get("secret", "")) if is_this else ""


def delivered(webhook: Webhook, source: Source, secret: str) -> str:
    """Sign and send. Return the id of the delivery. Raises NotSent, Refused and Unreachable."""
    try:
        signed = sign(source.provider, webhook, Signing(secret, time.time(), source.options))
    except CannotSign as reason:
        raise NotSent(f"{source.id}: {reason}") from None
    except (ValueError, KeyError):
        text = _("The secret of {source}, or the file, has not the form that those of {provider} have.")
        raise NotSent(text.format(source=source.id, provider=source.provider)) from None
    answer = send(signed)
    if id_ := answer.content.get("delivery"):
        return str(id_)
    raise Refused(_refusal(source, answer))


def _refusal(source: Source, answer: Answer) -> str:
    if answer.status == 401:
        text = _(
            "{source} was refused (401): the deployment has another secret, or does not know the source."
        )
    else:
        text = _("{source} was not taken ({status} {code}).")
    said = text.format(source=source.id, status=answer.status, code=answer.code)
    log = _("The log says why: bridge logs tail --source {source} --errors --once").format(source=source.id)
    return f"{said}\n{log}"
