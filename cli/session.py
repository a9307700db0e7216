"""One run of `bridge`: which deployment it is for, how that is reached, and what may be done to it."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cli import places, samconfig
from cli.api import KEY, URL, Api
from cli.languages import _
from cli.output import Output
from cli.samconfig import LOCAL, Settings

if TYPE_CHECKING:
    from cli.stacks import Stack

ENV = "BRIDGE_ENV"


@dataclass(slots=True)
class Session:
    """What the options say that every command has. They are also read from the environment."""

    env: str | None = None
    stack_name: str | None = None
    region: str | None = None
    profile: str | None = None
    output: Output = field(default_factory=Output)
    where: str = ""
    """Environment, account and region, once they are known."""

    def settings(self) -> Settings:
        """Which stack is meant: the options' or the environment's, else the local one. Raises UsageError."""
        name = self._name()
        if not (name or self.stack_name):
            self._refuse_region_and_profile()
            return samconfig.LOCAL_SETTINGS
        settings = _of_samconfig(name) if name else Settings("", self.stack_name or "", "")
        given = {"stack_name": self.stack_name, "region": self.region, "profile": self.profile}
        return replace(settings, **{key: value for key, value in given.items() if value})  # type: ignore[arg-type]

    def stack(self) -> "Stack":
        """The deployed stack. Says which it is. Raises NoStack and UsageError."""
        from cli.stacks import stack_of

        if self._is_only_an_api():
            _refuse(_("{url} and {key} reach the API only: say which stack with --env or --stack."))
        stack = stack_of(self.settings())
        self.announce(f"{stack.name}, {_('account')} {stack.account}, {stack.region}")
        return stack

    def clients(self) -> Callable[[str], Any]:
        """Service → boto3 client, whether the stack exists or not. Says which stack. Raises NoStack."""
        from cli.stacks import client_of

        settings = self.settings()
        client = client_of(settings)
        self.announce(f"{settings.stack_name}, {settings.region}")
        return client

    def api(self) -> Api:
        """The API of the deployment. Says which it is. Raises NoStack and UsageError."""
        if self._is_only_an_api():
            return self._given_api()
        settings = self.settings()
        if settings.environment == LOCAL:
            return self._local_api()
        from cli.stacks import api_key_of

        stack = self.stack()
        return Api(stack.api_url.rstrip("/"), api_key_of(stack))

    def api_and_stack(self) -> "tuple[Api, Stack | None]":
        """The API of the deployment, and its stack if that can be reached. Says which it is."""
        if not self.has_stack():
            return self._given_api(), None
        from cli.stacks import api_key_of

        stack = self.stack()
        return Api(stack.api_url.rstrip("/"), api_key_of(stack)), stack

    def has_stack(self) -> bool:
        """False if only the API is given, and no stack."""
        return not self._is_only_an_api()

    def may_ask(self, yes: bool) -> None:
        """Raise UsageError if a question is to be asked, and nobody is there to answer it."""
        if not (yes or sys.stdin.isatty()):
            raise click.UsageError(_("This has to be confirmed. Without a terminal, give --yes."))

    def agreed(self, question: str, yes: bool) -> bool:
        """Ask, naming the environment, unless the answer was given as --yes. True for yes."""
        self.may_ask(yes)
        if yes:
            return True
        print(f"{question} ({self.where}) [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes", "j", "ja"):
            return True
        self.output.note(_("Nothing was changed."))
        return False

    def _name(self) -> str:
        """The environment that is said; "" if it is none, or only a stack is."""
        return self.env or ("" if self.stack_name else os.environ.get(ENV, ""))

    def _is_only_an_api(self) -> bool:
        return bool(os.environ.get(URL)) and not (self._name() or self.stack_name)

    def _given_api(self) -> Api:
        url, key = os.environ[URL], os.environ.get(KEY)
        if not key:
            _refuse(_("{url} is set, but {key} is not: set both."))
        self.announce(url)
        return Api(url.rstrip("/"), key)

    def _local_api(self) -> Api:
        if not places.LOCAL_STACK.exists():
            _refuse(_("Which deployment? Give --env or --stack, set {url} and {key}, or run make run."))
        stack: Mapping[str, Any] = json.loads(places.LOCAL_STACK.read_text(encoding="utf-8"))
        self.announce(f"{stack.get('stack_name', LOCAL)}, {stack.get('region', '')}")
        return Api(stack["api_url"].rstrip("/"), stack["api_key"])

    def announce(self, deployment: str) -> None:
        """Say which deployment the command is for."""
        name = self._name() or ("" if self.stack_name or self._is_only_an_api() else LOCAL)
        self.where = f"{name}: {deployment}" if name else deployment
        self.output.note(self.where)

    def _refuse_region_and_profile(self) -> None:
        if self.region or self.profile:
            raise click.UsageError(_("--region and --profile need --env or --stack."))


def _of_samconfig(name: str) -> Settings:
    known = samconfig.environments()
    if name not in known:
        text = _("There is no environment {name} in {file}. There is: {known}.")
        file, names = samconfig.CONFIG, ", ".join(known) or "–"
        raise click.UsageError(text.format(name=name, file=file, known=names))
    return samconfig.settings_of(name)


def _refuse(text: str) -> NoReturn:
    raise click.UsageError(text.format(url=URL, key=KEY))
