"""What CloudFormation gets after SAM's translation: permissions, protection, access."""

import json
import re
from typing import Any

import pytest

from tests.support.translated import resources, target_of, translated

ROLES = resources("AWS::IAM::Role")
FUNCTIONS = resources("AWS::Lambda::Function")
QUEUES = resources("AWS::SQS::Queue")
GRADUAL = "GradualDeployment=true"


def statements(role: str) -> list[dict[str, Any]]:
    documents = [policy["PolicyDocument"] for policy in ROLES[role].get("Policies", [])]
    return [statement for document in documents for statement in document["Statement"]]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_sam_leaves_nothing_of_its_own():
    assert "Transform" not in translated()
    kinds = {resource["Type"] for resource in translated()["Resources"].values()}
    assert not any(kind.startswith("AWS::Serverless") for kind in kinds)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_runs_with_a_role_of_its_own(name):
    assert target_of(FUNCTIONS[name]["Role"]) == f"{name}Role"


def test_no_role_is_left_over():
    used = {target_of(function["Role"]) for function in FUNCTIONS.values()}
    assert set(ROLES) - used == {"ApiLogsRole"} | SERVICE_ROLES


SERVICE_ROLES: set[str] = set()
"""Roles that a service of AWS takes, not a function."""


@pytest.mark.parametrize("name", sorted(set(ROLES) - {"ApiLogsRole"}))
def test_no_managed_policy_widens_a_role(name):
    assert "ManagedPolicyArns" not in ROLES[name]


@pytest.mark.parametrize("name", ROLES)
def test_a_role_reaches_nothing_outside_this_stack(name):
    """SAM's own role for queue functions may read and empty every queue of the account."""
    inside = translated()["Resources"]
    for statement in statements(name):
        assert statement["Effect"] == "Allow"
        for resource in as_list(statement["Resource"]):
            assert isinstance(resource, dict), resource
            assert target_of(resource) in inside


@pytest.mark.parametrize("name", ROLES)
def test_a_role_names_its_actions(name):
    """Only two have a star. AWS has one action for single messages and batches, the emulator has two."""
    actions = [action for statement in statements(name) for action in as_list(statement["Action"])]
    assert all(re.fullmatch(r"[a-z0-9]+:\w+", action) or action in FOR_BATCHES for action in actions)


FOR_BATCHES = ("sqs:SendMessage*", "sqs:ChangeMessageVisibility*")

