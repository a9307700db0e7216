"""`python -m dev.local run|demo|up|down`."""

import argparse
import os
import signal
import subprocess
import sys
import time

from dev.local import demo
from dev.local.children import Children, Failed, log_file, python, tail
from dev.local.deployment import build
from dev.local.lifecycle import Busy, owner, running
from dev.local.places import STATE
from dev.local.progress import step
from dev.local.stack import CREDENTIALS, LocalSource, Stack

_UNTIL_CTRL_C = "Ctrl-C ends everything."


def main() -> None:
    """Read the command line and run the command."""
    parser = argparse.ArgumentParser(prog="python -m dev.local", description="The product on this machine.")
    lines = [f"{name}: {command.__doc__}" for name, command in COMMANDS.items()]
    parser.add_argument("command", choices=COMMANDS, help="; ".join(lines))
    try:
        sys.exit(COMMANDS[parser.parse_args().command]())
    except (Failed, Busy) as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nstopped")


def _run() -> int:
    """Start everything, send samples, stay up until Ctrl-C."""
    with running() as stack:
        demo.show(stack)
        _print_addresses(stack)
        _stay()
    return 0


def _demo() -> int:
    """Start everything, send samples, stop; exit code 0 if every customer is there."""
    with running() as stack:
        return 0 if demo.show(stack) else 1


def _serve() -> int:
    """Start everything, stay up until Ctrl-C or SIGTERM."""
    with running() as stack:
        _print_addresses(stack)
        _stay()
    return 0


def _up() -> int:
    """Start everything in the background; returns when the stack is up."""
    STATE.mkdir(exist_ok=True)
    log = log_file("local")
    with log.open("wb") as output:
        process = subprocess.Popen(
            python("-m", "dev.local", "serve"), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    while process.poll() is None and _UNTIL_CTRL_C not in log.read_text():
        time.sleep(0.2)
    print(tail(log).replace(_UNTIL_CTRL_C, "make down ends everything."))
    return process.poll() or 0


def _down() -> int:
    """Stop the stack of this checkout."""
    process = owner()
    if process is None:
        print("no stack runs in this checkout")
        return 0
    os.kill(process, signal.SIGTERM)
    while owner():
        time.sleep(0.1)
    return 0


def _build() -> int:
    """Build for this machine into .local/build, nothing more."""
    STATE.mkdir(exist_ok=True)
    with Children() as children, step("sam build"):
        build(children)
    return 0


def _print_addresses(stack: Stack) -> None:
    print(f"  Customers in Seven Time (simulator)   {stack.seventime_url}/")
    print(f"  Webhooks                              {stack.api_url}/webhooks/<shops|forms>/<source>")
    print(f"  AWS (emulator)                        {stack.aws_endpoint_url}")
    print(f"  for aws and boto3                     export {' '.join(_variables(stack))}")
    print("  Secrets, keys, all addresses          .local/stack.json")
    print("  Logs of the functions                 .local/logs/*.log, or ./bridge logs tail")
    print("  Logs of emulator and simulator        .local/*.log", flush=True)
    for name, source in stack.sources.items():
        if source.provider == "plain":
            print(f"\n  Send your own:\n\n{_own_webhook(stack, name, source)}", flush=True)


def _variables(stack: Stack) -> list[str]:
    """What leads AWS's own tools to the emulator."""
    given = {"AWS_ENDPOINT_URL": stack.aws_endpoint_url, "AWS_DEFAULT_REGION": stack.region}
    credentials = {name.upper(): value for name, value in CREDENTIALS.items()}
    return [f"{name}={value}" for name, value in {**given, **credentials}.items()]


def _own_webhook(stack: Stack, name: str, source: LocalSource) -> str:
    return (
        f"    curl -H 'Authorization: Bearer {source.secret}' \\\n"
        "         -d 'Namn=Åsa Öberg&E-post=asa@example.se&Telefon=070-174 06 05' \\\n"
        f"         {stack.api_url}/webhooks/{source.kind}s/{name}\n"
        f"    curl -H 'x-api-key: {stack.api_key}' {stack.api_url}/deliveries/<id in the response>"
    )


def _stay() -> None:
    print(f"\n  {_UNTIL_CTRL_C}", flush=True)
    while True:
        signal.pause()


COMMANDS = {"run": _run, "demo": _demo, "up": _up, "down": _down, "serve": _serve, "build": _build}

if __name__ == "__main__":
    main()
