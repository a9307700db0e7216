"""What CloudFormation refuses to deploy, by the rules of template.yaml."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError

from tests.support.translated import translated

pytestmark = pytest.mark.e2e

REAL, SIMULATOR = "https://app.seventime.se", "http://127.0.0.1:1"
TOLD = {"AlarmEmail": "drift@example.se"}


@pytest.fixture(scope="module")
def refusal(stack):
    """Deploys nothing but the rules with these parameters. Returns why that is refused, or ""."""
    cloudformation = stack.client("cloudformation")
    kept = {name: translated()[name] for name in ("Parameters", "Rules")}
    nothing = {"Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}
    body = json.dumps({**kept, **nothing})

    def deploy(**parameters):
        given = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        name = f"rules-{uuid.uuid4().hex[:8]}"
        try:
            cloudformation.create_stack(StackName=name, TemplateBody=body, Parameters=given)
        except ClientError as error:
            return error.response["Error"]["Message"]
        cloudformation.delete_stack(StackName=name)
        return ""

    return deploy


@pytest.mark.parametrize("environment", ["prod", "production", "skane"])
def test_a_real_environment_has_somebody_to_tell(refusal, environment):
    assert "AlarmEmail is missing" in refusal(EnvironmentName=environment)
    assert refusal(EnvironmentName=environment, **TOLD) == ""


@pytest.mark.parametrize("environment", ["dev", "test", "local"])
def test_an_environment_for_trying_does_not_meet_the_real_seven_time_by_accident(refusal, environment):
    assert "real Seven Time" in refusal(EnvironmentName=environment)
    assert "real Seven Time" in refusal(EnvironmentName=environment, SevenTimeBaseUrl=REAL)
    assert refusal(EnvironmentName=environment, SevenTimeBaseUrl=SIMULATOR) == ""
    assert refusal(EnvironmentName=environment, AllowRealSevenTime="true") == ""


def test_version_2_has_a_user(refusal):
    assert "CreatedByUser" in refusal(EnvironmentName="prod", SevenTimeApiVersion="2", **TOLD)
    user = {"CreatedByUser": "5bb26376c42fb99275000080"}
    assert refusal(EnvironmentName="prod", SevenTimeApiVersion="2", **user, **TOLD) == ""


def test_a_domain_has_a_certificate(refusal):
    assert "CertificateArn" in refusal(EnvironmentName="prod", DomainName="hooks.example.com", **TOLD)


def test_a_budget_tells_somebody(refusal):
    needed = refusal(EnvironmentName="dev", SevenTimeBaseUrl=SIMULATOR, MonthlyBudget="20")
    assert "MonthlyBudget needs AlarmEmail" in needed
