"""The certificate of the API, on real sockets."""

import ssl

import pytest

from cli.checks import https
from cli.checks.findings import Level


@pytest.fixture
def found(server, certificate):
    """Ask about the API of a server whose certificate these authorities have signed."""
    server.speak_tls(certificate)

    def ask(authorities):
        context = ssl.create_default_context(cafile=authorities)
        [found] = https.certificate(server.url.replace("http:", "https:") + "/v1", context)
        return found

    return ask


def test_a_certificate_that_is_valid(found, certificate, monkeypatch):
    monkeypatch.setattr(https, "_SOON", 0)
    answer = found(certificate)
    assert answer.level is Level.OK
    assert "is valid for" in answer.text


def test_a_certificate_that_ends_soon(found, certificate, monkeypatch):
    monkeypatch.setattr(https, "_SOON", 1_000_000)
    answer = found(certificate)
    assert answer.level is Level.WARNING
    assert "DNS record" in answer.to_do


def test_a_certificate_that_nobody_trusts(found):
    answer = found(None)
    assert answer.level is Level.FAILURE
    assert "is not valid" in answer.text


def test_a_name_that_leads_nowhere():
    [found] = https.certificate("https://127.0.0.1:9/v1")
    assert found.level is Level.FAILURE
    assert "cannot be reached" in found.text


def test_a_stack_that_speaks_plain_http_has_no_certificate():
    [found] = https.certificate("http://127.0.0.1/v1")
    assert found.level is Level.SKIPPED
