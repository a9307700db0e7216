"""Each fault of an account is planted, and has to be named with what to do about it."""

import pytest
from botocore.exceptions import NoCredentialsError

from cli.checks import account
from cli.checks.findings import Level, ask
from cli.samconfig import Settings
from tests.support.answering_aws import AnsweringAws

SETTINGS = Settings("prod", "seventime-bridge", "eu-north-1")
IN_FORCE = {"WorkerConcurrency": "5", "ImportConcurrency": "2", "ApiGatewayLogsRole": "create"}
ROLE = "arn:aws:iam::123456789012:role/"


def limit(executions):
    return AnsweringAws(
        GetAccountSettings={"AccountLimit": {"UnreservedConcurrentExecutions": executions}},
    )("lambda")


def test_says_whose_account_it_is():
    aws = AnsweringAws(GetCallerIdentity={"Account": "123456789012"})
    found = account.credentials(aws, SETTINGS)
    assert (found.level, found.text) == (
        Level.OK,
        "account 123456789012, region eu-north-1, stack seventime-bridge",
    )


@pytest.mark.parametrize("answer", [("ExpiredToken", "it has expired"), NoCredentialsError])
def test_credentials_that_aws_does_not_accept(answer):
    found = account.credentials(AnsweringAws(GetCallerIdentity=answer), SETTINGS)
    assert found.level is Level.FAILURE
    assert "AWS_PROFILE" in found.to_do


@pytest.mark.parametrize(
    ("executions", "level", "left"),
    [
        (7, Level.FAILURE, "leave 0"),
        (8, Level.WARNING, "leave 1"),
        (10, Level.WARNING, "leave 3"),
        (49, Level.WARNING, "leave 42"),
        (50, Level.OK, "leave 43"),
        (1000, Level.OK, "leave 993"),
    ],
)
def test_how_much_the_workers_leave_for_the_api(executions, level, left):
    [found] = account.concurrency(limit(executions), IN_FORCE)
    assert found.level is level
    assert left in found.text
    assert (account.QUOTA in found.to_do) == ("WorkerConcurrency" in found.to_do) == (level is not Level.OK)


def test_fewer_workers_leave_more():
    [found] = account.concurrency(limit(10), {**IN_FORCE, "WorkerConcurrency": "2"})
    assert "leave 6" in found.text


@pytest.mark.parametrize(
    ("role", "parameter", "level", "to_do"),
    [
        ("", "create", Level.OK, ""),
        (f"{ROLE}seventime-bridge-ApiLogsRole-1X", "create", Level.OK, ""),
        (f"{ROLE}seventime-bridge-dev-ApiLogsRole-1X", "create", Level.FAILURE, "=keep"),
        (f"{ROLE}somebody-elses", "create", Level.FAILURE, "=keep"),
        (f"{ROLE}somebody-elses", "keep", Level.OK, ""),
        ("", "keep", Level.FAILURE, "=create"),
    ],
)
def test_the_role_of_other_apis_is_not_replaced(role, parameter, level, to_do):
    aws = AnsweringAws(GetAccount={"cloudwatchRoleArn": role} if role else {})
    [found] = account.api_logs_role(
        aws("apigateway"), SETTINGS, {**IN_FORCE, "ApiGatewayLogsRole": parameter}
    )
    assert found.level is level
    assert to_do in found.to_do


@pytest.mark.parametrize(
    ("status", "level", "to_do"),
    [
        ("CREATE_COMPLETE", Level.OK, ""),
        ("UPDATE_COMPLETE", Level.OK, ""),
        ("REVIEW_IN_PROGRESS", Level.NOT_YET, "make deploy ENV=prod"),
        ("UPDATE_ROLLBACK_COMPLETE", Level.WARNING, "events"),
        ("ROLLBACK_COMPLETE", Level.FAILURE, "delete-stack --stack-name seventime-bridge"),
        ("CREATE_FAILED", Level.FAILURE, "delete-stack"),
        ("UPDATE_IN_PROGRESS", Level.FAILURE, "Wait"),
        ("UPDATE_ROLLBACK_FAILED", Level.FAILURE, "continue-update-rollback"),
        ("DELETE_FAILED", Level.FAILURE, "events"),
    ],
)
def test_a_stack_that_cannot_be_updated(status, level, to_do):
    [found] = account.stack_state(AnsweringAws(DescribeStacks=stack(status))("cloudformation"), SETTINGS)
    assert found.level is level
    assert to_do in found.to_do


def stack(status):
    return {"Stacks": [{"StackName": "seventime-bridge", "StackStatus": status}]}


def test_the_first_deployment():
    aws = AnsweringAws(DescribeStacks=("ValidationError", "Stack with id seventime-bridge does not exist"))
    [found] = account.stack_state(aws("cloudformation"), SETTINGS)
    assert "first deployment" in found.text


def test_a_question_that_may_not_be_asked_is_a_warning():
    aws = AnsweringAws(GetAccountSettings=("AccessDeniedException", "no"))
    [found] = ask("concurrency", lambda: account.concurrency(aws("lambda"), IN_FORCE))
    assert (found.level, found.subject) == (Level.WARNING, "concurrency")
    assert "GetAccountSettings" in found.to_do


@pytest.mark.parametrize("answer", [("Throttling", "slower"), NoCredentialsError])
def test_a_question_that_is_not_answered_is_a_failure(answer):
    aws = AnsweringAws(GetAccountSettings=answer)
    [found] = ask("concurrency", lambda: account.concurrency(aws("lambda"), IN_FORCE))
    assert found.level is Level.FAILURE
