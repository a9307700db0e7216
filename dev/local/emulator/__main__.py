"""Starts the AWS emulator, which learns here what it does otherwise than AWS.

It imports secrets into a stack by their ARN. Functions log in JSON, by the formatter of Lambda's own runtime.
What a function logs is also in a file with the function's name in the folder FUNCTION_LOGS.
"""

import os
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, secretsmanager
from ministack.services.cloudformation import provisioners

_LOG_IN_JSON = """
import logging, time
from awslambdaric.lambda_runtime_log_utils import JsonFormatter
logging.Formatter.converter = time.gmtime
_handler = logging.StreamHandler()
_handler.terminator = ""
_handler.setFormatter(JsonFormatter())
logging.getLogger().addHandler(_handler)
"""
"""What Lambda's runtime does for a function whose LoggingConfig says JSON. All of ours do."""


def import_secret(identifier: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return what CloudFormation keeps of a secret: its id and its attributes."""
    arn = identifier["Id"]
    (name,) = (name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn)
    return name, {"Id": arn, "Arn": arn}


def write_down(function: dict[str, Any], request_id: str, text: str, *more: Any, **named: Any) -> None:
    """Write what an invocation has logged to its log group, and to its file."""
    _emit(function, request_id, text, *more, **named)
    config = function.get("config") or function
    group = config.get("LoggingConfig", {}).get("LogGroup") or config.get("FunctionName", "unknown")
    if text:
        with (_LOGS / f"{group.rpartition('/')[2]}.log").open("a", encoding="utf-8") as file:
            file.write(text.rstrip("\n") + "\n")


provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]["import"] = import_secret
lambda_runtime._PYTHON_WORKER_SCRIPT = _LOG_IN_JSON + lambda_runtime._PYTHON_WORKER_SCRIPT
_LOGS = Path(os.environ["FUNCTION_LOGS"])
_emit, lambda_svc._emit_lambda_logs = lambda_svc._emit_lambda_logs, write_down
app.main()
