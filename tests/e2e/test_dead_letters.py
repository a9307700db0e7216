"""Dead letters of the deployed stack, in the operator's hands."""

import pytest

from tests.e2e.outside import customers, delivery, form, operate, send, somebody, until

pytestmark = pytest.mark.e2e


class Operator:
    """Somebody whose form lacks the name, and the operator who corrects that."""

    def __init__(self, stack):
        self.stack = stack
        self.email = somebody()
        self.delivery = send(stack, "contact-form", form(**{"E-post": self.email}))

    def command(self, *arguments):
        """Exit code and what was printed."""
        return operate("dead-letters", *arguments)

    def waits_for(self, status):
        until(lambda: delivery(self.stack, self.delivery)["status"] == status)

    def is_dead(self):
        return self.delivery in self.command("list", "--reason", "name_missing")[1]

    def customers(self):
        return [each["name"] for each in customers(self.stack, self.email)]

    def redrive(self):
        """Move the dead letter back unchanged, as SQS does."""
        sqs, outputs = self.stack.client("sqs"), self.stack.outputs
        message = self._message(sqs, outputs["DeadLettersUrl"])
        attributes = {
            name: {"DataType": "String", "StringValue": each["StringValue"]}
            for name, each in message["MessageAttributes"].items()
        }
        sqs.send_message(
            QueueUrl=outputs["CustomersQueueUrl"],
            MessageBody=message["Body"],
            MessageAttributes=attributes,
        )
        sqs.delete_message(QueueUrl=outputs["DeadLettersUrl"], ReceiptHandle=message["ReceiptHandle"])

    def _message(self, sqs, url):
        while True:
            answer = sqs.receive_message(QueueUrl=url, VisibilityTimeout=3, MessageAttributeNames=["All"])
            for message in answer.get("Messages", []):
                if self.delivery in message["Body"]:
                    return message


@pytest.fixture
def operator(stack):
    operator = Operator(stack)
    operator.waits_for("rejected")
    yield operator
    operator.command("discard", operator.delivery, "--yes")


def test_a_corrected_dead_letter_becomes_one_customer(operator):
    _, shown = operator.command("show", operator.delivery)
    assert "name_missing" in shown
    assert operator.email not in shown
    code, said = operator.command("replay", operator.delivery, "--set", "name=Åsa Öberg")
    assert (code, said.partition(".")[0]) == (0, "Replayed: 1 dead letter")
    operator.waits_for("created")
    assert operator.customers() == ["Åsa Öberg"]
    assert not operator.is_dead()


def test_a_dead_letter_moved_back_unchanged_is_dead_again_and_then_a_customer_once(operator):
    operator.redrive()
    until(operator.is_dead)
    operator.command("replay", operator.delivery, "--set", "name=Åsa Öberg")
    operator.waits_for("created")
    assert operator.customers() == ["Åsa Öberg"]
