"""The keeper of dead letters, over queues in memory that may break at any call."""

from botocore.exceptions import ClientError, ReadTimeoutError

from bridge.aws.queue import Queue
from bridge.operations.keeping import Keeper
from bridge.operations.kept_queues import HOLD, dead_imports, dead_letters

DAY = 86_400.0


class Killed(BaseException):
    """The process has died; none of our code may catch this."""


def killed_before(call):
    raise Killed


def killed_after(call):
    call()
    raise Killed


def fails(call):
    raise ClientError({"Error": {"Code": "ServiceUnavailable"}}, "Call")


def answer_lost(call):
    call()
    raise ReadTimeoutError(endpoint_url="sqs")


def asked_twice(call):
    """The first answer is lost, and botocore asks again."""
    call()
    return call()


BREAKS = (killed_before, killed_after, fails, answer_lost, asked_twice)


class Breaking:
    """A client of SQS whose call number `at` breaks. Who was killed makes no further call."""

    def __init__(self, sqs, at, how):
        self._sqs, self._at, self._how = sqs, at, how
        self.calls = 0

    @property
    def has_broken(self):
        return self.calls > self._at

    def __getattr__(self, name):
        method = getattr(self._sqs, name)

        def called(**arguments):
            if self.has_broken and self._how in (killed_before, killed_after):
                raise Killed
            self.calls += 1
            if self.calls == self._at + 1:
                return self._how(lambda: method(**arguments))
            return method(**arguments)

        return called


class Hours:
    """Runs the keeper on the queues of a bridge in memory."""

    def __init__(self, bridge):
        self.bridge = bridge
        self.logged = []
        bridge.sqs.queues["dead_imports"] = {}

    def run(self, client=None, left=lambda: 60.0):
        """One run over the dead letters. Returns its last log line."""
        queue = dead_letters(client or self.bridge.sqs, "dead", self.bridge.deliveries)
        return self._run(queue, left)

    def run_imports(self):
        """One run over the dead imports. Returns its last log line."""
        return self._run(dead_imports(self.bridge.sqs, "dead_imports"), lambda: 60.0)

    def _run(self, queue, left):
        Keeper(queue, self._log, self.bridge.clock).run(left)
        assert self.logged[-1][0] == "dead_letters"
        return self.logged[-1][1]

    def pass_by(self, seconds=HOLD):
        self.bridge.clock.now += seconds

    def lines(self, event):
        """What was logged under this name."""
        return [facts for name, facts in self.logged if name == event]

    def letter(self, n=0, **attributes):
        """A dead letter as the worker sends it, with other or more attributes."""
        delivery = self.bridge.delivery(n=n)
        named = {"delivery": delivery.id, "source": "form", "reason": "name_missing", "field": "name"}
        Queue(self.bridge.sqs, "dead").send(delivery.to_message(), named | attributes)
        return delivery

    def moved(self, n=0):
        """A dead letter that SQS itself moved."""
        delivery = self.letter(n, reason="", field="")
        self.bridge.dead[-1].was_moved = True
        return delivery

    def again(self, letter):
        """A copy of a message in the queue."""
        attributes = {name: each["stringValue"] for name, each in letter.attributes.items()}
        Queue(self.bridge.sqs, "dead").send(letter.body, attributes)

    def _log(self, event, **facts):
        self.logged.append((event, facts))
