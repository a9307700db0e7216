import inspect

import pytest

from bridge.sources import providers
from bridge.sources.providers import (
    NAMES,
    AsksForHandshake,
    ChangesBody,
    DeliversByGet,
    MarksTests,
    Provider,
    SendsBatches,
    SendsIds,
)

PROTOCOLS = (
    Provider,
    AsksForHandshake,
    ChangesBody,
    DeliversByGet,
    MarksTests,
    SendsBatches,
    SendsIds,
)


def parameters(function):
    """Return how many arguments it takes, not counting `self`."""
    return len([name for name in inspect.signature(function).parameters if name != "self"])


FUNCTIONS = {
    name: parameters(function)
    for protocol in PROTOCOLS
    for name, function in vars(protocol).items()
    if not name.startswith("_") and inspect.isfunction(function)
}
"""The functions that a provider may have → how many arguments they take."""


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_has_what_every_provider_has(name):
    assert isinstance(providers.provider(name), Provider)


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_has_no_function_that_nobody_calls(name):
    module = providers.provider(name)
    public = {
        name: parameters(function)
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    }
    assert public.items() <= FUNCTIONS.items()


def test_a_sender_of_ids_has_an_api_and_others_have_none():
    for name in NAMES:
        module = providers.provider(name)
        assert hasattr(module, "API") == hasattr(module, "fetch") == isinstance(module, SendsIds)
