"""A deployed stack in which nothing is wrong: moto, and for what moto has not, given answers."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from building.compile_sources import parse
from cli.samconfig import Settings
from cli.stacks import Stack
from cli.webhooks import Answer
from tests.support.answering_aws import AnsweringAws
from tests.support.aws import REGION, client, create_table
from tests.support.webhooks import ROOT

NAME, ACCOUNT = "bridge", "123456789012"
ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:Alarms"
DEPLOYED_AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
PARAMETERS = {
    "EnvironmentName": "prod", "AlarmEmail": "drift@byran.example", "WorkerConcurrency": "2",
    "ImportConcurrency": "2", "RequestsPerSecond": "4", "LogRetentionDays": "90", "MonthlyBudget": "20",
    "ApiGatewayLogsRole": "create",
}  # fmt: skip
SETTINGS = Settings("prod", NAME, REGION, given={"EnvironmentName": "prod", "LogRetentionDays": "90"})
GROUPS = (f"/aws/lambda/{NAME}/create-customers", f"/aws/apigateway/{NAME}")
MAPPINGS = ("207d0467-9530-4af5-b86c-d58d49bed98e", "eb2586d8-de08-4154-96de-67c8c50cde23")
RESOURCES = [
    ("CreateCustomersWaiting", "AWS::Lambda::EventSourceMapping", MAPPINGS[0]),
    ("ImportCustomersSteps", "AWS::Lambda::EventSourceMapping", MAPPINGS[1]),
    ("KeepDeadLettersEveryHour", "AWS::Events::Rule", "every-hour"),
    ("CreateCustomers", "AWS::Lambda::Function", "bridge-CreateCustomers"),
    ("DeadLettersAlarm", "AWS::CloudWatch::Alarm", "bridge-DeadLettersAlarm"),
    ("BridgeLayer", "AWS::Lambda::LayerVersion", f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:BridgeLayer:7"),
    ("Budget", "AWS::Budgets::Budget", "bridge-budget"),
    *((f"Logs{n}", "AWS::Logs::LogGroup", name) for n, name in enumerate(GROUPS)),
]
MAPPING = {"State": "Enabled", "ScalingConfig": {"MaximumConcurrency": 2}}


_ANSWERING = AnsweringAws()


@cache
def answering(service: str) -> Any:
    """A client with given answers. One for all tests, because making one takes a tenth of a second."""
    return _ANSWERING(service)


class DeployedStack:
    """A stack, its AWS and its API. A test breaks something of it."""

    def __init__(self, folder: Path) -> None:
        self.answers = _ANSWERING
        self.answers.answers = _answers(folder)
        self.answers.asked.clear()
        self.layer, self.function = folder / "layer.zip", folder / "function.zip"
        self.layer.write_bytes(_layer())
        self.function_has((ROOT / "functions/create_customers/app.py").read_text(encoding="utf-8"))
        self.api = Answer(200, "[]")
        queues = ("Customers", "DeadLetters", "Refused", "Imports", "DeadImports")
        self.queues = {name: _queue(name) for name in queues}
        for name, dead in (("Customers", "DeadLetters"), ("Imports", "DeadImports")):
            policy = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{dead}", "maxReceiveCount": 900}
            self.set_queue(name, RedrivePolicy=json.dumps(policy))
        self.secrets = {name: _secret(name) for name in ("client", "senders", "key")}
        self.store("client", "the Client-Secret")
        self.store("senders", json.dumps({name: "top secret" for name in _sources()}))
        _make_tables()
        _make_bucket()
        _make_what_watches()
        self.key = client("apigateway").create_api_key(name="key", enabled=True)["id"]

    @property
    def stack(self) -> Stack:
        """As `cli.stacks` finds it."""
        outputs = {f"{name}Url": url for name, url in self.queues.items()}
        outputs |= {"CustomersQueueUrl": outputs["CustomersUrl"], "ImportsQueueUrl": outputs["ImportsUrl"]}
        outputs |= {"LedgerTable": "ledger", "PacerTable": "pacer", "ImportsBucket": "imports"}
        outputs |= {"ApiKeyId": self.key, "AlarmsTopicArn": ARN}
        ids = {"client": "ClientSecretId", "senders": "SenderSecretsId", "key": "LedgerKeyId"}
        outputs |= {ids[name]: arn for name, arn in self.secrets.items()}
        return Stack(self.client, outputs, NAME, "http://api.example/v1", REGION)

    def client(self, service: str) -> Any:
        """A client of moto's, or one with given answers."""
        given = service in ("cloudformation", "lambda", "sns", "sts")
        return answering(service) if given else client(service)

    def store(self, name: str, value: str) -> None:
        """Store a secret's value."""
        client("secretsmanager").put_secret_value(SecretId=self.secrets[name], SecretString=value)

    def set_queue(self, name: str, **attributes: str) -> None:
        """Change a queue."""
        client("sqs").set_queue_attributes(QueueUrl=self.queues[name], Attributes=attributes)

    def answer(self, **answers: Any) -> None:
        """Let AWS answer something else."""
        self.answers.answers |= answers

    def describe(self, **changed: Any) -> None:
        """Let CloudFormation say something else of the stack."""
        [found] = self.answers.answers["DescribeStacks"]["Stacks"]
        self.answer(DescribeStacks={"Stacks": [{**found, **changed}]})

    def with_parameters(self, **changed: str) -> None:
        """Deploy it with other parameters."""
        self.describe(Parameters=_parameters({**PARAMETERS, **changed}))

    def without(self, logical_id: str) -> None:
        """Leave a resource out."""
        listed = self.answers.answers["ListStackResources"]["StackResourceSummaries"]
        listed[:] = [each for each in listed if each["LogicalResourceId"] != logical_id]

    def function_has(self, code: str) -> None:
        """Deploy another app.py of CreateCustomers."""
        self.function.write_bytes(_zipped({"app.py": code}))

    def layer_has(self, name: str, content: str | None) -> None:
        """Deploy a layer in which a file has another content, or is not."""
        self.layer.write_bytes(_layer(name, content))


