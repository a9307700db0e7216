"""A certificate authority for one day, added to the real ones: reading the bundle takes as long as on AWS."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dev.benchmarks.places import LAYER, RUNTIME, WORK


class Certificates(NamedTuple):
    """PEM files. Our certificate stands behind the real ones in each bundle."""

    bundle: Path
    """All of botocore's certificates, and ours."""
    roots: Path
    """The layer's certificates, and ours."""
    server: Path
    """Our certificate with its key, for localhost."""


@cache
def make() -> Certificates:
    """Write the files, once, into what was built."""
    made = Certificates(WORK / "bundle.pem", LAYER / "bridge/aws/aws_data/roots.pem", WORK / "server.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    made.bundle.write_bytes((RUNTIME / "botocore/cacert.pem").read_bytes() + pem)
    if made.roots.exists():
        made.roots.write_bytes(made.roots.read_bytes() + pem)
    made.server.write_bytes(pem + _pem(key))
    return made


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A self-signed certificate, both authority and server."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
