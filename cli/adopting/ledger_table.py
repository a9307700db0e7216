"""The settings of the ledger's table that a restored table does not have."""

from typing import Any

from cli.adopting.templates import Template


def set_up(dynamodb: Any, table: str, properties: Template) -> list[str]:
    """Give a table the settings of template.yaml that it lacks, and return their names.

    A restored table has neither expiry nor backups nor protection, and an old one lacks the index. An import
    does not set them, and no later deployment does, because for CloudFormation nothing has changed.
    """
    done = []
    described = dynamodb.describe_table(TableName=table)["Table"]
    if properties.get("DeletionProtectionEnabled") and not described.get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
        dynamodb.get_waiter("table_exists").wait(TableName=table)
        done.append("deletion protection")
    if _expiry(dynamodb, table) in ("DISABLED", "DISABLING"):
        wanted = properties["TimeToLiveSpecification"]
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)
        done.append("expiry")
    if _backups(dynamodb, table) == "DISABLED":
        wanted = properties["PointInTimeRecoverySpecification"]
        dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=wanted)
        done.append("point-in-time recovery")
    if missing := _missing_indexes(described, properties):
        _create_indexes(dynamodb, table, properties, missing)
        done.append("index")
    return done


def _missing_indexes(described: Any, properties: Template) -> list[Any]:
    there = {index["IndexName"] for index in described.get("GlobalSecondaryIndexes", ())}
    return [each for each in properties.get("GlobalSecondaryIndexes", ()) if each["IndexName"] not in there]


def _create_indexes(dynamodb: Any, table: str, properties: Template, missing: list[Any]) -> None:
    """Create indexes. DynamoDB fills them by itself, and the table works meanwhile."""
    for index in missing:
        dynamodb.update_table(
            TableName=table,
            AttributeDefinitions=properties["AttributeDefinitions"],
            GlobalSecondaryIndexUpdates=[{"Create": index}],
        )
        dynamodb.get_waiter("table_exists").wait(TableName=table)


def _expiry(dynamodb: Any, table: str) -> str:
    described = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    return str(described["TimeToLiveStatus"])


def _backups(dynamodb: Any, table: str) -> str:
    described = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    return str(described["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])
