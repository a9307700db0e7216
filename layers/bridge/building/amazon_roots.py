"""`building.amazon_roots DIR`: the certificate authorities behind AWS, out of all that botocore brings.

AWS's endpoints stand below Amazon Trust Services (https://www.amazontrust.com/repository/). Reading every
other authority too takes 20 ms per client, in the first invocation at a fraction of a processor.
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
    owners = map(_owner, context.get_ca_certs())
    whole = context.get_ca_certs(binary_form=True)
    roots = [root for owner, root in zip(owners, whole, strict=True) if owner.startswith(OWNERS)]
    folder.joinpath("roots.pem").write_text("".join(map(ssl.DER_cert_to_PEM_cert, roots)), encoding="ascii")


def _owner(certificate: Mapping[str, Any]) -> str:
    return str(dict(part for parts in certificate["subject"] for part in parts).get("organizationName", ""))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
