"""How commands end that do not succeed: a sentence on stderr, an exit code, and never a traceback.

0: done, and all is well. 1: done, but not all is well. 2: wrong use. 3: not reached, or not allowed.
130: Ctrl-C.
"""

import os
import sys
from pathlib import Path
from traceback import extract_tb

import click

from bridge.model.failures import Failure, Rejected
from bridge.model.reasons import sentences
from cli.languages import _, message

NOT_WELL, WRONG_USE, NOT_REACHED, INTERRUPTED = 1, 2, 3, 130


def exit_code_of(error: BaseException) -> int:
    """Say what is wrong, unless that is said already. Return the exit code."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return _reader_has_left()
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    text, code = _explained(error)
    print(text, file=sys.stderr)
    return code


def _explained(error: BaseException) -> tuple[str, int]:
    if isinstance(code := getattr(error, "exit_code", None), int):
        return str(error), code
    if isinstance(error, Failure):
        text = f"{error.reason}: {message(sentences(error.reason)) or error}"
        if error.__cause__ and _is_of_aws(error.__cause__):
            text += f" ({error})"  # which says whether the permission is missing, or AWS was not reached
        return text, NOT_WELL if isinstance(error, Rejected) else NOT_REACHED
    if _is_of_aws(error):
        return _("AWS: {error}").format(error=error), NOT_REACHED
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error), NOT_WELL
    return _unexpected(error), NOT_WELL


def _is_of_aws(error: BaseException) -> bool:
    return type(error).__module__.startswith(("botocore", "boto3"))


def _unexpected(error: BaseException) -> str:
    """Say where it happened. Its text is not shown: it may hold anything."""
    frame = extract_tb(error.__traceback__)[-1]
    text = _("This is a defect of bridge: {error} in {file}, line {line}.")
    return text.format(error=type(error).__name__, file=Path(frame.filename).name, line=frame.lineno)


def _reader_has_left() -> int:
    """Write nothing more, also not at exit: the program that read our output has ended, such as `head`."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NOT_WELL
