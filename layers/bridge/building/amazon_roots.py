"""`python -m building.amazon_roots DIR`: writes the root certificates of AWS's endpoints.

AWS's endpoints use Amazon Trust Services (https://www.amazontrust.com/repository/). Reading all the
authorities that botocore brings takes 20 ms more per client, in the first invocation, at a fraction of a
processor.
"""

import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore

OWNERS = ("Amazon", "Starfield")


def main(folder: Path) -> None:
    """Write `roots.pem` into the folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(Path(botocore.__file__).with_name("cacert.pem"))
    certificates = zip(context.get_ca_certs(), context.get_ca_certs(binary_form=True), strict=True)
    roots = [
        ssl.DER_cert_to_PEM_cert(binary)
        for certificate, binary in certificates
        if _organization(certificate).startswith(OWNERS)
    ]
    folder.joinpath("roots.pem").write_text("".join(roots), encoding="ascii")


def _organization(certificate: Mapping[str, Any]) -> str:
    for attributes in certificate["subject"]:
        for name, value in attributes:
            if name == "organizationName":
                return str(value)
    return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
