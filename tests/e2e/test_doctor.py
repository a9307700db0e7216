"""`bridge doctor` against the deployed stack: all is well, and each planted fault is named."""

import io
import json
import urllib.request
import zipfile
from contextlib import contextmanager

import pytest

from cli import command

pytestmark = pytest.mark.e2e


class Visit:
    """Runs the command for the stack, whose AWS is the emulator."""

    def __init__(self, stack, capsys):
        self.stack, self._capsys = stack, capsys

    def unwell(self):
        """The exit code, and check → what is said about it and what to do, of all that is not well."""
        code = command.main(["doctor", "--json"])
        checks = json.loads(self._capsys.readouterr().out)["checks"]
        found = [each for each in checks if each["level"] not in ("ok", "skipped")]
        return code, {each["check"]: each["message"] + " → " + each["to_do"] for each in found}

    def resource(self, logical_id):
        """The physical id of a resource."""
        found = self.stack.client("cloudformation").describe_stack_resource(
            StackName=self.stack.stack_name, LogicalResourceId=logical_id
        )
        return found["StackResourceDetail"]["PhysicalResourceId"]


@pytest.fixture
def visit(stack, capsys):
    return Visit(stack, capsys)


@contextmanager
def trigger_off(visit):
    lambda_, id_ = visit.stack.client("lambda"), visit.resource("ImportCustomersSteps")
    lambda_.update_event_source_mapping(UUID=id_, Enabled=False)
    yield
    lambda_.update_event_source_mapping(UUID=id_, Enabled=True)


@contextmanager
def schedule_off(visit):
    events, name = visit.stack.client("events"), visit.resource("KeepDeadLettersEveryHour")
    events.disable_rule(Name=name)
    yield
    events.enable_rule(Name=name)


@contextmanager
def function_stopped(visit):
    lambda_, name = visit.stack.client("lambda"), visit.resource("ManageImports")
    lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield
    lambda_.delete_function_concurrency(FunctionName=name)


@contextmanager
def function_changed_in_the_console(visit):
    lambda_, name = visit.stack.client("lambda"), visit.resource("ManageImports")
    place = lambda_.get_function(FunctionName=name)["Code"]["Location"]
    with urllib.request.urlopen(place) as response:
        before = response.read()
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        archive.writestr("app.py", "print()")
    lambda_.update_function_code(FunctionName=name, ZipFile=changed.getvalue())
    yield
    lambda_.update_function_code(FunctionName=name, ZipFile=before)


@contextmanager
def surplus_secret(visit):
    secrets, id_ = visit.stack.client("secretsmanager"), visit.stack.outputs["SenderSecretsId"]
    before = secrets.get_secret_value(SecretId=id_)["SecretString"]
    secrets.put_secret_value(SecretId=id_, SecretString=json.dumps({**json.loads(before), "sohp": "x"}))
    yield
    secrets.put_secret_value(SecretId=id_, SecretString=before)


@contextmanager
def dead_import(visit):
    sqs, url = visit.stack.client("sqs"), visit.stack.outputs["DeadImportsUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    yield
    sqs.purge_queue(QueueUrl=url)


@contextmanager
def short_retention(visit):
    sqs, url = visit.stack.client("sqs"), visit.stack.outputs["RefusedUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "86400"})
    yield
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "1209600"})


@contextmanager
def logs_kept_for_ever(visit):
    logs, name = visit.stack.client("logs"), visit.resource("ShowDeliveryLogs")
    logs.delete_retention_policy(logGroupName=name)
    yield
    logs.put_retention_policy(logGroupName=name, retentionInDays=30)


@contextmanager
def silent_alarm(visit):
    cloudwatch, name = visit.stack.client("cloudwatch"), visit.resource("DefectsAlarm")
    cloudwatch.disable_alarm_actions(AlarmNames=[name])
    yield
    cloudwatch.enable_alarm_actions(AlarmNames=[name])


@contextmanager
def bucket_that_tells_nobody(visit):
    s3, name = visit.stack.client("s3"), visit.stack.imports_bucket
    before = s3.get_bucket_notification_configuration(Bucket=name)
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={})
    yield
    kept = {"QueueConfigurations": before["QueueConfigurations"]}
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=kept)


FAULTS = [
    (trigger_off, "triggers", "ImportCustomersSteps is Disabled"),
    (schedule_off, "triggers", "KeepDeadLettersEveryHour is off"),
    (function_stopped, "reserved concurrency", "ManageImports is stopped"),
    (function_changed_in_the_console, "functions", "ManageImports differs from this checkout's"),
    (surplus_secret, "secrets", "sohp"),
    (dead_import, "dead imports", "redrive of DeadImports"),
    (short_retention, "queues", "Refused keeps messages for 1 d"),
    (logs_kept_for_ever, "logs", "show-delivery is kept for ever"),
    (silent_alarm, "alarms", "enable-alarm-actions"),
    (bucket_that_tells_nobody, "bucket", "starts no import"),
]


@pytest.fixture
def others(visit):
    """What other tests of this run have left: they dead-letter deliveries, and set alarms off."""
    return visit.unwell()[1].keys() & {"dead letters", "alarms", "dead imports"}


@pytest.mark.parametrize(("plant", "subject", "text"), FAULTS, ids=[each[0].__name__ for each in FAULTS])
def test_a_fault_is_found_and_gone_when_it_is_mended(visit, others, plant, subject, text):
    with plant(visit):
        code, found = visit.unwell()
    assert code == 1
    assert found.keys() - others == {subject} - others
    assert text in found[subject]
    code, found = visit.unwell()
    assert found.keys() == others
    assert code == (1 if others else 0)
