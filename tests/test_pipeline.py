"""The GitHub workflows and the role with which they deploy."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.support.translated import translated
from tests.test_template import Loader

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = {
    path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in (ROOT / ".github/workflows").glob("*")
}
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".github/workflows").glob("*")}
ROLE_TEXT = (ROOT / "pipeline/github-role.yaml").read_text(encoding="utf-8")
ROLE = yaml.load(ROLE_TEXT, Loader)["Resources"]
CONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
ON = True
"""What YAML makes of the key `on`."""


@pytest.mark.parametrize("name", TEXTS)
def test_actions_of_others_are_pinned_by_commit(name):
    used = re.findall(r"uses: (\S+)(.*)", TEXTS[name])
    others = [(action, comment) for action, comment in used if not action.startswith("./")]
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action) for action, _ in others)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", comment) for _, comment in others)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_job_may_read_the_repository_and_nothing_more_unless_it_deploys(name):
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}
    for job_name, job in WORKFLOWS[name]["jobs"].items():
        if job_name in ("dev", "prod", "deploy"):
            assert job["permissions"] == {"contents": "read", "id-token": "write"}
        else:
            assert "permissions" not in job


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_job_ends_and_keeps_no_credentials(name):
    for job in WORKFLOWS[name]["jobs"].values():
        if "uses" not in job:
            assert job["timeout-minutes"] <= 60
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_every_push_is_checked():
    check = WORKFLOWS["check.yml"]
    assert check[ON]["push"] == {"branches-ignore": ["main"]}
    assert "pull_request" in check[ON]
    assert WORKFLOWS["deploy.yml"][ON]["push"] == {"branches": ["main"]}
    assert WORKFLOWS["deploy.yml"]["jobs"]["check"]["uses"] == "./.github/workflows/check.yml"
    commands = {name: job["steps"][-1]["run"] for name, job in check["jobs"].items()}
    assert commands == {"linux": "make check", "macos": "/usr/bin/make sources template build"}


def test_prod_comes_after_dev_and_dev_after_the_checks():
    jobs = WORKFLOWS["deploy.yml"]["jobs"]
    assert (jobs["dev"]["needs"], jobs["prod"]["needs"]) == ("check", "dev")
    assert "refs/heads/main" in jobs["dev"]["if"]
    assert {name: jobs[name]["with"]["environment"] for name in ("dev", "prod")} == {
        "dev": "dev",
        "prod": "prod",
    }


def test_two_deployments_of_one_stack_never_overlap():
    job = WORKFLOWS["deploy-one.yml"]["jobs"]["deploy"]
    assert job["concurrency"] == "deploy-${{ inputs.environment }}"
    assert job["environment"] == "${{ inputs.environment }}"


def test_the_workflow_deploys_with_make_into_the_region_of_samconfig():
    steps = WORKFLOWS["deploy-one.yml"]["jobs"]["deploy"]["steps"]
    [credentials] = [step for step in steps if "configure-aws-credentials" in step.get("uses", "")]
    regions = {CONFIG[name]["deploy"]["parameters"]["region"] for name in ("dev", "prod")}
    assert regions == {credentials["with"]["aws-region"]}
    assert steps[-1]["run"] == 'make deploy ENV="$ENVIRONMENT"'


@pytest.mark.parametrize("name", TEXTS)
def test_no_expression_gets_into_a_shell(name):
    assert not re.search(r"run: .*\$\{\{", TEXTS[name])


def test_only_jobs_of_the_environment_get_the_role():
    [statement] = ROLE["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": {
                "Fn::Sub": "repo:${Repository}:environment:${GitHubEnvironment}"
            },
        }
    }


def policies():
    return {
        name: resource["Properties"]["PolicyDocument"]
        for name, resource in ROLE.items()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    }


def statements():
    """Every statement, also those behind a condition."""
    for document in policies().values():
        for entry in document["Statement"]:
            yield entry["Fn::If"][1] if "Fn::If" in entry else entry


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_the_role_has_all_policies():
    attached = ROLE["DeployRole"]["Properties"]["ManagedPolicyArns"]
    assert attached == [{"Ref": name} for name in policies()]


@pytest.mark.parametrize("name", policies())
def test_a_policy_is_no_longer_than_iam_takes(name):
    text = json.dumps(policies()[name], separators=(",", ":"))
    longest = {"AWS::Partition": "aws", "AWS::Region": "eu-north-1", "AWS::AccountId": "123456789012"}
    longest |= {"StackName": "s" * 30, "HostedZoneId": "Z" * 21}
    for variable, value in longest.items():
        text = text.replace("${" + variable + "}", value)
    assert len(text.replace('{"Fn::Sub":', "").replace('{"Ref":', "")) < 6144


def test_no_statement_allows_a_whole_service_or_touches_every_role():
    for statement in statements():
        actions = as_list(statement["Action"])
        assert not any(re.fullmatch(r"\*|\w+:\*", action) for action in actions)
        if any(action.startswith("iam:") for action in actions):
            assert "*" not in [str(resource) for resource in as_list(statement["Resource"])]


def test_what_has_no_resource_is_conditional_or_harmless():
    harmless = re.compile(
        r"(cloudformation:GetTemplateSummary|lambda:(Get|List|Tag)\w+|cloudwatch:DescribeAlarms"
        r"|secretsmanager:GetRandomPassword|logs:\w+(LogDelivery|LogDeliveries|ResourcePolic\w+))"
    )
    for statement in statements():
        if statement["Resource"] == "*" and "Condition" not in statement:
            assert all(harmless.fullmatch(action) for action in as_list(statement["Action"]))


READ = ("dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query", "sqs:ReceiveMessage", "logs:GetLogEvents")


def test_the_role_reads_no_customers():
    allowed = {action for statement in statements() for action in as_list(statement["Action"])}
    assert allowed.isdisjoint(READ)
    for statement in statements():
        if "s3:GetObject" in as_list(statement["Action"]):
            assert [str(each) for each in statement["Resource"]] == [
                "{'Fn::Sub': 'arn:${AWS::Partition}:s3:::aws-sam-cli-managed-default-*'}"
            ]


def test_roles_are_passed_to_the_services_of_the_stack_only():
    [passed] = [each for each in statements() if each["Action"] == "iam:PassRole"]
    assert passed["Condition"]["StringEquals"]["iam:PassedToService"] == [
        "lambda.amazonaws.com",
        "apigateway.amazonaws.com",
        "codedeploy.amazonaws.com",
    ]


SERVICES = {
    "ApiGateway": "apigateway",
    "Budgets": "budgets",
    "CloudWatch": "cloudwatch",
    "CodeDeploy": "codedeploy",
    "DynamoDB": "dynamodb",
    "Events": "events",
    "IAM": "iam",
    "KMS": "kms",
    "Lambda": "lambda",
    "Logs": "logs",
    "Route53": "route53",
    "S3": "s3",
    "SNS": "sns",
    "SQS": "sqs",
    "SecretsManager": "secretsmanager",
    "WAFv2": "wafv2",
}
"""The service of a resource's type → the prefix of its actions."""


