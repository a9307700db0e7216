"""Translates template.yaml as CloudFormation's SAM transform does, for the tests of what is deployed.

`.stack-venv/bin/python`, which has SAM, runs it: `translate_template.py template.yaml OUT [NAME=VALUE …]`.
CodeUri and ContentUri can be given like parameters: what `sam deploy` would have uploaded.
"""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

# What `sam deploy` uploads, and where: the translator wants addresses in S3.
_UPLOADED = {"CodeUri": "s3://uploaded/code", "ContentUri": "s3://uploaded/layer"}


class _NoManagedPolicies:
    """SAM looks names of managed policies up in the account. The template has none."""

    def load(self) -> dict[str, str]:
        return {}


def translate(template: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
    """Return the template with nothing of SAM left in it."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-north-1")
    uploaded = {name: parameters.pop(name, uri) for name, uri in _UPLOADED.items()}
    logging.disable(logging.WARNING)  # the translator says which of its features are not configured
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        properties.update({name: uri for name, uri in uploaded.items() if name in properties})
    translated: dict[str, Any] = transform(template, parameters, _NoManagedPolicies())
    return translated


def main(source: str, target: str, *parameters: str) -> None:
    """Write the translated template as JSON."""
    given = dict(parameter.split("=", 1) for parameter in parameters)
    translated = translate(yaml_parse(Path(source).read_text(encoding="utf-8")), given)
    Path(target).write_text(json.dumps(translated, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
