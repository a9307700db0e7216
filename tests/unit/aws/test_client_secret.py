import pytest

from bridge.aws.client_secret import FRESH_SECONDS, ClientSecret
from bridge.model.failures import Unavailable
from tests.support.aws import client, empty_aws


class Manager:
    """Secrets Manager, and the secret."""

    def __init__(self):
        self.client = client("secretsmanager")
        self.client.create_secret(Name="secret", SecretString="first")
        self.now = 0.0
        self.secret = ClientSecret(self.client, "secret", lambda: self.now)

    def put(self, text):
        self.client.put_secret_value(SecretId="secret", SecretString=text)

    def lose(self):
        self.client.delete_secret(SecretId="secret", ForceDeleteWithoutRecovery=True)


@pytest.fixture
def manager():
    with empty_aws():
        yield Manager()


def test_is_kept_for_a_while(manager):
    assert manager.secret(False) == "first"
    manager.put("second")
    manager.now += FRESH_SECONDS - 1
    assert manager.secret(False) == "first"
    manager.now += 2
    assert manager.secret(False) == "second"


def test_is_read_again_when_asked_to(manager):
    assert manager.secret(False) == "first"
    manager.put("second")
    assert manager.secret(True) == manager.secret(False) == "second"


def test_stays_in_use_while_it_cannot_be_read(manager):
    manager.secret(False)
    manager.lose()
    assert manager.secret(True) == "first"
    manager.now += FRESH_SECONDS + 1
    assert manager.secret(False) == "first"


def test_is_unavailable_when_nobody_put_it_in(manager):
    manager.lose()
    for _ in range(2):
        with pytest.raises(Unavailable) as failure:
            manager.secret(False)
        assert failure.value.reason == "client_secret_unavailable"


def test_bytes_are_no_client_secret(manager):
    manager.client.put_secret_value(SecretId="secret", SecretBinary=b"first")
    assert manager.secret(False) == ""
