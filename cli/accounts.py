"""Whose credentials a command has."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError


def account_of_caller(client: Callable[[str], Any]) -> str:
    """The name of the AWS user, or of the role's session; "" if AWS does not tell. It needs no permission."""
    with suppress(BotoCoreError, ClientError):
        arn = str(client("sts").get_caller_identity()["Arn"])
        return re.split("[:/]", arn)[-1]
    return ""