ALLOWED = {
    "ReceiveShopWebhook": {
        "sqs": {"Customers", "Refused"},
        "secretsmanager": {"SenderSecrets"},
        "dynamodb": {"Ledger"},
    },
    "ReceiveFormWebhook": {
        "sqs": {"Customers", "Refused"},
        "secretsmanager": {"SenderSecrets"},
        "dynamodb": {"Ledger"},
    },
    "CreateCustomers": {
        "sqs": {"Customers", "DeadLetters"},
        "secretsmanager": {"ClientSecret", "LedgerKey", "SenderSecrets"},
        "dynamodb": {"Ledger", "Pacer"},
    },
    "ImportCustomers": {
        "sqs": {"Imports", "Customers"},
        "secretsmanager": {"LedgerKey"},
        "dynamodb": {"Ledger", "Pacer"},
        "s3": {"ImportsBucket"},
    },
    "ManageImports": {"sqs": {"Imports"}, "dynamodb": {"Ledger", "Pacer"}, "s3": {"ImportsBucket"}},
    "LookUpCustomers": {"secretsmanager": {"ClientSecret"}, "dynamodb": {"Pacer"}},
    "ShowDelivery": {"dynamodb": {"Ledger"}},
    "KeepDeadLetters": {"sqs": {"DeadLetters", "DeadImports", "Refused"}, "dynamodb": {"Ledger"}},
}
"""Function → service → what it may use."""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reaches_exactly_what_it_is_for(name):
    reached: dict[str, set[str]] = {}
    for statement in statements(f"{name}Role"):
        service = as_list(statement["Action"])[0].partition(":")[0]
        reached.setdefault(service, set()).update(map(target_of, as_list(statement["Resource"])))
    assert reached.pop("logs") == {f"{name}Logs"}
    assert reached == ALLOWED[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_what_takes_messages_may_receive_them(name):
    receiving = [s for s in statements(f"{name}Role") if "sqs:ReceiveMessage" in as_list(s["Action"])]
    mappings = resources("AWS::Lambda::EventSourceMapping").values()
    sources = {
        target_of(mapping["EventSourceArn"])
        for mapping in mappings
        if target_of(mapping["FunctionName"]) == name
    }
    walked = WALKED.get(name, set())
    assert {target_of(r) for s in receiving for r in as_list(s["Resource"])} == sources | walked


WALKED: dict[str, set[str]] = {"KeepDeadLetters": {"DeadLetters", "DeadImports"}}
"""Function → queues that it goes through on a schedule, without a trigger."""


def test_a_role_for_webhooks_never_waits_for_seven_time():
    for name in ("ReceiveShopWebhook", "ReceiveFormWebhook"):
        assert "ClientSecret" not in json.dumps(statements(f"{name}Role"))


@pytest.mark.parametrize("name", ["ReceiveShopWebhook", "ReceiveFormWebhook"])
def test_a_receiver_only_adds_to_the_counters_of_refused_deliveries(name):
    [ledger] = [each for each in statements(f"{name}Role") if "Ledger" in json.dumps(each["Resource"])]
    keys = {"dynamodb:LeadingKeys": ["refused#*"]}
    assert (ledger["Action"], ledger["Condition"]) == (
        "dynamodb:UpdateItem",
        {"ForAllValues:StringLike": keys},
    )


def denies_plain_http(policy: dict[str, Any]) -> bool:
    return any(
        statement["Effect"] == "Deny"
        and statement["Principal"] == "*"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for statement in map(when_required, policy["PolicyDocument"]["Statement"])
    )


def when_required(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement as it is with RequireTls=true."""
    condition = statement.get("Fn::If")
    return condition[1] if condition and condition[0] == "RequiresTls" else statement


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_refuses_plain_http(name):
    policies = resources("AWS::SQS::QueuePolicy").values()
    [policy] = [policy for policy in policies if [target_of(q) for q in policy["Queues"]] == [name]]
    assert denies_plain_http(policy)
    resource = [as_list(when_required(s)["Resource"]) for s in policy["PolicyDocument"]["Statement"]]
    assert all(list(map(target_of, one)) == [name] for one in resource), "SQS takes one resource a statement"


def test_bucket_and_topic_refuse_plain_http():
    [bucket] = resources("AWS::S3::BucketPolicy").values()
    [topic] = resources("AWS::SNS::TopicPolicy").values()
    assert denies_plain_http(bucket)
    assert denies_plain_http(topic)


def test_tls_is_required_unless_the_emulator_is_told_otherwise():
    assert translated()["Parameters"]["RequireTls"]["Default"] == "true"


def test_the_topic_is_encrypted_with_a_key_that_cloudwatch_may_use():
    [topic] = resources("AWS::SNS::Topic").values()
    assert topic["KmsMasterKeyId"]["Fn::If"][:2] == ["HasEncryptedAlarms", {"Ref": "AlarmsKey"}]
    statements_ = resources("AWS::KMS::Key")["AlarmsKey"]["KeyPolicy"]["Statement"]
    [cloudwatch] = [s for s in statements_ if s["Principal"] == {"Service": "cloudwatch.amazonaws.com"}]
    assert cloudwatch["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]


def test_what_costs_a_dollar_or_more_each_month_is_chosen():
    parameters = translated()["Parameters"]
    assert {parameters[each]["Default"] for each in ("Dashboard", "EncryptAlarms")} == {"false"}


@pytest.mark.parametrize("name", ["Ledger", "LedgerKey", "ImportsBucket"])
def test_what_cannot_be_replaced_outlives_the_stack(name):
    resource = translated()["Resources"][name]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


def test_nobody_deletes_the_ledger_of_a_real_environment():
    protected = resources("AWS::DynamoDB::Table")["Ledger"]["DeletionProtectionEnabled"]
    assert protected == {"Fn::If": ["IsForTrying", False, True]}


def test_a_new_layer_makes_new_versions_of_the_receivers():
    """The code is in the layer. SAM would otherwise leave the alias at a version with the old one."""
    aliases = resources("AWS::Lambda::Alias")
    assert {target_of(alias["FunctionName"]) for alias in aliases.values()} == RECEIVERS
    before = resources("AWS::Lambda::Version")
    after = resources("AWS::Lambda::Version", "ContentUri=s3://uploaded/another-layer")
    assert len(before) == len(after) == len(RECEIVERS)
    assert set(before).isdisjoint(after)


RECEIVERS = {"ReceiveShopWebhook", "ReceiveFormWebhook"}


def test_webhooks_go_to_the_alias_that_a_deployment_moves():
    body = json.dumps(resources("AWS::ApiGateway::RestApi")["Api"]["Body"])
    for name in RECEIVERS:
        assert f"${{{name}Alias" in body


def test_a_gradual_deployment_goes_back_on_the_alarm_of_the_webhooks():
    groups = resources("AWS::CodeDeploy::DeploymentGroup", GRADUAL)
    assert len(groups) == len(RECEIVERS)
    for group in groups.values():
        assert group["AlarmConfiguration"]["Enabled"] is True
        assert [target_of(a["Name"]) for a in group["AlarmConfiguration"]["Alarms"]] == [
            "WebhooksFailingAlarm"
        ]
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert "Canary10Percent5Minutes" in json.dumps(group["DeploymentConfigName"])


def test_without_a_gradual_deployment_there_is_nothing_of_it():
    assert not resources("AWS::CodeDeploy::DeploymentGroup")


def test_methods_have_no_metrics_that_nobody_reads():
    [stage] = resources("AWS::ApiGateway::Stage").values()
    assert [setting["MetricsEnabled"] for setting in stage["MethodSettings"]] == [False]


def routes_with_keys() -> set[str]:
    paths = resources("AWS::ApiGateway::RestApi")["Api"]["Body"]["paths"]
    return {
        f"{path}/{method.upper()}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if {"api_key": []} in operation.get("security", [])
    }


def test_a_key_for_look_ups_opens_nothing_else():
    """By its plan, and by the functions, which are told the key."""
    [stage] = resources("AWS::ApiGateway::UsagePlan")["LookUpPlan"]["ApiStages"]
    closed = {route for route, limits in stage["Throttle"].items() if set(limits.values()) == {0}}
    assert closed == {route for route in routes_with_keys() if not route.startswith("/customers")}
    told = {
        name: function["Environment"]["Variables"].get("LOOK_UP_KEY_IDS")
        for name, function in FUNCTIONS.items()
    }
    given = {"Fn::Sub": "${LookUpKey},${LookUpKeyIds}"}
    assert {name for name, keys in told.items() if keys == given} == {"ManageImports", "ShowDelivery"}


def test_each_plan_has_a_key():
    keys = resources("AWS::ApiGateway::UsagePlanKey").values()
    pairs = {(target_of(key["UsagePlanId"]), target_of(key["KeyId"])) for key in keys}
    assert pairs == {("UsagePlan", "ApiKey"), ("LookUpPlan", "LookUpKey")}


def test_every_route_but_webhooks_and_preflights_needs_a_key():
    paths = resources("AWS::ApiGateway::RestApi")["Api"]["Body"]["paths"]
    open_ = {path for path in paths if not any(route.startswith(f"{path}/") for route in routes_with_keys())}
    assert open_ == {"/webhooks/shops/{source}", "/webhooks/forms/{source}"}


def test_allowed_addresses_close_everything_but_the_webhooks():
    policy = resources("AWS::ApiGateway::RestApi", "AllowedAddresses=192.0.2.1,198.51.100.0/24")["Api"][
        "Body"
    ]
    allow, closing = policy["x-amazon-apigateway-policy"]["Statement"]
    assert allow["Effect"] == "Allow"
    condition, deny, nothing = closing["Fn::If"]
    assert (condition, nothing) == ("HasAllowedAddresses", {"Ref": "AWS::NoValue"})
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {
        "NotIpAddress": {"aws:SourceIp": {"Fn::Split": [",", "192.0.2.1,198.51.100.0/24"]}}
    }
    closed = [re.fullmatch(r"execute-api:/\*/\*(/\w+)\*", resource)[1] for resource in deny["Resource"]]
    assert {route.split("/")[1] for route in routes_with_keys()} == {path.strip("/") for path in closed}


@pytest.mark.parametrize("name", ["WebAclAssociation", "Domain", "DomainMapping", "DomainRecord", "Budget"])
def test_what_costs_extra_is_made_only_when_asked_for(name):
    assert translated()["Resources"][name]["Condition"]
