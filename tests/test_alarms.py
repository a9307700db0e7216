"""Every alarm goes off on what the code really logs, and only on that (docs/operations.md)."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge.api import Api
from bridge.aws.queue import Queue
from bridge.model.failures import Unavailable
from bridge.model.reasons import Reason
from bridge.queue import Message
from bridge.sources import registry
from bridge.sources.receiver import REFUSED, Receiver
from bridge.sources.secrets import SenderSecrets
from tests.support.bridges import FORM, Bridge
from tests.support.clock import Clock
from tests.support.import_workers import import_worker
from tests.support.keeping import DAY, Hours
from tests.support.metrics import FILTERS, by_lambda, by_powertools, filters_that_match, metrics
from tests.support.s3 import S3
from tests.support.sqs import MAX_RECEIVES, SQS
from tests.support.tables import table
from tests.support.translated import resources, target_of
from tests.support.webhooks import SECRETS, load, to_source, with_header

ALARMS = resources("AWS::CloudWatch::Alarm")
RUNBOOK = (Path(__file__).parents[1] / "docs/operations.md").read_text(encoding="utf-8")
WORKER = "CreateCustomersLogs"
KEEPER = "KeepDeadLettersLogs"
ASA = {"Namn": "Åsa Öberg", "E-post": "asa@example.se"}
ORDER = load("receive_shop_webhook.shopify_order")


@pytest.fixture
def bridge():
    with table() as database:
        yield Bridge(database)


def counted(bridge):
    """The metrics of what the worker has logged since the last call."""
    lines, bridge.logged = by_powertools(bridge.logged), []
    return metrics(WORKER, lines)


def work_for(bridge, seconds):
    """Let the worker try again and again, as SQS would, for that long."""
    until = bridge.now + seconds
    while bridge.now < until:
        bridge.work()
        bridge.clock.now += 60


OUTAGES = {
    "error_503": "Seven Time answers 503",
    "error_500": "Seven Time answers 500",
    "reset": "the connection breaks",
    "answer_lost_before_create": "it takes requests and does nothing",
    "wrong_json": "the answer is no JSON",
}


@pytest.mark.parametrize("fault", OUTAGES)
def test_an_outage_is_noticed_after_ten_minutes_and_is_over_with_the_next_customer(bridge, fault):
    bridge.break_requests(fault)
    bridge.arrive(bridge.delivery(**ASA))
    work_for(bridge, 590)
    assert "SevenTimeSilent" not in counted(bridge)
    work_for(bridge, 1200)
    assert set(counted(bridge)["SevenTimeSilent"]) == {1.0}
    bridge.mend()
    work_for(bridge, 3600)
    assert counted(bridge)["SevenTimeSilent"] == [0.0]


def test_an_outage_of_sixty_hours_never_looks_over(bridge):
    """The queue's own age of the oldest message leaves out what was received three times."""
    bridge.break_requests("error_503")
    bridge.arrive(bridge.delivery(**ASA))
    for hour in range(60):
        work_for(bridge, 3600)
        seen = counted(bridge).get("SevenTimeSilent", [])
        assert set(seen) <= {1.0}
        assert seen or hour
    assert ALARMS["SevenTimeSilentAlarm"]["TreatMissingData"] == "ignore"


@pytest.mark.parametrize("fault", ["unauthorized", "forbidden"])
def test_a_refused_client_secret_is_noticed_at_once_and_is_no_outage(bridge, fault):
    bridge.break_requests(fault)
    bridge.arrive(bridge.delivery(**ASA))
    work_for(bridge, 7200)
    noticed = counted(bridge)
    assert set(noticed["ClientSecretRefused"]) == {1.0}
    assert noticed.keys() == {"ClientSecretRefused"}
    bridge.mend()
    work_for(bridge, 600)
    assert counted(bridge)["ClientSecretRefused"] == [0.0]


