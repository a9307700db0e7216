"""What can be wrong with a deployed stack: how to plant it, and what `bridge doctor` has to say."""

import json
import time

from bridge.aws.queue import Queue
from cli.webhooks import Answer, Unreachable
from tests.support.aws import client
from tests.support.deployed_stack import (
    ARN,
    GROUPS,
    MAPPING,
    MAPPINGS,
    answering,
    clock,
    forget_budget,
)  # fmt: skip

CUSTOM_CODE = "python/bridge/queue.py"


def message(status, code):
    return Answer(status, json.dumps({"error": {"code": code}}))


def limited(number):
    return {"AccountLimit": {"UnreservedConcurrentExecutions": number}}


def dead(stack, queue, age=0.0):
    """Put a dead message into a queue, as if it was first dead that long ago."""
    first = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() - age))
    Queue(client("sqs"), stack.queues[queue]).send("{}", {"first_at": first})


def senders(**changed):
    def plant(stack):
        entries = json.loads(
            client("secretsmanager").get_secret_value(SecretId=stack.secrets["senders"])["SecretString"]
        )
        entries = {**entries, **{name.replace("_", "-"): value for name, value in changed.items()}}
        stack.store("senders", json.dumps(entries))

    return plant


def without_client_secret(stack):
    """Leave it as CloudFormation creates it: without a value."""
    secrets = client("secretsmanager")
    secrets.delete_secret(SecretId=stack.secrets["client"], ForceDeleteWithoutRecovery=True)
    stack.secrets["client"] = secrets.create_secret(Name="client")["ARN"]


def without_index(stack):
    deleted = [{"Delete": {"IndexName": "listed"}}]
    client("dynamodb").update_table(TableName="ledger", GlobalSecondaryIndexUpdates=deleted)


def without_notification(stack):
    client("s3").put_bucket_notification_configuration(Bucket="imports", NotificationConfiguration={})


def spent(amount):
    def plant(stack):
        budget = {"BudgetLimit": {"Amount": "20"}, "CalculatedSpend": {"ActualSpend": {"Amount": amount}}}
        stack.answer(DescribeBudget={"Budget": budget})
        moto = stack.client
        stack.client = lambda service: answering(service) if service == "budgets" else moto(service)

    return plant


def disabled_key(stack):
    change = [{"op": "replace", "path": "/enabled", "value": "false"}]
    client("apigateway").update_api_key(apiKey=stack.key, patchOperations=change)
    key = {"id": stack.key, "enabled": False, "value": "v"}
    moto = stack.client
    stack.answer(GetApiKey=key)
    stack.client = lambda service: answering(service) if service == "apigateway" else moto(service)


def alarm(state):
    return lambda stack: client("cloudwatch").set_alarm_state(
        AlarmName="bridge-DeadLettersAlarm", StateValue=state, StateReason="x"
    )


def _logs(days):
    for name in GROUPS:
        client("logs").put_retention_policy(logGroupName=name, retentionInDays=days)


