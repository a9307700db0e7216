"""Refused deliveries between the receiver, the operator and the worker, on queues in memory."""

import base64
import json
from dataclasses import replace

import pytest

from bridge.aws.queue import Queue
from bridge.http import Request
from bridge.model.failures import Rejected, Unauthentic, Unavailable
from bridge.model.source import Source
from bridge.operations.refused import RefusedDeliveries
from bridge.sources.providers import verify
from bridge.sources.receiver import Receiver
from bridge.sources.refused import RefusedDelivery
from bridge.sources.secrets import SenderSecrets
from cli.signing import Signing, sign
from cli.webhooks import Webhook
from tests.support.bridges import FORM, Bridge
from tests.support.requests import NOW
from tests.support.senders import SecretsManager
from tests.support.tables import table

STANDARD = Source(id="standard", kind="form", provider="standard-webhooks")
SOURCES = {"form": FORM, "standard": STANDARD}
WRONG = {"form": "old", "standard": base64.b64encode(b"old").decode()}
RIGHT = {"form": "new", "standard": base64.b64encode(b"new").decode()}


class Shop(Bridge):
    """A bridge with a receiver whose secrets are wrong until `mend`."""

    def __init__(self, database):
        super().__init__(database)
        self.clock.now = NOW
        self.sources(**SOURCES)
        self._manager = SecretsManager(WRONG)
        self.restart()

    def restart(self):
        secrets = SenderSecrets(self._manager, "senders")
        customers, refused = Queue(self.sqs, "customers"), Queue(self.sqs, "refused")
        self.receiver = Receiver(SOURCES, secrets, customers, refused)

    def mend(self):
        self._manager = SecretsManager(RIGHT)

    def send(self, n=0, source="form", secret=None, at=0.0, body=None):
        """Send the delivery of customer n. Return the status."""
        body = body or json.dumps({"name": f"Åsa Öberg {n}", "email": f"p{n}@example.se"}).encode()
        signing = Signing(secret or RIGHT[source], NOW, SOURCES[source].options)
        sent = sign(SOURCES[source].provider, Webhook(f"https://bridge.example/{source}", body), signing)
        return self.receiver.receive(request(source, dict(sent.headers), sent.body, NOW + at)).status

    def open(self, **changes):
        sources = SOURCES | changes
        secrets = SenderSecrets(self._manager, "senders")
        return RefusedDeliveries(self.sqs, "refused", Queue(self.sqs, "customers"), sources, secrets)

    def release_all(self):
        """Release what verifies. Return how many did."""
        released = 0
        with self.open() as refused:
            for each in refused:
                if each.problem is None:
                    refused.release(each)
                    released += 1
        return released

    def work_off(self):
        while self.work():
            pass
        return sorted(customer["email"] for customer in self.customers)

    @property
    def refused(self):
        return list(self.sqs.queues["refused"].values())


def request(source, headers, body, received_at):
    lower = {name.lower(): text for name, text in headers.items()}
    return Request(
        "POST",
        path_parameters={"source": source},
        headers=lower,
        body=body,
        received_at=received_at,
        client_address="192.0.2.1",
    )


@pytest.fixture
def shop():
    with table() as database:
        yield Shop(database)


def test_tells_why_it_was_refused_and_whether_it_verifies_now(shop):
    assert shop.send(1) == shop.send(2, secret="forged") == 401
    with shop.open() as refused:
        assert [(each.source, each.reason, each.problem) for each in refused] == [
            ("form", "bad_token", "bad_token")
        ] * 2
    shop.mend()
    with shop.open() as refused:
        assert sorted([each.problem or "" for each in refused]) == ["", "bad_token"]


def test_what_was_refused_becomes_a_customer_when_the_secret_is_mended(shop):
    shop.send(1)
    assert shop.release_all() == 0
    shop.mend()
    assert shop.release_all() == 1
    assert shop.refused == []
    assert shop.work_off() == ["p1@example.se"]


def test_what_does_not_verify_never_gets_out(shop):
    for n in range(30):
        shop.send(n, secret=f"forged {n}")
    shop.mend()
    assert shop.release_all() == 0
    with shop.open() as refused:
        for each in refused:
            with pytest.raises(Rejected):
                refused.release(each)
    assert (shop.waiting, len(shop.refused)) == ([], 30)


def test_a_request_that_is_replayed_never_gets_out(shop):
    """It was genuine once; it is refused because it is too old, and stays so however long it is kept."""
    assert shop.send(1, "standard", at=301) == 401
    shop.mend()
    shop.restart()
    assert shop.send(1, "standard", at=301) == 401
    assert {delivery_of(message).reason for message in shop.refused} == {"timestamp_out_of_tolerance"}
    shop.clock.now += 3600
    assert shop.release_all() == 0
    assert len(shop.refused) == 2


