"""The layers that `make build` and `make build-local` make: complete, and quick to start."""

import ast
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

from bridge.aws import clients as aws
from building import check_layer, prune_aws_data, pythons

pytestmark = pytest.mark.build

ROOT = Path(__file__).resolve().parents[1]
APPS = sorted(ROOT.glob("functions/*/app.py"))
FOR_AWS = ROOT / ".aws-sam/build/BridgeLayer/python"
FOR_THIS_MACHINE = ROOT / ".local/build/BridgeLayer/python"
LOCAL_PYTHON = ROOT / ".stack-venv/bin/python"
DEPLOYED = "3.13"
BRIDGE = ROOT / "layers/bridge/bridge"
UNCHECKED_HASH = b"\x01\0\0\0"

LAMBDA_IMPORTS = """
import ast, pkgutil, sys
layer, runtime, *apps = sys.argv[1:]
sys.path[:0] = [layer, runtime]
import bridge
names = [m.name for m in pkgutil.walk_packages(bridge.__path__, "bridge.")]
code = [f"import {name}" for name in names]
for app in apps:
    code += [ast.unparse(n) for n in ast.parse(open(app, "rb").read()).body if "Import" in type(n).__name__]
exec("\\n".join(code))
places = {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
print("\\n".join(sorted(place for place in places if "site-packages" in place)))
"""
"""Imports everything as on Lambda, from handler, layer and runtime. Prints the files from anywhere else."""


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """Return a folder with the packages that Lambda's runtime brings, and nothing else."""
    packages = Path(boto3.__file__).parents[1]
    for name in ("boto3", "botocore", "s3transfer", "dateutil", "six.py"):
        (tmp_path / name).symlink_to(packages / name)
    return tmp_path


def test_the_layer_for_aws_holds_everything_that_the_functions_import():
    assert check_layer.Layer(FOR_AWS, DEPLOYED, "aarch64").missing(APPS) == []


def test_the_layer_for_aws_is_built_for_its_processor():
    assert check_layer.Layer(FOR_AWS, DEPLOYED, "aarch64").foreign() == []
    assert list(FOR_AWS.rglob("*.so"))


def test_the_check_of_the_layer_finds_what_is_missing(tmp_path):
    (tmp_path / "bridge").mkdir()
    (tmp_path / "bridge/__init__.py").write_text("def f():\n    import json, nowhere.at_all\n")
    assert check_layer.Layer(tmp_path, DEPLOYED, "aarch64").missing([]) == [
        "__init__.py: nowhere",
        "__init__.py: nowhere.at_all",
    ]


def test_the_functions_import_from_handler_layer_and_runtime_alone(runtime):
    command = [LOCAL_PYTHON, "-I", "-S", "-c", LAMBDA_IMPORTS, FOR_THIS_MACHINE, runtime, *APPS]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stderr == ""
    assert result.stdout.split() == []


READS_AN_ADDRESS = """
import sys
sys.path[:0] = sys.argv[1:]
from bridge.swedish.contact import read_email
print(ascii(read_email("åsa@öberg.example.se").seventime))
"""


def test_the_layer_reads_addresses_without_what_asks_name_servers(runtime):
    command = [LOCAL_PYTHON, "-I", "-S", "-c", READS_AN_ADDRESS, FOR_THIS_MACHINE, runtime]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout.strip(), result.stderr) == (ascii("åsa@öberg.example.se"), "")
    assert not (FOR_AWS / "dns").exists()


@pytest.mark.parametrize("layer", [FOR_AWS, FOR_THIS_MACHINE], ids=["for AWS", "for this machine"])
def test_byte_code_is_shipped_that_lambda_accepts(layer):
    python = pythons.find(DEPLOYED) if layer == FOR_AWS else LOCAL_PYTHON
    if python is None:
        pytest.skip(f"no Python {DEPLOYED} on this machine: the build said so, and shipped no byte code")
    question = "import importlib.util as u, sys; print(u.MAGIC_NUMBER.hex(), sys.implementation.cache_tag)"
    magic, tag = subprocess.check_output([python, "-c", question], text=True).split()
    headers = {
        source: source.parent.joinpath("__pycache__", f"{source.stem}.{tag}.pyc").read_bytes()[:8]
        for source in layer.rglob("*.py")
    }
    assert headers
    assert set(headers.values()) == {bytes.fromhex(magic) + UNCHECKED_HASH}


def test_the_layer_knows_the_sources_of_sources_yaml():
    built = json.loads((FOR_AWS / "bridge/sources/sources.json").read_text(encoding="utf-8"))
    written = yaml.safe_load((ROOT / "sources.yaml").read_text(encoding="utf-8"))
    assert built.keys() == written.keys()


def test_the_layer_stays_small():
    size = sum(file.stat().st_size for file in FOR_AWS.rglob("*") if file.is_file())
    assert size < 48_000_000


def test_nothing_but_code_lies_in_the_folders_of_the_functions():
    assert [path.name for app in APPS for path in app.parent.iterdir() if path != app] == []


