"""The worker's threads: the messages of a batch are processed at the same time, by the same objects."""

from dataclasses import replace
from threading import Barrier, Lock

import pytest

from bridge.aws.table import Table
from bridge.queue import MOST_AT_ONCE, Threads
from bridge.seventime.client import NoPace
from tests.support.bridges import Bridge
from tests.support.dynamodb import DynamoDB

PEOPLE = [
    {"Namn": f"{name} Öberg", "E-post": f"{name}@example.se".lower(), "Ort": "Malmö"}
    for name in ("Anna", "Bo", "Cecilia", "David", "Eva", "Filip", "Greta", "Hans", "Ida", "Johan")
]
NAMES = sorted(person["Namn"] for person in PEOPLE)


class Unpaced:
    """Lets every request go at once."""

    def begin(self):
        pass

    def for_lane(self, lane, patience):
        return NoPace()


class OneCallAtATime:
    """A client whose calls are atomic, as those of AWS are. Threads meet between them."""

    def __init__(self, client):
        self._client, self._lock = client, Lock()

    def __getattr__(self, name):
        def call(*arguments, **more):
            with self._lock:
                return getattr(self._client, name)(*arguments, **more)

        return call


class AtOnce(Bridge):
    """A worker with threads. `together` is waited at before each request to Seven Time."""

    def __init__(self, version):
        super().__init__(Table(OneCallAtATime(DynamoDB()), "table"), version)
        self.sqs_lock, self.twin_lock = Lock(), Lock()
        self.together = None
        self.raised_for = {}

    def _worker(self, sources):
        worker = super()._worker(sources)
        queues = OneCallAtATime(self.sqs)
        return replace(
            worker,
            processor=replace(worker.processor, pacer=Unpaced()),
            pacer=Unpaced(),
            customers=type(worker.customers)(queues, "customers"),
            dead_letters=type(worker.dead_letters)(queues, "dead"),
            each=Threads().at_once,
        )

    def exchange(self, request):
        for text, error in self.raised_for.items():
            if text.encode() in (request.body or b""):
                raise error
        if self.together:
            self.together.wait()
        with self.twin_lock:
            return super().exchange(request)

    def arrive_all(self, *people):
        for number, person in enumerate(people):
            self.arrive(self.delivery(**person, Meddelande=f"Nummer {number}"))

    def work_until_done(self):
        while self.waiting:
            self.work()
            self.clock.now += 60

    @property
    def names(self):
        return sorted(customer["name"] for customer in self.customers)


@pytest.fixture(params=["1", "2"])
def bridge(request):
    return AtOnce(request.param)


def test_no_request_waits_for_the_response_of_another_messages_request(bridge):
    bridge.together = Barrier(MOST_AT_ONCE, timeout=10)  # each request is there before any has its response
    bridge.arrive_all(*PEOPLE)
    bridge.work()
    assert bridge.names == NAMES
    assert bridge.waiting == []


@pytest.mark.parametrize("round_", range(5))
def test_each_message_becomes_its_own_customer(bridge, round_):
    bridge.arrive_all(*PEOPLE)
    bridge.work_until_done()
    assert bridge.names == NAMES
    assert {facts["status"] for event, facts in bridge.logged if event == "delivery"} == {"created"}


@pytest.mark.parametrize("round_", range(5))
def test_one_person_in_all_messages_of_a_batch_becomes_one_customer(bridge, round_):
    bridge.arrive_all(*[PEOPLE[0]] * MOST_AT_ONCE)
    bridge.work_until_done()
    assert bridge.names == [PEOPLE[0]["Namn"]]
    assert bridge.dead == []


@pytest.mark.parametrize("error", [KeyError("a defect"), SystemExit("no defect at all")])
def test_what_one_message_raises_keeps_this_message_only(bridge, error):
    bridge.raised_for = {"david": error}
    bridge.arrive_all(*PEOPLE)
    bridge.work()
    assert len(bridge.names) == MOST_AT_ONCE - 1
    [kept] = bridge.waiting
    assert PEOPLE[3]["E-post"] in kept.body
    bridge.raised_for = {}
    bridge.clock.now += 400
    bridge.work_until_done()
    assert bridge.names == NAMES