FAULTS = {
    "clock": [
        (
            lambda s: (
                s.describe()
                or s.answers.answers["DescribeStacks"].update(
                    ResponseMetadata={"HTTPHeaders": {"date": clock(minutes=4)}}
                )
            ),
            "s apart",
            "NTP",
        ),
    ],
    "stack": [
        (lambda s: s.describe(StackStatus="UPDATE_ROLLBACK_COMPLETE"), "UPDATE_ROLLBACK_COMPLETE", "events")
    ],
    "termination": [
        (lambda s: s.describe(EnableTerminationProtection=False), "can delete the stack", "bridge protect"),
    ],
    "parameters": [
        (
            lambda s: s.with_parameters(LogRetentionDays="30") or _logs(30),
            "LogRetentionDays",
            "make deploy ENV=prod",
        ),
    ],
    "template": [
        (
            lambda s: s.answer(GetTemplate={"TemplateBody": "Resources: {}"}),
            "differs from this checkout's",
            "Deploy",
        ),
    ],
    "sources.yaml": [
        (lambda s: s.layer_has("python/bridge/sources/sources.json", "{}"), "contact-form", "Deploy"),
        (lambda s: s.layer.write_bytes(b"<html>"), "could not be downloaded", "network"),
    ],
    "layer": [
        (lambda s: s.layer_has(CUSTOM_CODE, "print()"), "bridge/queue.py", "Deploy"),
        (lambda s: s.layer_has("python/bridge/other.py", ""), "in 1 files", "check out"),
    ],
    "functions": [
        (lambda s: s.function_has("print()"), "code of CreateCustomers differs", "Deploy"),
        (lambda s: s.function.write_bytes(b"<html>"), "CreateCustomers could not be downloaded", "network"),
    ],
    "concurrency": [
        (lambda s: s.answer(GetAccountSettings=limited(10)), "leave 6 for the API", "service-quotas"),
    ],
    "reserved concurrency": [
        (
            lambda s: s.answer(GetFunctionConcurrency={"ReservedConcurrentExecutions": 0}),
            "CreateCustomers is stopped",
            "delete-function-concurrency --function-name bridge-CreateCustomers",
        ),
        (
            lambda s: s.answer(GetFunctionConcurrency={"ReservedConcurrentExecutions": 1}),
            "1 times at once",
            "delete",
        ),
    ],
    "workers": [
        (
            lambda s: s.answer(GetEventSourceMapping={**MAPPING, "ScalingConfig": {"MaximumConcurrency": 5}}),
            "5 batches at once",
            "WorkerConcurrency=2",
        ),
        (lambda s: s.answer(GetEventSourceMapping={"State": "Enabled"}), "has no limit", "WorkerConcurrency"),
    ],
    "triggers": [
        (
            lambda s: s.answer(GetEventSourceMapping={**MAPPING, "State": "Disabled"}),
            "CreateCustomersWaiting is Disabled",
            f"update-event-source-mapping --uuid {MAPPINGS[0]} --enabled",
        ),
        (
            lambda s: client("events").disable_rule(Name="every-hour"),
            "KeepDeadLettersEveryHour is off",
            "enable-rule",
        ),
        (
            lambda s: client("events").delete_rule(Name="every-hour"),
            "KeepDeadLettersEveryHour is gone",
            "Deploy without",
        ),
    ],
    "queues": [
        (
            lambda s: client("sqs").delete_queue(QueueUrl=s.queues["Refused"]),
            "queue Refused is gone",
            "docs/recovery.md",
        ),
        (
            lambda s: s.set_queue("DeadLetters", MessageRetentionPeriod="86400"),
            "for 1 d instead of 14",
            "1209600",
        ),
        (
            lambda s: s.set_queue("Customers", RedrivePolicy=""),
            "Customers has no dead-letter queue",
            "redrive policy",
        ),
    ],
    "dead letters": [
        (
            lambda s: dead(s, "DeadLetters"),
            "1 are waiting for somebody; the first is deleted in 90 d",
            "bridge dead-letters",
        ),
        (lambda s: dead(s, "DeadLetters", 85 * 86_400 + 60), "deleted in 5 d", "bridge dead-letters list"),
    ],
    "dead imports": [(lambda s: dead(s, "DeadImports"), "1 steps of imports", "redrive of DeadImports")],
    "secrets": [
        (senders(contact_form=""), "contact-form: the secret is missing", "docs/deploying.md"),
        (senders(sohp="top secret"), "sohp: a secret is stored", "misspelt"),
        (lambda s: s.store("senders", "not JSON"), "no JSON object", "docs/deploying.md"),
        (lambda s: s.store("senders", "{}"), "none is stored yet", "docs/deploying.md"),
        (
            lambda s: client("secretsmanager").delete_secret(SecretId=s.secrets["key"]),
            "deleted LedgerKeyId",
            "restore-secret",
        ),
        (
            lambda s: client("secretsmanager").delete_secret(
                SecretId=s.secrets["key"], ForceDeleteWithoutRecovery=True
            ),
            "LedgerKeyId is gone",
            "docs/recovery.md",
        ),
    ],
    "look-up": [
        (
            lambda s: setattr(s, "api", message(502, "client_secret_refused")),
            "refuses the Client-Secret",
            "Store the right",
        ),
        (
            lambda s: setattr(s, "api", message(502, "seventime_unreachable")),
            "cannot be reached",
            "SevenTimeBaseUrl",
        ),
        (lambda s: setattr(s, "api", Unreachable("refused")), "no answer: refused", "ApiUrl"),
    ],
    "Client-Secret": [(without_client_secret, "not stored yet", "docs/deploying.md")],
    "API": [(disabled_key, "API key is off", "update-api-key")],
    "alarm address": [
        (
            lambda s: s.answer(
                ListSubscriptionsByTopic={"Subscriptions": [{"SubscriptionArn": "PendingConfirmation"}]}
            ),
            "has not been confirmed",
            "Follow the link",
        ),
        (
            lambda s: s.answer(ListSubscriptionsByTopic={"Subscriptions": []}),
            "has unsubscribed",
            f"--topic-arn {ARN}",
        ),
        (
            lambda s: (
                s.with_parameters(AlarmEmail="") or s.answer(ListSubscriptionsByTopic={"Subscriptions": []})
            ),
            "nobody gets the alarms",
            "AlarmEmail",
        ),
    ],
    "alarms": [
        (alarm("ALARM"), "a delivery is dead-lettered", "docs/operations.md"),
        (
            lambda s: client("cloudwatch").delete_alarms(AlarmNames=["bridge-DeadLettersAlarm"]),
            "has deleted alarms",
            "Deploy without",
        ),
        (
            lambda s: client("cloudwatch").disable_alarm_actions(AlarmNames=["bridge-DeadLettersAlarm"]),
            "tell nobody",
            "enable-alarm-actions",
        ),
    ],
    "ledger": [
        (without_index, "the index listed is gone", "docs/recovery.md"),
        (
            lambda s: client("dynamodb").update_continuous_backups(
                TableName="ledger", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
            ),
            "point-in-time recovery is off",
            "update-continuous-backups",
        ),
        (
            lambda s: client("dynamodb").update_table(TableName="ledger", DeletionProtectionEnabled=False),
            "deletion protection is off",
            "--deletion-protection-enabled",
        ),
        (
            lambda s: client("dynamodb").update_time_to_live(
                TableName="pacer", TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires"}
            ),
            "nothing expires in pacer",
            "update-time-to-live",
        ),
        (
            lambda s: (
                client("dynamodb").update_table(TableName="ledger", DeletionProtectionEnabled=False)
                and client("dynamodb").delete_table(TableName="ledger")
            ),
            "ledger is gone",
            "docs/recovery.md",
        ),
    ],
    "bucket": [(without_notification, "starts no import", "ObjectCreated")],
    "files": [
        (
            lambda s: client("s3").delete_bucket_lifecycle(Bucket="imports"),
            "not deleted after 30 days",
            "lifecycle rule",
        ),
    ],
    "logs": [
        (
            lambda s: client("logs").delete_retention_policy(logGroupName=GROUPS[0]),
            "is kept for ever",
            f"put-retention-policy --log-group-name {GROUPS[0]} --retention-in-days 90",
        ),
        (
            lambda s: client("logs").put_retention_policy(logGroupName=GROUPS[1], retentionInDays=7),
            "7 days instead of 90",
            "put-retention-policy",
        ),
        (
            lambda s: client("logs").delete_log_group(logGroupName=GROUPS[0]),
            "create-customers is gone",
            "create-log-group",
        ),
    ],
    "budget": [
        (lambda s: forget_budget(), "has deleted the budget bridge-budget", "MonthlyBudget=0"),
        (spent("17"), "17.00 of 20.00 dollars", "docs/cost.md"),
        (spent("21"), "21.00 of 20.00 dollars", "docs/cost.md"),
    ],
}
