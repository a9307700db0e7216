"""samconfig.toml: what each environment deploys, where, and with which parameters."""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.places import CHECKOUT

CONFIG = CHECKOUT / "samconfig.toml"

LOCAL = "local"
"""The environment of the stack that `make run` starts."""

FOR_TRIALS = ("dev", "test", "local")
"""Environments on which nobody depends. Every other one is run for somebody."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What samconfig.toml says about one environment."""

    environment: str
    stack_name: str
    region: str
    """"": that of the shell."""
    profile: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    """The parameters of the template that are given."""

    @property
    def is_for_trials(self) -> bool:
        """True if nobody depends on the environment."""
        return self.given.get("EnvironmentName", "dev") in FOR_TRIALS


LOCAL_SETTINGS = Settings(LOCAL, "seventime-bridge-local", "")


def environments() -> list[str]:
    """The environments that samconfig.toml deploys."""
    return [name for name, commands in _config().items() if name != "version" and "deploy" in commands]


def settings_of(environment: str) -> Settings:
    """What samconfig.toml says about one of these environments."""
    parameters = _config()[environment]["deploy"]["parameters"]
    return Settings(
        environment,
        parameters["stack_name"],
        parameters["region"],
        parameters.get("profile"),
        _pairs(parameters.get("parameter_overrides", [])),
    )


def _pairs(overrides: str | list[str]) -> dict[str, str]:
    """Read `Name=value` pairs: a list of them, or one text as on a command line."""
    words = shlex.split(overrides) if isinstance(overrides, str) else overrides
    return dict(word.partition("=")[::2] for word in words)


def _config() -> dict[str, Any]:
    if not CONFIG.is_file():
        return {}
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))