def test_a_missing_client_secret_is_noticed(bridge, monkeypatch):
    def missing(*_):
        raise Unavailable(Reason.CLIENT_SECRET_UNAVAILABLE)

    monkeypatch.setattr("bridge.creation.creation.Creation.create", missing)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    assert counted(bridge) == {"ClientSecretRefused": [1.0]}


def test_a_delivery_that_waits_for_an_hour_for_another_reason_is_noticed(bridge):
    bridge.break_requests("error_429")
    bridge.arrive(bridge.delivery(**ASA))
    work_for(bridge, 3000)
    assert counted(bridge) == {}
    work_for(bridge, 1800)
    assert set(counted(bridge)["DeliveriesWaiting"]) == {1.0}


def test_a_defect_is_noticed_and_its_place_is_told(bridge, monkeypatch):
    def defective(*_):
        raise KeyError("asa@example.se")

    monkeypatch.setattr("bridge.creation.processing.to_customer", defective)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.work()
    [line] = by_powertools(bridge.logged)
    assert line["hint"].startswith("KeyError in bridge.creation.processing.")
    assert counted(bridge) == {"Defects": [1.0]}


def test_each_dead_letter_is_noticed(bridge):
    for number in range(3):
        bridge.arrive(bridge.delivery(**{"E-post": f"nameless{number}@example.se"}))
    bridge.work()
    assert counted(bridge) == {"DeadLetters": [1.0, 1.0, 1.0]}
    assert ALARMS["DeadLettersAlarm"]["TreatMissingData"] == "notBreaching", "else the next burst is silent"


def test_a_changed_form_is_noticed(bridge):
    for name in ("Åsa Öberg", "Björn Ek", "Cilla Berg"):
        bridge.arrive(bridge.delivery(Namn=name, **{"Antal fönster": "3"}))
        bridge.work()
    assert "FormsChanged" not in counted(bridge)
    bridge.arrive(bridge.delivery(Namn="Disa Lund", **{"Har ni hiss?": "Ja, en liten"}))
    bridge.work()
    assert counted(bridge)["FormsChanged"] == [1.0]


def test_a_pause_is_noticed_once_and_by_hand_too(bridge):
    bridge.sources(form=replace(FORM, limit=1))
    for number in range(2):
        bridge.arrive(bridge.delivery(Namn=f"Åsa Öberg {number}", **{"E-post": f"asa{number}@example.se"}))
    bridge.work()
    lines = by_powertools(bridge.logged)
    assert [line["source"] for line in lines if line["message"] == "source_paused"] == ["form"]
    noticed = counted(bridge)
    assert set(noticed["SourcesPaused"]) == {1.0}
    assert "DeliveriesWaiting" not in noticed
    work_for(bridge, 7200)
    assert "DeliveriesWaiting" not in counted(bridge), "a pause has an alarm of its own"


def test_a_possible_duplicate_is_counted(bridge):
    for name in ("Åsa Öberg", "Bertil Öberg"):
        contacts = {
            "Telefon": "070-174 06 05",
            "Adress": "Storgatan 1",
            "Postnr": "25220",
            "Ort": "Helsingborg",
        }
        bridge.arrive(bridge.delivery(Namn=name, **contacts))
        bridge.work()
    assert counted(bridge)["PossibleDuplicates"] == [1.0]


def test_an_ordinary_customer_alarms_nobody(bridge):
    for _ in range(2):
        bridge.arrive(bridge.delivery(**ASA))
        bridge.work()
    noticed = counted(bridge)
    assert noticed == {"SevenTimeSilent": [0.0], "ClientSecretRefused": [0.0]}


class Secrets:
    def __init__(self, secrets):
        self.secrets = secrets

    def get_secret_value(self, SecretId):
        return {"SecretString": json.dumps(self.secrets)}


class Down:
    def send(self, *_):
        raise Unavailable(Reason.QUEUE_UNAVAILABLE)

    send_all = send

    def waiting(self):
        return 0


class Empty:
    def send(self, *_):
        pass

    send_all = send

    def waiting(self):
        return 0


