"""Deliveries refused for a wrong secret: kept, and released once each when it is mended. Forgeries stay."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dev.local.senders import new_secret, post, signed
from dev.local.stack import get_json
from tests.e2e.outside import customers, final, operate, somebody

pytestmark = pytest.mark.e2e

SOURCE = "callback-request"
FORGERIES = 1_000
MOST_KEPT = 400
"""Two senders at once keep two processes busy, which keep 120 of a flood each; a third may start."""


class Callback:
    """A request to be called back, as the form signs it once and sends it at every attempt."""

    def __init__(self, source):
        self.email = somebody()
        data = {"name": "Åsa Öberg", "email": self.email}
        self.body = json.dumps({"type": "callback.requested", "data": data}).encode()
        self.headers = signed(source, self.body)

    def send(self, stack):
        return post(stack, SOURCE, self.body, self.headers)


class Form:
    """A form whose secret was changed, and not yet in Secrets Manager."""

    def __init__(self, stack):
        self.stack = stack
        self.before = stack.sources[SOURCE]
        self.source = replace(self.before, secret=new_secret(self.before.provider))
        self._secrets = stack.client("secretsmanager")

    def put(self, secrets):
        """Store other secrets of this source, and let the receiver start anew, which reads them at once."""
        id_ = self.stack.outputs["SenderSecretsId"]
        everybody = json.loads(self._secrets.get_secret_value(SecretId=id_)["SecretString"])
        self._secrets.put_secret_value(SecretId=id_, SecretString=json.dumps(everybody | {SOURCE: secrets}))
        publish_receiver(self.stack.client("lambda"))


def publish_receiver(functions):
    """Publish the receiver of forms as another version, as a deployment does."""
    [name] = [
        each["FunctionName"]
        for each in functions.list_functions()["Functions"]
        if "ReceiveFormWebhook" in each["FunctionName"]
    ]
    functions.update_function_configuration(FunctionName=name, Description=uuid.uuid4().hex)
    version = functions.publish_version(FunctionName=name)["Version"]
    functions.update_alias(FunctionName=name, Name="live", FunctionVersion=version)


@pytest.fixture
def form(stack):
    form = Form(stack)
    yield form
    form.put(form.before.secret)
    operate("refused", "discard", "--source", SOURCE, "--yes")


def forge(stack, secret):
    """Send forgeries, two at a time, all signed with one wrong secret. Return their statuses, and them."""
    forgeries = [Callback(replace(stack.sources[SOURCE], secret=secret)) for _ in range(FORGERIES)]
    with ThreadPoolExecutor(2) as pool:
        return set(pool.map(lambda each: insist(stack, each), forgeries)), forgeries


def insist(stack, callback):
    """Send it again as long as API Gateway throttles. Return the status."""
    while (status := callback.send(stack)[0]) == 429:
        time.sleep(0.1)
    return status


def kept(stack):
    """How many refused deliveries are kept."""
    name = "ApproximateNumberOfMessages"
    url = stack.outputs["RefusedUrl"]
    found = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(found["Attributes"][name])


def test_what_was_refused_becomes_a_customer_once_when_the_secret_is_mended_and_forgeries_do_not(stack, form):
    genuine = [Callback(form.source) for _ in range(5)]
    for each in (*genuine, *genuine[:2]):  # two of them are sent twice, as by a sender that retries
        assert each.send(stack)[0] == 401
    statuses, forgeries = forge(stack, new_secret("standard-webhooks"))
    assert statuses == {401}
    assert 7 < kept(stack) <= MOST_KEPT

    form.put([form.source.secret, form.before.secret])
    for each in genuine[1:3]:
        assert each.send(stack)[0] == 200
    code, said = operate("refused", "release", "--source", SOURCE)
    assert (code, said.partition(",")[0]) == (0, "Released: 7 refused deliveries")
    for each in genuine:
        status, response = each.send(stack)
        assert status == 200
        final(stack, json.loads(response)["delivery"])
    assert [len(customers(stack, each.email)) for each in genuine] == [1] * 5
    emails = {each.get("email") for each in get_json(f"{stack.seventime_url}/_control/customers")}
    assert not emails & {each.email for each in forgeries}