def test_a_timestamp_counts_against_the_arrival_and_not_against_the_release(shop):
    assert shop.send(1, "standard", at=299) == 401
    shop.mend()
    shop.clock.now += 13 * 86_400
    assert shop.release_all() == 1
    [delivery] = [message.body for message in shop.waiting]
    assert json.loads(delivery)["received_at"] == NOW + 299


def delivery_of(message):
    return RefusedDelivery.from_message(message.body)


@pytest.mark.parametrize("change", ["body", "received_at", "source"])
def test_what_was_changed_since_it_arrived_does_not_verify(shop, change):
    shop.send(1, "standard")
    [message] = shop.refused
    changed = {
        "body": lambda found: replace(found, request=replace(found.request, body=b"{}")),
        "received_at": lambda found: replace(found, request=replace(found.request, received_at=NOW + 301)),
        "source": lambda found: replace(found, source="form"),
    }[change](delivery_of(message))
    message.body = changed.to_message()
    shop.mend()
    assert shop.release_all() == 0


def test_copies_of_a_delivery_are_sent_once(shop):
    for _ in range(3):
        shop.send(1)
    shop.mend()
    assert shop.release_all() == 3
    assert (len(shop.waiting), shop.refused) == (1, [])


def test_a_sender_that_delivers_again_meanwhile_makes_no_second_customer(shop):
    shop.send(1)
    shop.mend()
    shop.restart()
    assert shop.send(1) == 200
    assert shop.work_off() == ["p1@example.se"]
    assert shop.release_all() == 1
    assert shop.work_off() == ["p1@example.se"]


def test_it_is_sent_to_the_worker_before_it_is_gone_and_twice_makes_one_customer(shop, monkeypatch):
    shop.send(1)
    shop.mend()
    with monkeypatch.context() as patch, shop.open() as refused:
        patch.setattr(shop.sqs, "delete_message", _breaks)
        [each] = refused
        with pytest.raises(ConnectionError):
            refused.release(each)
    assert (len(shop.waiting), len(shop.refused)) == (1, 1)
    assert shop.release_all() == 1
    assert len(shop.waiting) == 2
    assert shop.work_off() == ["p1@example.se"]


def test_it_stays_if_it_cannot_be_sent(shop, monkeypatch):
    shop.send(1)
    shop.mend()
    with monkeypatch.context() as patch, shop.open() as refused:
        patch.setattr(shop.sqs, "send_message", _breaks)
        with pytest.raises(ConnectionError):
            refused.release(next(iter(refused)))
    assert shop.release_all() == 1


def _breaks(**_):
    raise ConnectionError


@pytest.mark.parametrize(
    ("sources", "problem"),
    [({"form": None}, "source_unknown"), ({"form": replace(FORM, options={"header": "x-own"})}, None)],
)
def test_todays_sources_count(shop, sources, problem):
    shop.send(1)
    shop.mend()
    with shop.open() as refused:
        refused._sources = {name: source for name, source in (SOURCES | sources).items() if source}
        assert [each.problem for each in refused] == [problem]


def test_a_header_that_sources_yaml_named_wrongly_can_be_mended_too(shop):
    body = b'{"name": "\xc3\x85sa", "email": "p1@example.se"}'
    response = shop.receiver.receive(request("form", {"X-Own": "new"}, body, NOW))
    assert response.status == 401
    shop.mend()
    assert shop.release_all() == 0
    with shop.open(form=replace(FORM, options={"header": "X-Own"})) as refused:
        refused.release(next(iter(refused)))
    assert shop.work_off() == ["p1@example.se"]


def test_what_cannot_be_read_is_shown_and_stays(shop):
    Queue(shop.sqs, "refused").send('{"version": 2}', {"source": "form", "reason": "bad_token"})
    with shop.open() as refused:
        [each] = refused
        assert (each.source, each.reason, each.problem) == ("form", "bad_token", "malformed_message")
        with pytest.raises(Rejected):
            refused.release(each)
    assert len(shop.refused) == 1


def test_what_the_customers_queue_would_not_take_stays(shop):
    shop.send(body=json.dumps({"name": "é" * 523_760}, ensure_ascii=False).encode())
    shop.mend()
    with shop.open() as refused:
        assert [each.problem for each in refused] == ["too_large"]


def test_secrets_that_cannot_be_read_are_no_judgement_of_a_delivery(shop):
    shop.send(1)
    shop._manager = SecretsManager("no object")
    with pytest.raises(Unavailable), shop.open() as refused:
        list(refused)


def test_discards_one_and_leaves_the_others_visible(shop):
    for n in range(3):
        shop.send(n)
    with shop.open() as refused:
        refused.discard(next(iter(refused)))
    assert len(shop.sqs.receive_message("refused", 10, 0)["Messages"]) == 2


def test_verifying_is_not_open_to_a_source_without_a_secret():
    with pytest.raises(Unavailable):
        verify(Request("POST"), FORM, ())
    with pytest.raises(Unauthentic):
        verify(Request("POST"), FORM, ("secret",))
