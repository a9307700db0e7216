"""Starts the AWS emulator, which learns here to import secrets into a stack by their ARN, as AWS does."""

from typing import Any

from ministack import app
from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners


def import_secret(identifier: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return what CloudFormation keeps of a secret: its id and its attributes."""
    arn = identifier["Id"]
    (name,) = (name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn)
    return name, {"Id": arn, "Arn": arn}


provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]["import"] = import_secret
app.main()