def receiver(secrets=SECRETS, queue=None, refused=None):
    senders = SenderSecrets(Secrets(secrets), "senders")
    return Receiver(registry.load(), senders, queue or Empty(), refused or Empty())


def received(caplog, event, it=None):
    """What a receiver logs about an event."""
    caplog.clear()
    routes = {"POST /webhooks/shops/{source}": (it or receiver()).receive}
    Api(routes, malformed_body=REFUSED).handle(event)
    return by_lambda(caplog.records)


RECEIVERS = ["ReceiveShopWebhookLogs", "ReceiveFormWebhookLogs"]
FORGED = with_header(ORDER, "X-Shopify-Hmac-Sha256", "x")


@pytest.mark.parametrize("group", RECEIVERS)
def test_a_refused_delivery_of_a_known_source_is_noticed_and_names_it(caplog, group):
    lines = received(caplog, FORGED)
    assert metrics(group, lines) == {"RefusedDeliveries": [1.0]}
    assert lines[-1]["source"] == "nordic-garden"


@pytest.mark.parametrize("group", RECEIVERS)
def test_refused_deliveries_that_are_lost_are_noticed(caplog, group):
    lines = received(caplog, FORGED, receiver(refused=Down()))
    assert metrics(group, lines) == {"RefusedDeliveries": [1.0], "RefusedLost": [1.0]}
    flooded = receiver()
    many = [line for _ in range(130) for line in received(caplog, FORGED, flooded)]
    assert len(metrics(group, many)["RefusedDeliveries"]) == 130
    assert 5 <= len(metrics(group, many)["RefusedLost"]) <= 10


@pytest.mark.parametrize("group", RECEIVERS)
def test_strangers_alarm_nobody(caplog, group):
    assert metrics(group, received(caplog, to_source(ORDER, "nobody"))) == {}
    assert metrics(group, received(caplog, to_source(ORDER, "nobody"), receiver({}))) == {}


@pytest.mark.parametrize("group", RECEIVERS)
def test_a_delivery_that_is_taken_alarms_nobody(caplog, group):
    lines = received(caplog, ORDER)
    assert [line["message"] for line in lines] == ["Delivery queued"]
    assert metrics(group, lines) == {}


@pytest.mark.parametrize("group", RECEIVERS)
@pytest.mark.parametrize(("secrets", "queue"), [({}, None), (SECRETS, Down())], ids=["no secret", "no queue"])
def test_a_delivery_that_is_not_queued_is_noticed(caplog, group, secrets, queue):
    lines = received(caplog, ORDER, receiver(secrets, queue))
    assert metrics(group, lines) == {"FailedWebhooks": [1.0]}


def access_log(route: str, status: int) -> dict[str, Any]:
    """A line of API Gateway's access log."""
    [stage] = resources("AWS::ApiGateway::Stage").values()
    values = {"resourcePath": route, "status": str(status), "httpMethod": "POST"}
    text = stage["AccessLogSetting"]["Format"]
    filled = re.sub(r"\$context\.([\w.]+)", lambda match: values.get(match[1], "-"), text)
    line: dict[str, Any] = json.loads(filled)
    return line


@pytest.mark.parametrize("status", [429, 500, 502, 504])
def test_a_webhook_that_never_reached_the_code_is_noticed(status):
    """Throttled by API Gateway (429) or by Lambda (500), died (502), too slow (504)."""
    line = access_log("/webhooks/shops/{source}", status)
    assert metrics("ApiLogs", [line]) == {"FailedWebhooks": [1.0]}


@pytest.mark.parametrize("status", [200, 401, 403, 405, 413, 503])
def test_ordinary_responses_to_webhooks_alarm_nobody(status):
    """The receivers tell themselves why they answer 503, and strangers may get one."""
    assert metrics("ApiLogs", [access_log("/webhooks/forms/{source}", status)]) == {}


@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_the_alarm_about_webhooks_counts_nothing_else(status):
    assert metrics("ApiLogs", [access_log("/customers/{id}", status)]) == {}


