"""Write docs/cli.md, the page of all commands, from the commands themselves.

`python -m cli.write_page`
"""

from collections.abc import Iterator
from pathlib import Path

import click

from cli.command import root
from cli.options import CommonOption, Group
from cli.places import CHECKOUT

PAGE = CHECKOUT / "docs" / "cli.md"

_HEAD = Path(__file__).with_name("page_head.md")


def page() -> str:
    """Return the page."""
    made = root()
    head = _HEAD.read_text(encoding="utf-8")
    lines = [head, "## Options of every command", *_options(made, is_common=True)]
    for name in made.list_commands(click.Context(made)):
        command = made.get_command(click.Context(made), name)
        if command is not None:
            lines += _of_command(f"bridge {name}", command, 2)
    return "\n".join(lines).rstrip() + "\n"


def _of_command(path: str, command: click.Command, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    yield from ("", f"{'#' * level} {path}", "", *_paragraphs(command.help or ""), "", f"    {usage}")
    yield from _options(command, is_common=False)
    if isinstance(command, Group):
        for name in command.list_commands(context):
            yield from _of_command(f"{path} {name}", command.commands[name], level + 1)


def _paragraphs(text: str) -> list[str]:
    """The help as Markdown: what click may not fold is an example."""
    lines, is_example = [], False
    for line in text.splitlines():
        is_example = line == "\b" or (is_example and line != "")
        if line != "\b":
            lines.append(f"    {line}" if is_example else line)
    return lines


def _options(command: click.Command, *, is_common: bool) -> Iterator[str]:
    options = [each for each in command.params if isinstance(each, CommonOption) is is_common]
    records = [
        each.get_help_record(click.Context(command)) for each in options if isinstance(each, click.Option)
    ]
    if records:
        yield from ("", "| option | |", "|---|---|")
    for record in filter(None, records):
        yield "| `{}` | {} |".format(*(text.replace("|", "\\|") for text in record))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
