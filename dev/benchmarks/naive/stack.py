"""Deploys the naive worker beside ours."""

import time
from collections.abc import Mapping
from pathlib import Path

from dev.local.stack import Stack

FOLDER = Path(__file__).parent
NAME = "naive-worker"


def deployed(stack: Stack) -> Mapping[str, str]:
    """Deploy it in the same emulator, for the same Seven Time. Return its `QueueUrl` and `DeadUrl`."""
    formation, ours = stack.client("cloudformation"), stack.client("lambda")
    parameters = {
        "Code": (FOLDER / "app.py").read_text(encoding="utf-8"),
        "Runtime": ours.list_functions()["Functions"][0]["Runtime"],
        "SevenTimeUrl": stack.seventime_url,
        "ClientSecret": stack.client_secret,
    }
    formation.create_stack(
        StackName=NAME,
        TemplateBody=(FOLDER / "template.yaml").read_text(encoding="utf-8"),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    while (made := formation.describe_stacks(StackName=NAME)["Stacks"][0])["StackStatus"].endswith(
        "PROGRESS"
    ):
        time.sleep(0.2)
    return {output["OutputKey"]: output["OutputValue"] for output in made["Outputs"]}
