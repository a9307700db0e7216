import hashlib
from dataclasses import replace

import jwt
import pytest

from bridge.model.failures import Unauthentic
from bridge.sources.providers import netlify
from tests.support.requests import request

NETLIFY_SECRET = "your signature secret"
NETLIFY_BODY = (
    b'{"id":"5c3e5813f203baba9782ba13","form_id":"5c3a051bdbfb660008114ddb","form_name":"Contact Form",'
    b'"data":{"email":"test@example.com"}}'
)
NETLIFY_CLAIMS = (
    "eyJpc3MiOiJuZXRsaWZ5Iiwic2hhMjU2IjoiNDk0Zjk5NDQyZDkxMzBkMzJiNjg3Y2QyYTQzMWQ0OGVhNWZjOGI2YWZi"
    "MDc2Yjk2NWQ2OWI4MDRjOGRhY2FhMSJ9"
)
NETLIFY_HEAD = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
NETLIFY = f"{NETLIFY_HEAD}.{NETLIFY_CLAIMS}.13Yj_ulYjEtj_mBqI7PXMehcsVgfgSNLtigezdJbNcI"


@pytest.mark.filterwarnings("ignore:The HMAC key is")
def test_netlifys_token_holds_the_digest_of_the_body():
    sent = request(NETLIFY_BODY, {"X-Webhook-Signature": NETLIFY})
    netlify.SIGNATURE.verify(sent, ("new", NETLIFY_SECRET), {})
    for changed, secret in ((replace(sent, body=sent.body + b" "), NETLIFY_SECRET), (sent, "another")):
        with pytest.raises(Unauthentic):
            netlify.SIGNATURE.verify(changed, (secret,), {})


@pytest.mark.filterwarnings("ignore:The HMAC key is")
@pytest.mark.parametrize(
    "token",
    [
        f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{NETLIFY_CLAIMS}.",
        NETLIFY[:-1],
        NETLIFY.replace(".", ""),
        f"{NETLIFY_HEAD}..13Yj_ulYjEtj_mBqI7PXMehcsVgfgSNLtigezdJbNcI",
        jwt.encode({"iss": "someone", "sha256": hashlib.sha256(NETLIFY_BODY).hexdigest()}, "k" * 32),
        jwt.encode({"sha256": hashlib.sha256(NETLIFY_BODY).hexdigest()}, "k" * 32),
        jwt.encode({"iss": "netlify"}, "k" * 32),
        jwt.encode({"iss": "netlify", "sha256": None}, "k" * 32),
        jwt.encode({"iss": "netlify", "sha256": "å"}, "k" * 32),
        jwt.encode({"iss": "netlify", "sha256": ""}, "k" * 32),
        jwt.encode({"iss": "netlify"}, "k" * 64, algorithm="HS512"),
        "",
        "a.b.c",
        "åäö",
        "\ud800",
    ],
)
def test_refuses_any_other_token_for_netlifys(token):
    with pytest.raises(Unauthentic):
        netlify.SIGNATURE.verify(
            request(NETLIFY_BODY, {"X-Webhook-Signature": token}), (NETLIFY_SECRET, "k" * 32), {}
        )
