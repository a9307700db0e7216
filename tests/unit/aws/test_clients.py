"""Clients of AWS: whom they trust, and what they share."""

import ssl
from pathlib import Path

import pytest

from bridge.aws import clients as aws
from building import amazon_roots


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
