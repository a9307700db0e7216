"""The lanes of the request budget."""

from enum import StrEnum


class Lane(StrEnum):
    """Who goes first when the request budget is short, in this order."""

    LOOK_UP = "look_up"
    WEBHOOK = "webhook"
    IMPORT = "import"