def everything():
    """The template with all that can be turned on."""
    given = ("GradualDeployment=true", "DomainName=hooks.example.se", "CertificateArn=c", "HostedZoneId=Z")
    return translated(*given)["Resources"].values()


def test_the_role_may_make_every_kind_of_resource():
    allowed = {
        action.partition(":")[0] for statement in statements() for action in as_list(statement["Action"])
    }
    kinds = {resource["Type"].split("::")[1] for resource in everything()} - {"CloudFormation"}
    assert {SERVICES[kind] for kind in kinds} <= allowed


def test_the_role_may_attach_the_policies_of_the_template_and_no_others():
    [attached] = [each for each in statements() if "iam:AttachRolePolicy" in as_list(each["Action"])]
    patterns = [
        arn["Fn::Sub"].rpartition("/")[2] for arn in attached["Condition"]["ArnLike"]["iam:PolicyARN"]
    ]
    used = {
        str(arn).rstrip("'}").rpartition("/")[2]
        for resource in everything()
        if resource["Type"] == "AWS::IAM::Role"
        for arn in resource["Properties"].get("ManagedPolicyArns", [])
    }
    assert used <= {pattern.rstrip("*") for pattern in patterns}


def test_keys_are_told_apart_by_the_tag_of_samconfig():
    assert "aws:ResourceTag/project: seventime-bridge" in ROLE_TEXT
    assert all(
        "project=seventime-bridge" in CONFIG[name]["deploy"]["parameters"]["tags"] for name in ("dev", "prod")
    )
