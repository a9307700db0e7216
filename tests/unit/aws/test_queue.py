import pytest

from bridge.aws.queue import Outgoing, Queue
from bridge.model.failures import Unavailable
from tests.support.aws import client, empty_aws


@pytest.fixture
def sqs():
    with empty_aws():
        yield client("sqs")


TWO = [Outgoing("a", {}), Outgoing("b", {})]


def received(sqs, url):
    found = []
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        found += [(m["Body"], m["MessageAttributes"]["source"]["StringValue"]) for m in messages]
    return sorted(found)


@pytest.mark.parametrize("count", [0, 1, 10, 25])
def test_sends_any_number_of_messages(sqs, count):
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    messages = [Outgoing(f"{n:02} å", {"source": f"s{n:02}", "empty": ""}) for n in range(count)]
    Queue(sqs, url).send_all(messages)
    assert received(sqs, url) == [(f"{n:02} å", f"s{n:02}") for n in range(count)]


def test_a_queue_that_does_not_take_every_message_is_unavailable():
    class Half:
        def send_message_batch(self, QueueUrl, Entries):
            return {"Successful": [{"Id": "0"}], "Failed": [{"Id": "1", "Code": "InternalError"}]}

    with pytest.raises(Unavailable):
        Queue(Half(), "q").send_all(TWO)


def test_a_queue_that_is_not_there_is_unavailable(sqs):
    with pytest.raises(Unavailable):
        Queue(sqs, "https://sqs.eu-north-1.amazonaws.com/123456789012/none").send_all(TWO)
