"""Commands and groups that all have the same options, before or after the name of the command."""

import re
from collections.abc import Callable
from inspect import cleandoc
from typing import Any

import click
from click.shell_completion import CompletionItem

from cli import samconfig
from cli.languages import LANGUAGES, _
from cli.session import ENV, Session

_WHOLE_SENTENCE = 200
"""Characters of what is said of a command in the list of its group."""

pass_session = click.make_pass_decorator(Session)


class CommonOption(click.Option):
    """An option that every command has. Its value is kept in the session."""

    def __init__(self, *names: str, keep: Callable[[Session, Any], None], **given: Any) -> None:
        def kept(context: click.Context, _option: click.Parameter, value: Any) -> None:
            if value is not None and isinstance(context.obj, Session):
                keep(context.obj, value)

        super().__init__(names, callback=kept, expose_value=False, default=None, **given)


class _Translated(click.Command):
    """A command with the common options, whose help is in the chosen language."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.help = _(cleandoc(self.help or ""))
        self.params += common_options()
        self.options_metavar = placeholder(self.options_metavar or "")
        context = click.Context(self)
        for each in self.params:
            each.metavar = placeholder(each.make_metavar(context))
            if isinstance(each, click.Option) and each.help:
                each.help = _(each.help)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options first, then those that every command has."""
        own: list[tuple[str, str]] = []
        common: list[tuple[str, str]] = []
        for option in self.get_params(context):
            record = option.get_help_record(context)
            if record and isinstance(option, click.Option):
                (common if isinstance(option, CommonOption) else own).append(record)
        for title, records in ((_("Options"), own), (_("Options of every command"), common)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class Command(_Translated):
    """A command."""


class Group(_Translated, click.Group):
    """A group of commands."""

    command_class = Command
    group_class = type

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.subcommand_metavar = placeholder(self.subcommand_metavar)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section(_("Commands")):
            formatter.write_dl(self.summaries(context))

    def summaries(self, _context: click.Context) -> list[tuple[str, str]]:
        """Return name and summary of each command."""
        commands = sorted(self.commands.items())
        return [(name, command.get_short_help_str(_WHOLE_SENTENCE)) for name, command in commands]

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands before them."""
        self.format_commands(context, formatter)
        _Translated.format_options(self, context, formatter)


def placeholder(text: str) -> str:
    """Return what stands for a value, such as FILE or FIELD=VALUE, in the chosen language."""
    return re.sub("[A-Z]{2,}", lambda word: _(word[0]), text)


def waiting(
    seconds: float, text: str = "how long to wait at most"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --seconds of a command that waits, with its default and help."""
    return click.option(
        "--seconds", type=click.FloatRange(min=0), default=seconds, metavar="SECONDS", help=text
    )


def common_options() -> list[click.Parameter]:
    """Return the options that every command has."""
    return [
        CommonOption(
            "--env", metavar="NAME", keep=_keep_env, shell_complete=_complete_env,
            help="environment in samconfig.toml (default: BRIDGE_ENV, else the local stack)",
        ),
        CommonOption("--stack", metavar="NAME", keep=_keep_stack, help="name of the stack"),
        CommonOption("--region", metavar="NAME", keep=_keep_region, help="AWS region of the stack"),
        CommonOption("--profile", metavar="NAME", keep=_keep_profile, help="AWS profile to use"),
        CommonOption("--json", keep=_keep_json, is_flag=True, help="write JSON; a list as one object a line"),
        CommonOption(
            "--lang", keep=lambda _session, _value: None, type=click.Choice(LANGUAGES),
            help="language of texts (default: that of the terminal)",
        ),
    ]  # fmt: skip


def _keep_env(session: Session, value: str) -> None:
    session.env = value


def _keep_stack(session: Session, value: str) -> None:
    session.stack_name = value


def _keep_region(session: Session, value: str) -> None:
    session.region = value


def _keep_profile(session: Session, value: str) -> None:
    session.profile = value


def _keep_json(session: Session, value: bool) -> None:
    session.output.json = value


def _complete_env(_context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in samconfig.environments() if name.startswith(begun)]


__all__ = ["ENV", "Command", "CommonOption", "Group", "common_options", "pass_session"]
