"""`bridge look-up`."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import click

from cli.failures import NOT_WELL
from cli.languages import _
from cli.options import Command, pass_session
from cli.session import Session

_SHOWN = ("_id", "customerNumber", "typeOfCustomer", "isActive")
"""What is shown of a customer without --body: nothing personal."""


_PARAMETERS = ("name", "customerNumber", "organizationNumber", "city", "email")
"""Those of GET /customers that say which customers are meant."""


def _parameters(command: Callable[..., int]) -> Callable[..., int]:
    for name in reversed(_PARAMETERS):
        option = click.option(f"--{name}", name, metavar="VALUE", help="look for it, as Seven Time compares")
        command = option(command)
    return command


@click.command("look-up", cls=Command)
@click.argument("id", required=False)
@_parameters
@click.option("--body", is_flag=True, help="with everything that Seven Time knows: personal data")
@pass_session
def look_up(session: Session, /, id: str | None, body: bool, **given: str | None) -> int:
    """Look up customers in Seven Time: one by its id, or those that options describe.

    Without --body it says whether they are there, and their numbers. Exit code 1 if nobody is.

    \b
    bridge look-up 5bb26376c42fb99275000080
    bridge look-up --customerNumber 1042 --body
    """
    query = {name: value for name, value in given.items() if value}
    if bool(id) == bool(query):
        raise click.UsageError(_("Give an id, or options that describe customers."))
    if id:
        found = [session.api().get(f"/customers/{quote(id, safe='')}")]
    else:
        found = _customers(session.api().get("/customers", **query))
    for each in found:
        _show(session, each if body else {name: each[name] for name in _SHOWN if name in each})
    session.output.say(_("Customers: {count}").format(count=len(found)))
    if found and not body:
        session.output.say(_("--body shows everything that Seven Time knows of them: personal data."))
    return 0 if found else NOT_WELL


def _customers(answer: Any) -> list[dict[str, Any]]:
    """The customers of a list, as version 1 of Seven Time's API answers, or of a page, as version 2 does."""
    return list(answer["data"] if isinstance(answer, dict) else answer)


def _show(session: Session, customer: dict[str, Any]) -> None:
    session.output.record(customer)
    for name, value in customer.items():
        session.output.say(f"{name:<20} {value}")
    session.output.say()
