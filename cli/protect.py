"""`python -m cli.protect --env prod`: nobody can delete the stack by mistake. `make deploy` runs it."""

import argparse
import sys

from cli.samconfig import environments, settings_of
from cli.stacks import NoStack, stack_of


def main(arguments: list[str] | None = None) -> int:
    """Turn termination protection on, except for trials."""
    parser = argparse.ArgumentParser(prog="python -m cli.protect", description=__doc__)
    parser.add_argument("--env", required=True, choices=environments(), help="as in samconfig.toml")
    settings = settings_of(parser.parse_args(arguments).env)
    if settings.is_for_trials:
        return 0
    try:
        stack = stack_of(settings)
    except NoStack as error:
        print(error, file=sys.stderr)
        return 1
    cloudformation = stack.client("cloudformation")
    cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)
    print(f"  {stack.name} is protected from being deleted by mistake")
    return 0


if __name__ == "__main__":
    sys.exit(main())
