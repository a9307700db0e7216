"""Builds template.yaml, as it is, for this machine, and deploys it into the emulator with `sam deploy`."""

import os
import platform
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dev.local.children import Children, Failed
from dev.local.places import BUILD, ROOT, STACK_PYTHON, STATE
from dev.local.stack import CREDENTIALS, REGION, STACK_NAME, aws_client

SAM: list[str | Path] = [STACK_PYTHON, "-m", "samcli"]


def build(children: Children) -> None:
    """Run `sam build` for the interpreter and the processor of the emulator."""
    version = _python_version()
    env = _sam_environment() | {"PYTHON_VERSION": version, "ARCHITECTURE": architecture(), "PLATFORM": ""}
    children.run("build", [*SAM, "build", *_config(), "--build-dir", BUILD], env)


def deploy(
    children: Children, endpoint: str, parameters: Mapping[str, str], name: str = STACK_NAME
) -> dict[str, str]:
    """Run `sam deploy` with these parameters of the template. Return the outputs of the stack."""
    given = {
        "EnvironmentName": "local",
        "Runtime": f"python{_python_version()}",
        "Architecture": architecture(),
        "RequireTls": "false",  # the emulator speaks plain HTTP
        "Dashboard": "true",
        "EncryptAlarms": "true",
        **parameters,
    }
    overrides = ["--parameter-overrides", *[f"{name}={value}" for name, value in given.items()]]
    template = ["--template-file", str(BUILD / "template.yaml"), "--no-progressbar", "--stack-name", name]
    env = _sam_environment() | {"AWS_ENDPOINT_URL": endpoint}
    children.run("deploy", [*SAM, "deploy", *_config(), *template, *overrides], env)
    outputs = _stack(aws_client("cloudformation", endpoint), name)["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def set_parameters(endpoint: str, parameters: Mapping[str, str]) -> None:
    """Change these parameters of the deployed stack, and nothing else of it. Raises Failed."""
    cloudformation = aws_client("cloudformation", endpoint)
    given: list[dict[str, Any]] = []
    for name, value in parameters.items():
        given.append({"ParameterKey": name, "ParameterValue": value})
    for parameter in _stack(cloudformation)["Parameters"]:
        if parameter["ParameterKey"] not in parameters:
            given.append({"ParameterKey": parameter["ParameterKey"], "UsePreviousValue": True})
    cloudformation.update_stack(
        StackName=STACK_NAME,
        UsePreviousTemplate=True,
        Parameters=given,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    while (status := _stack(cloudformation)["StackStatus"]).endswith("_IN_PROGRESS"):
        time.sleep(0.1)
    if status != "UPDATE_COMPLETE":
        raise Failed(f"{STACK_NAME} is {status}")


def architecture() -> str:
    """The processor of this machine, as Lambda names it."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"


def _stack(cloudformation: Any, name: str = STACK_NAME) -> Any:
    (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    return stack


def _python_version() -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.check_output([STACK_PYTHON, "-c", code], text=True).strip()


def _config() -> list[str]:
    return ["--config-file", str(ROOT / "samconfig.toml"), "--config-env", "local"]


def _sam_environment() -> dict[str, str]:
    """Our own, for proxies and package indexes, without a real AWS account or the variables of make."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MAKE"))}
    return ours | {
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "SAM_CLI_TELEMETRY": "0",
        "__SAM_CLI_APP_DIR": str(STATE / "sam"),
    }
