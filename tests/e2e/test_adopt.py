"""A stack is deleted and comes back with its ledger, key and bucket: nobody is created twice."""

import os
import subprocess
import sys
import time

import pytest

from dev.local import lifecycle
from dev.local.places import ROOT
from tests.e2e.outside import customers, final, form, send, somebody

pytestmark = pytest.mark.e2e

NAME = "seventime-bridge-adopted"
TAKEN = ("Ledger", "LedgerKey", "ImportsBucket")


def delete(stack):
    """Delete the stack, as `sam delete` does."""
    cloudformation = stack.client("cloudformation")
    cloudformation.delete_stack(StackName=NAME)
    while cloudformation.list_stacks(StackStatusFilter=["DELETE_IN_PROGRESS"])["StackSummaries"]:
        time.sleep(0.1)


def adopt(*arguments):
    """Run the command; returns what it printed."""
    command = [sys.executable, "-m", "cli", "adopt", "--env", "local", "--stack", NAME, "--yes"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "layers/bridge")}
    done = subprocess.run(
        [*command, "--quiet", "1", *arguments], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def held(stack):
    """The table, key and bucket of the stack, and the version of the key that is in force."""
    listed = stack.client("cloudformation").describe_stack_resources(StackName=NAME)["StackResources"]
    names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in listed}
    key = stack.client("secretsmanager").get_secret_value(SecretId=names["LedgerKey"])
    return [names[name] for name in TAKEN], key["VersionId"], key["SecretString"]


@pytest.fixture(scope="module")
def own(stack):
    """A stack of these tests', beside the one of the others: two pacers keep no limit together."""
    with lifecycle.another_account(stack) as account:
        own = lifecycle.deploy_beside(account, NAME)
        yield own
        delete(own)
        remove_what_is_left(own)


def remove_what_is_left(stack):
    """Delete what the stack retains: else the next run could not tell which is its own."""
    dynamodb, secrets, s3 = (stack.client(name) for name in ("dynamodb", "secretsmanager", "s3"))
    for table in ours(dynamodb.list_tables()["TableNames"]):
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName=table)
    for secret in ours(each["Name"] for each in secrets.list_secrets()["SecretList"]):
        secrets.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    for bucket in ours(each["Name"] for each in s3.list_buckets()["Buckets"]):
        s3.delete_bucket(Bucket=bucket)


def ours(names):
    return [name for name in names if name.startswith(NAME)]


def restore(stack, name):
    """Restore the ledger as it is now to another table, which as on AWS lacks some settings."""
    dynamodb, source = stack.client("dynamodb"), stack.outputs["LedgerTable"]
    dynamodb.restore_table_to_point_in_time(
        SourceTableName=source, TargetTableName=name, UseLatestRestorableTime=True
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name)


def test_with_a_restored_ledger_nobody_is_created_twice(own):
    old = own.outputs["LedgerTable"]
    before, after = somebody(), somebody()
    first = final(own, send(own, "contact-form", form(name="Åsa Öberg", email=before)))
    restore(own, f"{old}-restored")
    second = final(own, send(own, "contact-form", form(name="Bo Öberg", email=after)))
    assert "has taken over" in adopt("--ledger", f"{old}-restored")
    assert held(own)[0][0] == f"{old}-restored"
    own.client("dynamodb").delete_table(TableName=old)
    for name, email, known in (("Åsa Öberg", before, first), ("Bo Öberg", after, second)):
        again = final(own, send(own, "contact-form", form(name=name, email=email, message="Hej")))
        assert (again["status"], again["_id"]) == ("existing", known["_id"])
        assert len(customers(own, email)) == 1


def test_a_stack_that_comes_back_with_its_ledger_knows_everybody(own):
    email = somebody()
    asa = form(name="Åsa Öberg", email=email)
    first = final(own, send(own, "contact-form", asa))
    assert first["status"] == "created"
    before = held(own)
    delete(own)
    ledger, _, bucket = before[0]  # the key is found by its tags, which the emulator does not put on buckets
    assert "has taken over" in adopt("--ledger", ledger, "--bucket", bucket)
    own = lifecycle.deploy_beside(own, NAME)
    assert held(own) == before
    again = final(own, send(own, "contact-form", asa + b"&message=Hej"))
    assert (again["status"], again["_id"]) == ("existing", first["_id"])
    assert len(customers(own, email)) == 1
    assert notified(own)


def notified(stack):
    """True if the bucket that was taken over tells the queue of imports about files again."""
    configuration = stack.client("s3").get_bucket_notification_configuration(Bucket=stack.imports_bucket)
    return bool(configuration.get("QueueConfigurations"))
