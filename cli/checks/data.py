"""Questions about what is kept: the ledger, the bucket of imports and the logs."""

from collections.abc import Iterator
from typing import Any

from bridge.ledger.listing import INDEX
from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, ok, warning
from cli.languages import _

_GROUP = "AWS::Logs::LogGroup"
_DAYS = 30
"""Days for which the bucket keeps files."""


def ledger(deployment: Deployment) -> Iterator[Finding]:
    """Can the ledger be restored, and not be deleted by mistake?"""
    dynamodb, table = deployment.client("dynamodb"), deployment.outputs["LedgerTable"]
    try:
        described = dynamodb.describe_table(TableName=table)["Table"]
    except dynamodb.exceptions.ResourceNotFoundException:
        to_do = _("Restore it at once: docs/recovery.md, Restore the ledger.")
        yield failure(
            "ledger", _("the table {table} is gone: nobody is recognised").format(table=table), to_do
        )
        return
    findings = [
        *_backups(dynamodb, table),
        *_protection(deployment, described),
        *_index(described),
        *_expiry(dynamodb, table),
        *_expiry(dynamodb, deployment.outputs["PacerTable"]),
    ]
    yield from findings or [ok("ledger", _("it can be restored to any second of the last 35 days"))]


def _backups(dynamodb: Any, table: str) -> Iterator[Finding]:
    described = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    recovery = described.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        command = f"aws dynamodb update-continuous-backups --table-name {table}"
        option = "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        text = _("the ledger cannot be restored: point-in-time recovery is off")
        yield failure("ledger", text, f"{command} {option}")


def _protection(deployment: Deployment, described: dict[str, Any]) -> Iterator[Finding]:
    if not (deployment.is_for_trials or described.get("DeletionProtectionEnabled")):
        command = f"aws dynamodb update-table --table-name {described['TableName']}"
        text = _("one command can delete the ledger: deletion protection is off")
        yield failure("ledger", text, f"{command} --deletion-protection-enabled")


def _index(described: dict[str, Any]) -> Iterator[Finding]:
    """Without the index, nobody sees what became of deliveries, though each is still worked on."""
    indexes = described.get("GlobalSecondaryIndexes", ())
    status = {each["IndexName"]: each["IndexStatus"] for each in indexes}.get(INDEX)
    if status in ("ACTIVE", "UPDATING"):
        return
    if status == "CREATING":
        text = _("the index {name} is being filled: lists and numbers of deliveries are not complete yet")
        yield warning("ledger", text.format(name=INDEX), _("Run it again in a few minutes."))
        return
    text = _("the index {name} is gone: deliveries cannot be listed or counted").format(name=INDEX)
    yield failure("ledger", text, _("docs/recovery.md says how to create it again."))


def _expiry(dynamodb: Any, table: str) -> Iterator[Finding]:
    described = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if described["TimeToLiveStatus"] not in ("ENABLED", "ENABLING"):
        text = _("nothing expires in {table}: its time to live is off").format(table=table)
        command = f"aws dynamodb update-time-to-live --table-name {table}"
        option = "--time-to-live-specification Enabled=true,AttributeName=expires"
        yield warning("ledger", text, f"{command} {option}")


def bucket(deployment: Deployment) -> Iterator[Finding]:
    """Does a file that is put into the bucket start an import?"""
    s3, name = deployment.client("s3"), deployment.outputs["ImportsBucket"]
    told = s3.get_bucket_notification_configuration(Bucket=name)
    if told.get("QueueConfigurations"):
        yield ok("bucket", _("a file that is put into it is imported"))
        return
    text = _("a file that is put into the bucket starts no import: nobody is told about it")
    to_do = _("Let it tell the queue Imports about ObjectCreated again, in the S3 console.")
    yield failure("bucket", text, to_do)


def files_expire(deployment: Deployment) -> Iterator[Finding]:
    """Are files, which hold personal data, deleted after 30 days?"""
    s3, name = deployment.client("s3"), deployment.outputs["ImportsBucket"]
    try:
        rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchLifecycleConfiguration":
            raise
        rules = []
    days = [rule.get("Expiration", {}).get("Days") for rule in rules if rule.get("Status") == "Enabled"]
    if _DAYS in days:
        yield ok("files", _("deleted after {days} days").format(days=_DAYS))
    else:
        text = _("files of imports are not deleted after {days} days: they hold personal data")
        to_do = _("Give the bucket its lifecycle rule of template.yaml again, in the S3 console.")
        yield failure("files", text.format(days=_DAYS), to_do)


def logs(deployment: Deployment) -> Iterator[Finding]:
    """Are logs kept for as long as LogRetentionDays says?"""
    wanted, kept = int(deployment.parameters["LogRetentionDays"]), _retention(deployment)
    findings = []
    for name in deployment.ids(_GROUP):
        if name not in kept:
            text = _("the log group {name} is gone: its function logs nothing").format(name=name)
            findings.append(failure("logs", text, f"aws logs create-log-group --log-group-name {name}"))
        elif kept[name] != wanted:
            findings.append(_kept_otherwise(name, kept[name], wanted))
    yield from findings or [ok("logs", _("kept for {days} days").format(days=wanted))]


def _kept_otherwise(name: str, days: int | None, wanted: int) -> Finding:
    command = f"aws logs put-retention-policy --log-group-name {name} --retention-in-days {wanted}"
    if days is None:
        return failure("logs", _("{name} is kept for ever").format(name=name), command)
    text = _("{name} is kept for {days} days instead of {wanted}")
    return warning("logs", text.format(name=name, days=days, wanted=wanted), command)


def _retention(deployment: Deployment) -> dict[str, int | None]:
    """Log group → days for which it is kept, None for ever."""
    paginator = deployment.client("logs").get_paginator("describe_log_groups")
    prefixes = {name.rpartition("/")[0] for name in deployment.ids(_GROUP)}
    pages = (page for prefix in prefixes for page in paginator.paginate(logGroupNamePrefix=prefix))
    return {each["logGroupName"]: each.get("retentionInDays") for page in pages for each in page["logGroups"]}