def _answers(folder: Path) -> dict[str, Any]:
    stack = {
        "StackName": NAME, "StackStatus": "UPDATE_COMPLETE", "CreationTime": DEPLOYED_AT,
        "Parameters": _parameters(PARAMETERS), "EnableTerminationProtection": True,
        "Outputs": [{"OutputKey": "ApiUrl", "OutputValue": "http://api.example/v1"}],
    }  # fmt: skip
    listed = [
        {"LogicalResourceId": name, "ResourceType": type_, "PhysicalResourceId": id_}
        for name, type_, id_ in RESOURCES
    ]
    return {
        "GetCallerIdentity": {"Account": ACCOUNT},
        "DescribeStacks": {"Stacks": [stack], "ResponseMetadata": {"HTTPHeaders": {"date": clock()}}},
        "ListStackResources": {"StackResourceSummaries": listed},
        "GetTemplate": {"TemplateBody": (ROOT / "template.yaml").read_text(encoding="utf-8")},
        "GetAccountSettings": {"AccountLimit": {"UnreservedConcurrentExecutions": 1000}},
        "GetLayerVersionByArn": {"Content": {"Location": (folder / "layer.zip").as_uri()}},
        "GetFunction": {"Code": {"Location": (folder / "function.zip").as_uri()}},
        "GetEventSourceMapping": MAPPING,
        "GetFunctionConcurrency": {},
        "ListSubscriptionsByTopic": {"Subscriptions": [{"SubscriptionArn": f"{ARN}:d227"}]},
    }


def clock(**wrong: float) -> str:
    """What AWS's clock says in a response."""
    return format_datetime(datetime.now(UTC) + timedelta(**wrong), usegmt=True)


def _parameters(given: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]


@cache
def _sources() -> dict[str, Any]:
    return parse((ROOT / "sources.yaml").read_text(encoding="utf-8"))


@cache
def _layer(changed: str = "", content: str | None = None) -> bytes:
    files = {f"python/{path.relative_to(ROOT / 'layers/bridge')}": path for path in CODE}
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    texts["python/bridge/sources/sources.json"] = json.dumps(_sources())
    if changed:
        texts[changed] = content or ""
    return _zipped(texts)


def _zipped(texts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return made.getvalue()


CODE = [
    path
    for path in sorted((ROOT / "layers/bridge").glob("bridge/**/*"))
    if path.suffix in (".py", ".json") and path.name != "sources.json" and "aws_data" not in path.parts
]


def _queue(name: str) -> str:
    attributes = {"MessageRetentionPeriod": "1209600"}
    return str(client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def _secret(name: str) -> str:
    return str(client("secretsmanager").create_secret(Name=name, SecretString="x")["ARN"])


def _make_tables() -> None:
    dynamodb = client("dynamodb")
    for name in ("ledger", "pacer"):
        create_table(name)
        expiry = {"Enabled": True, "AttributeName": "expires"}
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    dynamodb.update_table(TableName="ledger", DeletionProtectionEnabled=True)
    recovery = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName="ledger", PointInTimeRecoverySpecification=recovery)


def _make_bucket() -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="imports", CreateBucketConfiguration={"LocationConstraint": REGION})
    queue = {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:Imports", "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket="imports", NotificationConfiguration={"QueueConfigurations": [queue]}
    )
    rule = {"ID": "gone", "Status": "Enabled", "Expiration": {"Days": 30}, "Filter": {"Prefix": ""}}
    s3.put_bucket_lifecycle_configuration(Bucket="imports", LifecycleConfiguration={"Rules": [rule]})


def _make_what_watches() -> None:
    client("events").put_rule(Name="every-hour", ScheduleExpression="rate(1 hour)")
    client("cloudwatch").put_metric_alarm(
        AlarmName="bridge-DeadLettersAlarm", Namespace="n", MetricName="m", Statistic="Sum", Period=60,
        EvaluationPeriods=1, ComparisonOperator="GreaterThanThreshold", Threshold=0,
        AlarmDescription="prod: a delivery is dead-lettered", ActionsEnabled=True,
    )  # fmt: skip
    for name in GROUPS:
        client("logs").create_log_group(logGroupName=name)
        client("logs").put_retention_policy(logGroupName=name, retentionInDays=90)
    limit = {"Amount": "20", "Unit": "USD"}
    budget = {
        "BudgetName": "bridge-budget",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": limit,
    }
    client("budgets").create_budget(AccountId=ACCOUNT, Budget=budget)


def forget_budget() -> None:
    """Delete the budget, as somebody does in the console."""
    client("budgets").delete_budget(AccountId=ACCOUNT, BudgetName="bridge-budget")
