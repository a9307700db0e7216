"""Questions about the secrets: the Client-Secret, the senders' and the ledger's key. None is ever shown."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bridge.aws.stored_secret import StoredSecret
from bridge.model.source import Source
from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, not_yet, ok, skipped, warning
from cli.languages import _

_IDS = ("ClientSecretId", "SenderSecretsId", "LedgerKeyId")


def how_to_store() -> str:
    """Say where it stands how a secret is stored."""
    return _("docs/deploying.md says how to store it.")


def stored(client: Any, secret_id: str) -> str | None:
    """Return the value of a secret, None if it has none yet."""
    try:
        return client.get_secret_value(SecretId=secret_id).get("SecretString") or None
    except client.exceptions.ResourceNotFoundException:
        return None


def client_secret(stored: StoredSecret) -> Iterator[Finding]:
    """Is there a Client-Secret? It is not read. Whether Seven Time takes it, only a request tells."""
    if not stored.version():
        text = _("not stored yet: deliveries wait for it, and none is lost")
        to_do = _("Seven Time shows it under Settings → Integrations → API. {how}")
        yield not_yet("Client-Secret", text, to_do.format(how=how_to_store()))


def sender_secrets(value: str | None) -> dict[str, Any] | None:
    """Return source → its entry, {} if nothing is stored yet, None if it is no JSON object."""
    if value is None:
        return {}
    try:
        entries = json.loads(value)
    except ValueError:
        return None
    return entries if isinstance(entries, dict) else None


def malformed() -> Finding:
    """The senders' secrets cannot be read."""
    text = _('what is stored is no JSON object {"<source>": "<secret>"}: no delivery is accepted')
    return failure("secrets", text, how_to_store())


def usable(entry: Any) -> str:
    """Return the secret that a sender would sign with: the first of several; "" without one."""
    if isinstance(entry, dict):
        entry = entry.get("secret")
    values = entry if isinstance(entry, list) else [entry]
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def surplus(entries: Mapping[str, Any], known: Mapping[str, Source]) -> Iterator[Finding]:
    """Are there secrets of sources that sources.yaml has not?"""
    if others := sorted(entries.keys() - known.keys()):
        text = _("{names}: a secret is stored, but sources.yaml has no such source")
        to_do = _("Is the name misspelt? Remove the secret if the source is gone.")
        yield warning("secrets", text.format(names=", ".join(others)), to_do)


def missing(entries: Mapping[str, Any], known: Mapping[str, Source]) -> Iterator[Finding]:
    """Are there sources whose deliveries nobody can verify?"""
    names = ", ".join(sorted(name for name in known if not usable(entries.get(name))))
    if not names:
        return
    if not entries:
        text = _("none is stored yet: no source takes deliveries")
        yield not_yet("secrets", text, how_to_store())
    else:
        text = _("{names}: the secret is missing, and every delivery is answered 503").format(names=names)
        yield failure("secrets", text, how_to_store())


def senders(deployment: Deployment, known: Mapping[str, Source] | None) -> Iterator[Finding]:
    """Has each source of sources.yaml its secret, and is there none besides?"""
    value = stored(deployment.client("secretsmanager"), deployment.outputs["SenderSecretsId"])
    entries = sender_secrets(value)
    if entries is None:
        yield malformed()
        return
    if known is None:
        yield skipped("secrets", _("not compared: there is no sources.yaml that can be read"))
        return
    findings = [*missing(entries, known), *surplus(entries, known)]
    yield from findings or [ok("secrets", _("one for each of {count} sources").format(count=len(known)))]


def kept(deployment: Deployment) -> Iterator[Finding]:
    """Is one of the stack's secrets gone, or about to be deleted?"""
    client = deployment.client("secretsmanager")
    for name in _IDS:
        id_ = deployment.outputs[name]
        try:
            deleted = client.describe_secret(SecretId=id_).get("DeletedDate")
        except client.exceptions.ResourceNotFoundException:
            to_do = _("docs/recovery.md says how to come back without it.")
            yield failure("secrets", _("{name} is gone: {id}").format(name=name, id=id_), to_do)
            continue
        if deleted:
            text = _("somebody has deleted {name}: it cannot be read, and is gone for good soon")
            command = f"aws secretsmanager restore-secret --secret-id {id_}"
            yield failure("secrets", text.format(name=name), command)
