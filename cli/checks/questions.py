"""All questions in order: about the checkout and the account, and about a deployed stack."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bridge.model.source import Source
from cli import places
from cli.checks import (
    account,
    alarms,
    configuration,
    data,
    deployed,
    function_code,
    functions,
    https,
    layer,
    queues,
    secrets,
    template,
    template_deployed,
    traffic,
)  # fmt: skip
from cli.checks.asking import Clients, Question
from cli.checks.budget import budget
from cli.checks.deployed import Deployment, Named
from cli.checks.findings import Finding, failure, skipped, warning
from cli.languages import _
from cli.samconfig import Settings
from cli.stacks import Stack, client_secret_of

PYTHON, ARCHITECTURE = "3.13", "arm64"
"""What the layer is built for, unless make is told otherwise."""

Client = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Build:
    """What the layer is built for."""

    python: str = PYTHON
    architecture: str = ARCHITECTURE


def of_the_checkout(settings: Settings, build: Build) -> list[Question]:
    """Would a deployment of this checkout fail or do harm?"""
    in_force = template.in_force(settings.given)
    return [
        Question("parameters", lambda: configuration.parameters(settings, template.defaults())),
        Question("rules", lambda: configuration.rules(in_force)),
        Question("build", lambda: configuration.build_fits(in_force, build.python, build.architecture)),
        Question("sources.yaml", configuration.sources_compile),
        Question("commit", lambda: configuration.committed(settings, _git)),
    ]


def of_the_account(settings: Settings, client: Client) -> list[Question]:
    """Would the account take a deployment?"""
    in_force = template.in_force(settings.given)
    return [
        Question("stack", lambda: account.stack_state(client("cloudformation"), settings)),
        Question("concurrency", lambda: account.concurrency(client("lambda"), in_force)),
        Question("API logs", lambda: account.api_logs_role(client("apigateway"), settings, in_force)),
    ]


def of_the_stack(stack: Stack, settings: Settings, sources: Mapping[str, Source] | None) -> list[Question]:
    """Is a deployed stack as it should be? What only AWS has is not asked of the local one.

    `sources` are those of sources.yaml, None if it is not there or cannot be read.
    """
    stack = replace(stack, client=Clients(stack.client))
    deployment = Deployment.of(stack)
    ask_all: list[tuple[str, Callable[[Deployment], Iterable[Finding]]]] = [
        ("stack", deployed.state),
        ("parameters", partial(deployed.parameters_deployed, settings=settings)),
        ("template", template_deployed.template),
        ("layer", layer.layer),
        ("functions", function_code.functions),
        ("clock", lambda found: account.clock(found.client("cloudformation"), found.stack.name)),
        ("concurrency", lambda found: account.concurrency(found.client("lambda"), found.parameters)),
        ("reserved concurrency", functions.reserved),
        ("workers", functions.workers),
        ("triggers", functions.triggers),
        ("queues", queues.queues),
        ("dead letters", queues.dead_letters),
        ("dead imports", queues.dead_imports),
        ("secrets", partial(secrets.senders, known=sources)),
        ("secrets", secrets.kept),
        ("look-up", look_up),
        ("TLS", lambda found: https.certificate(found.stack.api_url)),
        ("alarm address", alarms.alarm_address),
        ("alarms", alarms.alarms),
        ("ledger", data.ledger),
        ("bucket", data.bucket),
        ("files", data.files_expire),
        ("logs", data.logs),
        ("budget", budget),
    ]
    return [Question(subject, _asked(subject, ask, deployment)) for subject, ask in ask_all]


ONLY_ON_AWS = frozenset({"parameters", "concurrency", "alarm address", "ledger", "files", "budget"})
"""What the emulator has not, or does not keep as AWS does."""


def _asked(
    subject: str, ask: Callable[[Deployment], Iterable[Finding]], deployment: Deployment
) -> Callable[[], Iterable[Finding]]:
    if deployment.is_local and subject in ONLY_ON_AWS:
        return lambda: [skipped(subject, _("not asked: the local stack has none"))]
    return lambda: ask(deployment)


def look_up(deployment: Deployment) -> Iterator[Finding]:
    """Does the API answer, and does Seven Time take the Client-Secret?"""
    key = _key(deployment.stack)
    if not key["enabled"]:
        text = _("its API key is off: nobody can look customers up, import files or see a delivery")
        command = f"aws apigateway update-api-key --api-key {key['id']}"
        yield failure("API", text, f"{command} --patch-operations op=replace,path=/enabled,value=true")
        return
    problems = list(secrets.client_secret(client_secret_of(deployment.stack)))
    yield from problems or traffic.look_up(traffic.Api(deployment.stack.api_url, key["value"]))


def deliveries(deployment: Deployment, sources: Mapping[str, Source], seconds: float) -> Iterator[Finding]:
    """Does a signed test delivery of each source come to its end?"""
    client = deployment.client("secretsmanager")
    entries = secrets.sender_secrets(secrets.stored(client, deployment.outputs["SenderSecretsId"]))
    if entries is None:
        yield secrets.malformed()
        return
    if not sources:
        text = _("sources.yaml has none, so nothing could be tested")
        yield warning("sources", text, "docs/sources.md")
    yield from secrets.surplus(entries, sources)
    api = traffic.Api(deployment.stack.api_url, _key(deployment.stack)["value"])
    yield from traffic.deliver_tests(api, sources, entries, seconds)


def _key(stack: Stack) -> Mapping[str, Any]:
    outputs = Named(stack.outputs)
    key = stack.client("apigateway").get_api_key(apiKey=outputs["ApiKeyId"], includeValue=True)
    return {"enabled": True, **key}


def _git(*arguments: str) -> str:
    return subprocess.check_output(
        ["git", *arguments], cwd=places.CHECKOUT, text=True, stderr=subprocess.DEVNULL
    )