API_FUNCTIONS = [
    "ReceiveShopWebhook",
    "ReceiveFormWebhook",
    "ManageImports",
    "LookUpCustomers",
    "ShowDelivery",
]


def answered(caplog, failure):
    def failing(_):
        raise failure

    caplog.clear()
    Api({"GET /customers": failing}).handle({"httpMethod": "GET", "resource": "/customers"})
    return by_lambda(caplog.records)


@pytest.mark.parametrize("function", API_FUNCTIONS)
def test_a_defect_of_any_api_function_is_noticed(caplog, function):
    lines = answered(caplog, KeyError("asa@example.se"))
    assert metrics(f"{function}Logs", lines)["Defects"] == [1.0]
    assert "asa@example.se" not in str(lines)


@pytest.mark.parametrize("reason", [Reason.CLIENT_SECRET_REFUSED, Reason.SEVENTIME_FORBIDDEN])
def test_a_refused_look_up_is_noticed(caplog, reason):
    lines = answered(caplog, Unavailable(reason))
    assert metrics("LookUpCustomersLogs", lines) == {"ClientSecretRefused": [1.0]}


@pytest.mark.parametrize("reason", [Reason.NO_SLOT, Reason.SEVENTIME_UNREACHABLE, Reason.LEDGER_UNAVAILABLE])
def test_a_look_up_that_is_asked_to_come_again_alarms_nobody(caplog, reason):
    lines = answered(caplog, Unavailable(reason))
    assert all(metrics(f"{function}Logs", lines) == {} for function in API_FUNCTIONS)


def import_lines(body, waited):
    """What the worker of files logs about a step that was sent `waited` seconds ago."""
    clock, logged = Clock(), []
    message = Message("m1", body, "receipt", 1, clock.now - waited, {})
    with table() as database:
        worker = import_worker(
            database, S3(), SQS(clock), None, clock, lambda event, **facts: logged.append((event, facts))
        )
        worker._handle(message, lambda: 60.0)
    return by_powertools(logged)


def test_a_defect_of_the_worker_of_files_is_noticed():
    assert metrics("ImportCustomersLogs", import_lines("[", 1))["Defects"] == [1.0]


def test_an_import_that_stands_still_is_noticed():
    assert "DeliveriesWaiting" not in metrics("ImportCustomersLogs", import_lines("[", 800))
    assert metrics("ImportCustomersLogs", import_lines("[", 901))["DeliveriesWaiting"] == [1.0]


def test_an_import_that_has_stopped_is_noticed_like_a_dead_letter(bridge):
    hours = Hours(bridge)
    Queue(bridge.sqs, "dead_imports").send(json.dumps({"import": "5f1c", "step": 3}), {})
    for _ in range(2):
        hours.run_imports()
    assert metrics(KEEPER, by_powertools(hours.logged)) == {"DeadLetters": [1.0]}


def test_dead_letters_are_noticed_while_they_lie_and_before_they_end(bridge):
    hours = Hours(bridge)
    hours.run()
    assert metrics(KEEPER, by_powertools(hours.logged)) == {}
    bridge.arrive(bridge.delivery(**{"E-post": "nameless@example.se"}))
    bridge.work()
    noticed = {}
    for day in range(92):
        hours.logged.clear()
        hours.run()
        noticed[day] = set(metrics(KEEPER, by_powertools(hours.logged)))
        hours.pass_by(DAY)
    assert [day for day in noticed if "DeadLettersLying" in noticed[day]] == list(range(3, 90))
    assert [day for day in noticed if "DeadLettersEnding" in noticed[day]] == list(range(83, 91))


def test_what_sqs_moved_is_noticed_like_any_other_dead_letter(bridge):
    hours = Hours(bridge)
    bridge.arrive(bridge.delivery(**ASA))
    bridge.waiting[0].receives = MAX_RECEIVES
    bridge.work()
    hours.run()
    assert metrics(KEEPER, by_powertools(hours.logged)) == {"DeadLetters": [1.0]}