QUEUE = {"QueueUrl": "queue"}
KEY = {"pk": {"S": "a"}}
ITEM = {"TableName": "table", "Key": KEY}
SET = {"UpdateExpression": "SET x = :x", "ExpressionAttributeValues": {":x": {"N": "1"}}}
CALLS: dict[str, dict[str, Any]] = {
    "BatchGetItem": {"RequestItems": {"table": {"Keys": [KEY]}}},
    "GetItem": ITEM,
    "TransactWriteItems": {"TransactItems": [{"Update": {**ITEM, **SET}}]},
    "UpdateItem": {**ITEM, **SET, "ReturnValues": "ALL_NEW"},
    "GetObject": {"Bucket": "bucket", "Key": "key"},
    "ListObjectsV2": {"Bucket": "bucket", "Prefix": "imports/"},
    "PutObject": {"Bucket": "bucket", "Key": "key", "Body": "å".encode()},
    "GetSecretValue": {"SecretId": "secret"},
    "ChangeMessageVisibility": {**QUEUE, "ReceiptHandle": "receipt", "VisibilityTimeout": 30},
    "ChangeMessageVisibilityBatch": {**QUEUE, "Entries": [{"Id": "0", "ReceiptHandle": "none"}]},
    "DeleteMessage": {**QUEUE, "ReceiptHandle": "receipt"},
    "GetQueueAttributes": {**QUEUE, "AttributeNames": ["ApproximateNumberOfMessages"]},
    "ReceiveMessage": {**QUEUE, "AttributeNames": ["All"], "MessageAttributeNames": ["All"]},
    "SendMessage": {**QUEUE, "MessageBody": "å", "MessageAttributes": {}},
    "SendMessageBatch": {**QUEUE, "Entries": [{"Id": "0", "MessageBody": "å", "MessageAttributes": {}}]},
}


@pytest.fixture
def reduced(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Let clients use the layer's reduced models, and return names of things that they can call."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    monkeypatch.setattr(aws, "_DATA", FOR_AWS / "bridge/aws/aws_data")
    with mock_aws():
        boto3.client("secretsmanager").create_secret(Name="secret", SecretString="å")
        boto3.client("dynamodb").create_table(
            TableName="table",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
        s3.put_object(Bucket="bucket", Key="key", Body=b"x")
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="queue")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="waiting")
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        yield {"queue": url, "receipt": message["ReceiptHandle"]}


@pytest.mark.parametrize(
    ("service", "operation"),
    [(service, name) for service, names in prune_aws_data.OPERATIONS.items() for name in names],
)
def test_the_reduced_service_models_are_enough_for(service, operation, reduced):
    client = aws.client(service)
    method = next(python for python, name in client.meta.method_to_api_mapping.items() if name == operation)
    arguments = dict(CALLS[operation])
    for name, value in arguments.items():
        if isinstance(value, str):
            arguments[name] = reduced.get(value, value)
    response = getattr(client, method)(**arguments)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 200


DATA = FOR_AWS / "bridge/aws/aws_data"
DATA_FILES = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.json"))


@pytest.fixture
def changed(reduced: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The layer's data in a copy that clients use and a test may change."""
    monkeypatch.setattr(aws, "_DATA", tmp_path / "aws_data")
    return shutil.copytree(DATA, tmp_path / "aws_data")


@pytest.mark.parametrize("name", DATA_FILES)
def test_every_client_works_without(name, changed, reduced):
    (changed / name).unlink()
    assert answers_of_every_service(reduced) == ["å", {}, "å", b"x"]


READ_AT_THE_FIRST_CALL = {"partitions.json"}


@pytest.mark.parametrize("name", sorted({*DATA_FILES} - READ_AT_THE_FIRST_CALL))
def test_every_client_works_whatever_is_in(name, changed, reduced):
    (changed / name).write_text("{}")
    assert answers_of_every_service(reduced) == ["å", {}, "å", b"x"]


def answers_of_every_service(reduced: dict[str, Any]) -> list[Any]:
    """What a message, an item that is not there, a secret and a file are for clients made anew."""
    sqs, url = aws.client("sqs"), reduced["queue"]
    sqs.send_message(QueueUrl=url, MessageBody="å")
    [message] = sqs.receive_message(QueueUrl=url)["Messages"]
    item = aws.client("dynamodb").get_item(**ITEM).get("Item", {})
    secret = aws.client("secretsmanager").get_secret_value(SecretId="secret")
    file = aws.client("s3").get_object(Bucket="bucket", Key="key")
    return [message["Body"], item, secret["SecretString"], file["Body"].read()]


def test_every_call_that_the_code_makes_is_in_the_reduced_models():
    kept = {method_name(name) for names in prune_aws_data.OPERATIONS.values() for name in names}
    signs_only = {"generate_presigned_url"}
    assert calls_in_the_code() <= kept | signs_only | CALLED_BY_THE_COMMAND


CALLED_BY_THE_COMMAND = {"describe_secret", "put_secret_value", "query", "update_secret_version_stage"}
"""It has all of botocore. No function calls them."""


def calls_in_the_code() -> set[str]:
    """Return the methods of clients that the functions call, as in `self._client.send_message(…)`."""
    methods = set()
    for path in BRIDGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value).endswith("_client"):
                methods.add(node.func.attr)
    return methods


def method_name(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
