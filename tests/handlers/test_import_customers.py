import json

import pytest

from bridge.model.delivery import Delivery, delivery_id
from tests.support.imports import FILE_PUT, S3_TEST, STEP, Context, Deployed, deployed

FILE = "Namn;E-post\n" + "".join(f"Kund {n};k{n}@example.se\n" for n in range(5))


@pytest.fixture(scope="module")
def functions():
    with deployed() as it:
        yield it


@pytest.fixture
def stack(functions: Deployed):
    functions.reset()
    return functions


def call(stack: Deployed, event, left=60.0):
    """Hand over an event with a receipt that moto knows. Returns the messages to keep."""
    stack.sqs.send_message(QueueUrl=stack.steps, MessageBody="x")
    [message] = stack.sqs.receive_message(QueueUrl=stack.steps)["Messages"]
    records = [record | {"receiptHandle": message["ReceiptHandle"]} for record in event["Records"]]
    kept = stack.import_({"Records": records}, Context(left))["batchItemFailures"]
    stack.sqs.delete_message(QueueUrl=stack.steps, ReceiptHandle=message["ReceiptHandle"])
    return kept


def test_a_file_that_is_put_into_the_bucket_is_imported(stack: Deployed):
    stack.s3.put_object(Bucket="imports", Key="kunder 2026/årets kunder.csv", Body=FILE.encode())
    assert call(stack, FILE_PUT) == []
    stack.drain()
    assert len(stack.created) == 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "file_empty"), (b"%PDF-1.7 x", "file_is_pdf"), (b"Kalle;Pelle\n1;2", "header_missing")],
)
def test_a_file_that_cannot_be_read_says_why_however_often_it_comes(stack: Deployed, content, reason):
    for _ in range(2):
        stack.s3.put_object(Bucket="imports", Key="uploads/x.csv", Body=content)
        stack.announce("uploads/x.csv")
        stack.drain()
    [shown] = [stack.show(item["id"]["S"]) for item in stack.items()]
    assert (shown["status"], shown["error"]["code"]) == ("failed", reason)


def test_the_test_event_of_s3_and_files_of_our_own_are_no_imports(stack: Deployed):
    assert call(stack, S3_TEST) == []
    stack.put("imports/x/000000.jsonl.gz", b"x")
    stack.drain()
    assert stack.items() == []


def test_a_file_that_is_gone_again_is_forgotten(stack: Deployed):
    assert call(stack, FILE_PUT) == []


def test_a_step_of_an_import_that_nobody_knows_does_nothing(stack: Deployed):
    assert call(stack, STEP) == []


def test_a_message_that_is_none_is_kept_for_the_dead_letter_queue(stack: Deployed):
    message = STEP["Records"][0] | {"body": "{"}
    assert call(stack, {"Records": [message]}) == [{"itemIdentifier": message["messageId"]}]


def test_without_its_table_the_step_stays(stack: Deployed, capsys):
    stack.listen()
    stack.dynamodb.delete_table(TableName="Ledger")
    assert call(stack, STEP) == [{"itemIdentifier": STEP["Records"][0]["messageId"]}]
    assert '"reason":"ledger_unavailable"' in capsys.readouterr().out


class Short:
    """A context with time until a chunk is stored."""

    def __init__(self, stack: Deployed):
        self._stack = stack
        self._before = self._chunks()

    def _chunks(self):
        return len([key for key in self._stack.files() if key.endswith(".jsonl.gz")])

    def get_remaining_time_in_millis(self):
        return 60_000 if self._chunks() == self._before else 1000


def test_a_plan_goes_on_where_time_ran_out(stack: Deployed, monkeypatch):
    for module in ("plan.plan_file", "send.queue_ahead", "results"):
        monkeypatch.setattr(f"bridge.imports.{module}.CHUNK", 2)
    monkeypatch.setattr("bridge.imports.import_worker._AT_ONCE", 0)
    _, answer = stack.post(f"{FILE}Kund 0;k0@example.se\n".encode())
    stack.announce(f"uploads/{answer['import']}")
    stack.take(stack.steps, stack.import_)
    rows = []
    while stack.show(answer["import"])["status"] == "planning":
        stack.take(stack.steps, stack.import_, Short(stack))
        rows.append(stack.show(answer["import"])["plan"]["rows"])
    assert rows == [2, 4, 6]
    stack.drain()
    assert stack.show(answer["import"])["counts"]["duplicate"] == 1
    assert len(stack.created) == 5


def test_a_step_that_dies_comes_back_and_does_nothing_twice(stack: Deployed, monkeypatch):
    monkeypatch.setattr("bridge.ledger.imports.Imports.advance", lambda *_, **__: 1 / 0)
    _, answer = stack.post(FILE.encode())
    stack.announce(f"uploads/{answer['import']}")
    stack.take(stack.steps, stack.import_)
    stack.take(stack.steps, stack.import_)
    monkeypatch.undo()
    step = STEP["Records"][0] | {"body": json.dumps({"import": answer["import"], "step": 0})}
    assert call(stack, {"Records": [step]}) == []
    assert call(stack, {"Records": [step]}) == []
    stack.drain()
    assert len(stack.created) == 5


def test_a_step_that_a_later_one_has_overtaken_queues_nothing(stack: Deployed):
    id_ = stack.import_file(FILE.encode(), dryRun="true")
    stack.act(id_, "resume")
    step = STEP["Records"][0] | {"body": json.dumps({"import": id_, "step": 0})}
    assert call(stack, {"Records": [step]}) == []
    assert not stack.take(stack.customers, stack.create)


def test_a_webhook_need_not_wait_for_the_rows_of_its_batch(stack: Deployed):
    stack.post(FILE.encode())
    stack.announce(stack.s3.list_objects_v2(Bucket="imports")["Contents"][0]["Key"])
    for _ in range(2):
        stack.take(stack.steps, stack.import_)
    body = json.dumps({"Namn": "Webb", "E-post": "webb@example.se"}).encode()
    webhook = Delivery(id=delivery_id("contact-form", body), source="contact-form", body=body)
    stack.sqs.send_message(QueueUrl=stack.customers, MessageBody=webhook.to_message())
    stack.take(stack.customers, stack.create)
    assert "Webb" in [customer["name"] for customer in stack.created]
