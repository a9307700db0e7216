"""Clients of AWS: whom they trust, and what they share."""

import re
import shutil
import ssl
from pathlib import Path

import pytest
from botocore.client import ClientCreator
from botocore.exceptions import BotoCoreError

from bridge.aws import clients as aws
from building import amazon_roots, prune_aws_data


class Session:
    """botocore's, as far as a client's making goes."""

    def __init__(self, ca_bundle=None):
        self.ca_bundle = ca_bundle
        self.made = []

    def get_config_variable(self, name):
        assert name == "ca_bundle"
        return self.ca_bundle

    def create_client(self, service, config, verify):
        self.made.append((service, verify))


@pytest.fixture
def roots(tmp_path, monkeypatch):
    amazon_roots.main(tmp_path)
    path = tmp_path / "roots.pem"
    monkeypatch.setattr(aws, "_ROOTS", path)
    return path


def made(monkeypatch, session):
    monkeypatch.setattr(aws, "_session", lambda _: session)
    aws.client("sqs")
    return session.made


def test_a_client_trusts_amazon_alone_where_the_build_says_so(roots, monkeypatch):
    assert made(monkeypatch, Session()) == [("sqs", str(roots))]


@pytest.mark.usefixtures("roots")
def test_a_bundle_that_the_operator_names_wins(monkeypatch):
    assert made(monkeypatch, Session(ca_bundle="/etc/company.pem")) == [("sqs", None)]


def test_a_client_trusts_as_botocore_does_in_a_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(aws, "_ROOTS", tmp_path / "roots.pem")
    assert made(monkeypatch, Session()) == [("sqs", None)]


def test_the_roots_are_amazons(roots):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(roots)
    names = [dict(part for parts in each["subject"] for part in parts) for each in context.get_ca_certs()]
    assert all(name["organizationName"].startswith(("Amazon", "Starfield")) for name in names)
    assert {f"Amazon Root CA {n}" for n in (1, 2, 3, 4)} <= {name.get("commonName") for name in names}


def test_clients_share_a_session(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    assert aws._session(Path("/nowhere")) is aws._session(Path("/nowhere"))


# Reduced service models that a newer botocore finds too small


@pytest.fixture
def reduced(tmp_path, monkeypatch):
    """The data that a build puts into the layer."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    prune_aws_data.main(tmp_path / "aws_data")
    monkeypatch.setattr(aws, "_DATA", tmp_path / "aws_data")
    aws._warn.cache_clear()
    return tmp_path / "aws_data"


def warnings(caplog):
    return [record.missing for record in caplog.records if record.name == aws.__name__]


def operations(client):
    return len(client.meta.method_to_api_mapping)


@pytest.mark.parametrize("service", prune_aws_data.OPERATIONS)
def test_the_reduced_models_are_used_without_a_warning(service, reduced, caplog):
    assert operations(aws.client(service)) == len(prune_aws_data.OPERATIONS[service])
    assert warnings(caplog) == []


def test_a_file_that_is_missing_is_warned_of_once_by_name(reduced, caplog):
    (reduced / "endpoints.json").unlink()
    for _ in range(2):
        aws.client("sqs")
    assert warnings(caplog) == ["endpoints"]


def test_a_service_that_is_missing_is_warned_of_by_name(reduced, caplog):
    shutil.rmtree(reduced / "sqs")
    assert operations(aws.client("sqs")) > 20
    assert warnings(caplog) == ["sqs/service-2", "sqs/endpoint-rule-set-1"]


def test_a_file_that_cannot_be_read_is_warned_of_by_the_place(reduced, caplog):
    (reduced / "sqs/2012-11-05/service-2.json").write_text('{"a secret": 1}')
    assert operations(aws.client("sqs")) > 20
    [missing] = warnings(caplog)
    assert re.fullmatch(r"\w+Error in [\w.]+:\d+", missing)
    assert "a secret" not in caplog.text


def test_a_botocore_that_asks_for_another_file_gets_its_own(reduced, caplog, monkeypatch):
    create = ClientCreator.create_client

    def create_of_the_future(self, service_name, **more):
        self._loader.load_service_model(service_name, "paginators-1")
        return create(self, service_name, **more)

    monkeypatch.setattr(ClientCreator, "create_client", create_of_the_future)
    assert operations(aws.client("sqs")) == len(prune_aws_data.OPERATIONS["sqs"])
    assert warnings(caplog) == ["sqs/paginators-1"]


def test_a_client_that_cannot_be_made_at_all_fails(reduced, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    aws._session.cache_clear()
    with pytest.raises(BotoCoreError, match="region"):
        aws.client("sqs")
