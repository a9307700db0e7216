"""What the worker's threads share: objects that change after they were made, and why that is safe.

The pacer is not here: it is made to be shared, and has its own tests.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

BRIDGE = Path(__file__).resolve().parents[1] / "layers/bridge/bridge"

ROOMS = ("aws", "creation", "identity", "ledger", "mapping", "model", "seventime", "sources", "swedish")
"""Rooms of which a worker makes objects; and the modules beside them."""

SAFE = {
    "aws/client_secret.py:ClientSecret": "read twice at worst; the secret is set before the time of reading",
    "creation/completion.py:_Update": "made for one message",
    "creation/creation.py:_Attempt": "made for one message, as its claim",
    "creation/crowd.py:Crowd": "counted twice at worst; the number is set before the time of counting",
    "kept_connections.py:KeptPool": "what was opened is kept for each thread; urllib3 locks the rest",
    "http_client.py:_ConnectingAdapter": "its pools are set when they are made",
    "leaving.py:WatchedConnection": "one thread has it at a time",
    "ledger/claims.py:Claims": "changes the claim of one message only",
    "ledger/deliveries.py:Deliveries": "threads only add to the batch's list, which begins before they do",
    "ledger/forms.py:Forms": "a record is replaced as a whole; it is written only if nobody was faster",
    "ledger/key_check.py:KeyCheck": "a key that fits once fits always",
    "ledger/limits.py:Limits": "what is kept never changes, and is read once before it is kept",
    "ledger/outages.py:Outages": "times only grow; one thread notes a failure, and ending is conditional",
    "ledger/pauses.py:Pauses": "what was read is replaced as a whole, together with its age",
    "mapping/field_readers.py:Draft": "made for one message",
    "seventime/client.py:SevenTime": "each message has its copy, with its own pace",
    "sources/counting.py:RefusalCounter": "of receivers, which have no threads",
    "sources/fetching.py:Fetcher": "a second connection to a server is made at worst",
    "sources/keeping.py:Allowance": "of receivers, which have no threads",
    "sources/keeping.py:RefusedKeeper": "of receivers, which have no threads",
    "sources/secrets.py:SenderSecrets": "read twice at worst; the contents are replaced as a whole",
}
"""Class → why several threads may use it, or that they do not."""


def test_everything_that_changes_while_threads_share_it_is_known_to_be_safe():
    assert set(changing_classes()) == SAFE.keys()


def changing_classes() -> Iterator[str]:
    """Yield the classes with methods that assign to an attribute after the object was made."""
    modules = [*BRIDGE.glob("*.py"), *(each for room in ROOMS for each in (BRIDGE / room).rglob("*.py"))]
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(map(changes_something, methods(node))):
                yield f"{module.relative_to(BRIDGE)}:{node.name}"


def methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    return [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name != "__init__"]


def changes_something(method: ast.FunctionDef) -> bool:
    """True if it assigns to an attribute of anything, or to an entry of one."""
    stores = (each for each in ast.walk(method) if isinstance(getattr(each, "ctx", None), ast.Store))
    return any(
        isinstance(each, ast.Attribute)
        or (isinstance(each, ast.Subscript) and isinstance(each.value, ast.Attribute))
        for each in stores
    )
