"""`bridge doctor`, `bridge smoke` and `bridge protect`."""

from collections.abc import Iterable, Mapping, Sequence

import click

from bridge.model.source import Source
from cli import places
from cli.checks import account, alarms, deployed, layer, questions, template
from cli.checks.asking import Clients, Question, answers
from cli.checks.deployed import Deployment
from cli.checks.findings import UNWELL, Finding, Level, ask, levels
from cli.failures import NOT_WELL
from cli.languages import _
from cli.options import Command, pass_session, waiting
from cli.samconfig import LOCAL, Settings
from cli.session import Session
from cli.stacks import NoStack, Stack, own_sources, stack_of

PATIENCE = 60.0
"""Seconds in which a test delivery has to be worked off."""


@click.command(cls=Command)
@click.option(
    "--before-deploy", is_flag=True, help="ask only whether a deployment would fail or do harm"
)  # fmt: skip
@click.option(
    "--python", default=questions.PYTHON, metavar="VERSION", help="Python that the layer is built for"
)
@click.option(
    "--architecture", default=questions.ARCHITECTURE, metavar="NAME",
    help="processor that the layer is built for",
)  # fmt: skip
@pass_session
def doctor(session: Session, /, before_deploy: bool, python: str, architecture: str) -> int:
    """Ask all that can be wrong with a deployment, and say what to do. Nothing is changed.

    \b
    bridge doctor
    bridge doctor --env prod
    bridge doctor --env prod --before-deploy

    It looks at the account, the settings and each part of the stack, and looks up a customer that does not
    exist in Seven Time. Before the first deployment it asks what a deployment needs.

    ✓ is well, ! works but needs attention, ✗ does not work, … is not set up yet, – was not asked. It ends
    with 0 if all is well, else with 1; with --before-deploy only ✗ ends with 1.
    """
    build = questions.Build(python, architecture)
    if before_deploy:
        return _before_deployment(session, build)
    found = _doctored(session, build)
    unwell = levels(found) & UNWELL
    return _end(session, found, unwell, _("Do what the arrows say.") if unwell else _("All is well."))


def _before_deployment(session: Session, build: questions.Build) -> int:
    if session.settings().environment == LOCAL:
        session.output.record({"healthy": True, "checks": []})
        session.output.say(_("The local stack needs no AWS account: make run"))
        return 0
    found = _before(session, Clients(session.clients()), build)
    stops = levels(found) & {Level.FAILURE}
    bad = _("Nothing was deployed. Do what the arrows say, then run it again.")
    return _end(session, found, stops, bad if stops else _("It can be deployed."))


def _doctored(session: Session, build: questions.Build) -> list[Finding]:
    settings = session.settings()
    if settings.environment == LOCAL:
        return _tell(session, questions.of_the_stack(session.stack(), settings, _known()))
    client = Clients(session.clients())
    known = account.credentials(client, settings)
    if known.level is not Level.OK:
        return _show(session, [known])
    if (stack := _stack(settings)) is None:
        return _before(session, client, build)
    shown = _show(session, [known])
    return shown + _tell(session, questions.of_the_stack(stack, settings, _known()))


def _known() -> Mapping[str, Source] | None:
    """The sources of sources.yaml, None if it is not there or cannot be read."""
    try:
        return own_sources() if places.SOURCES.is_file() else None
    except NoStack:
        return None


def _stack(settings: Settings) -> Stack | None:
    """The stack, None if it is not there yet, or not complete."""
    try:
        return stack_of(settings)
    except NoStack:
        return None


def _before(session: Session, client: Clients, build: questions.Build) -> list[Finding]:
    """Ask what a deployment needs. Without credentials nothing is asked of AWS."""
    settings = session.settings()
    if not template.TEMPLATE.is_file():
        raise click.UsageError(_("There is no checkout here or above: run it where template.yaml is."))
    found = _tell(session, questions.of_the_checkout(settings, build))
    known = account.credentials(client, settings)
    found += _show(session, [known])
    if known.level is Level.OK:
        found += _tell(session, questions.of_the_account(settings, client))
    return found


@click.command(cls=Command)
@waiting(PATIENCE, "how long a test delivery may take")
@click.option("--allow-unfinished", is_flag=True, help="end with 0 if something is only left to be set up")
@pass_session
def smoke(session: Session, /, seconds: float, allow_unfinished: bool) -> int:
    """Prove that a stack works: send a signed test delivery for each source. Nothing is created.

    \b
    bridge smoke --env prod
    """
    if not places.SOURCES.is_file():
        raise click.UsageError(_("There is no sources.yaml here or above."))
    sources, deployment = own_sources(), Deployment.of(session.stack())
    found = _tell(session, _proofs(deployment))
    found += _show(session, ask("API", lambda: questions.deliveries(deployment, sources, seconds)))
    unwell = levels(found) & ({Level.FAILURE} if allow_unfinished else {Level.FAILURE, Level.NOT_YET})
    return _end(session, found, unwell, _proved(found))


def _proofs(deployment: Deployment) -> list[Question]:
    asked = {
        "stack": deployed.state,
        "alarm address": alarms.alarm_address,
        "alarms": alarms.alarms,
        "sources.yaml": layer.layer,
        "API": questions.look_up,
    }
    return [Question(name, lambda ask=ask: ask(deployment)) for name, ask in asked.items()]  # type: ignore[misc]


def _proved(found: Iterable[Finding]) -> str:
    if Level.FAILURE in levels(found):
        return _("Something is wrong with this stack. The arrows say what to do.")
    if Level.NOT_YET in levels(found):
        return _("It is deployed. The arrows say what is left to do; then bridge smoke proves that it works.")
    return _("It works.")


@click.command(cls=Command)
@pass_session
def protect(session: Session, /) -> int:
    """Protect a stack from being deleted by mistake, unless it is for trials. make deploy runs it."""
    stack = session.stack()
    if Deployment.of(stack).is_for_trials:
        session.output.say(_("{stack} is for trials, and is not protected.").format(stack=stack.name))
        return 0
    cloudformation = stack.client("cloudformation")
    cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    session.output.say(_("{stack} is protected from being deleted by mistake").format(stack=stack.name))
    return 0


def _tell(session: Session, asked: Sequence[Question]) -> list[Finding]:
    """Ask all at once, and show each finding as soon as there is one and its turn has come."""
    found, answered = list[Finding](), answers(asked)
    for question in asked:
        with session.output.waiting_for(question.subject):
            answer = next(answered)
        found += _show(session, answer)
    return found


def _show(session: Session, findings: Iterable[Finding]) -> list[Finding]:
    shown = []
    for finding in findings:
        shown.append(finding)
        for line in finding.lines():
            session.output.say(line)
    return shown


def _end(session: Session, found: Sequence[Finding], unwell: set[Level], text: str) -> int:
    session.output.record({"healthy": not unwell, "checks": [each.shown() for each in found]})
    session.output.say(f"\n  {text}")
    return NOT_WELL if unwell else 0