def test_a_letter_that_cannot_be_kept_is_noticed_and_a_defect_is_one(bridge, monkeypatch):
    hours = Hours(bridge)
    hours.letter()
    monkeypatch.setattr("bridge.operations.keeping.care", lambda *_: 1 / 0)
    hours.run()
    noticed = metrics(KEEPER, by_powertools(hours.logged))
    assert noticed == {"Defects": [1.0], "DeadLettersEnding": [1.0]}


# ---- The alarms themselves


def watched(alarm: dict[str, Any]) -> list[str]:
    """The filters whose metric the alarm watches."""
    return [
        name
        for name, properties in FILTERS.items()
        if properties["MetricTransformations"][0]["MetricName"] == alarm["MetricName"]
        and properties["MetricTransformations"][0]["MetricNamespace"] == alarm["Namespace"]
    ]


OF_AWS = {
    "AWS/Lambda": {"Errors"},
    "AWS/SQS": {"ApproximateAgeOfOldestMessage"},
}
"""Metrics that AWS writes."""


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_watches_a_metric_that_somebody_writes(name):
    alarm = ALARMS[name]
    if isinstance(alarm["Namespace"], str):
        assert alarm["MetricName"] in OF_AWS[alarm["Namespace"]]
    else:
        assert watched(alarm)
        assert "Dimensions" not in alarm


def test_every_filter_is_watched_or_only_looked_at():
    seen = {name for alarm in ALARMS.values() for name in watched(alarm)}
    assert set(FILTERS) - seen == {"PossibleDuplicates"}


def section(name: str) -> str:
    """The section of docs/operations.md that the alarm's description points to."""
    anchor = ALARMS[name]["AlarmDescription"]["Fn::Sub"].rpartition("docs/operations.md#")[2]
    sections = re.split(r"^#+ ", RUNBOOK, flags=re.M)
    return next((text for text in sections if _anchor(text.partition("\n")[0]) == anchor), "")


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_what_is_wrong_and_has_a_page(name):
    assert ALARMS[name]["AlarmDescription"]["Fn::Sub"].startswith("${EnvironmentName}: ")
    text = section(name)
    assert "**What it means.**" in text
    assert "**What to do.**" in text


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_reaches_somebody(name):
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "Alarms"}]


EVENTS = {"DeadLettersAlarm", "FormsChangedAlarm", "SourcePausedAlarm"}
"""Alarms about something that happened. They are over at once, which would say nothing."""


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_about_a_state_says_when_it_is_over(name):
    if name in EVENTS:
        assert "OKActions" not in ALARMS[name]
    else:
        assert ALARMS[name]["OKActions"] == [{"Ref": "Alarms"}]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_that_ignores_silence_is_told_when_it_is_over(name):
    """By a filter that writes 0, or a metric that AWS writes as long as the queue is looked at."""
    alarm = ALARMS[name]
    if alarm["TreatMissingData"] == "ignore":
        values = {FILTERS[each]["MetricTransformations"][0]["MetricValue"] for each in watched(alarm)}
        assert "0" in values or alarm["Namespace"] == "AWS/SQS"
        assert alarm["Statistic"] == "Maximum"


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_looks_back_no_further_than_cloudwatch_can(name):
    alarm = ALARMS[name]
    assert alarm["Period"] * alarm["EvaluationPeriods"] <= 86_400
    assert alarm["Period"] % 60 == 0


def test_reasons_in_patterns_exist():
    for properties in FILTERS.values():
        for reason in re.findall(r'\$\.reason !?= "(\w+)"', properties["FilterPattern"]):
            assert reason in set(Reason), reason


def test_a_line_that_means_nothing_matches_no_filter():
    groups = {target_of(properties["LogGroupName"]) for properties in FILTERS.values()}
    assert all(filters_that_match(group, {"message": "INIT_START"}) == [] for group in groups)
