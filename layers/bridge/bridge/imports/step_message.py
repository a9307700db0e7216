"""Messages of the Imports queue, written by the API without what the worker imports."""

import json


def step_message(id_: str, step: int) -> str:
    """Write a message of the Imports queue: take this step of the import."""
    return json.dumps({"import": id_, "step": step})
