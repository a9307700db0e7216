"""One POST per message; whatever goes wrong goes back to SQS."""

import json
import os
import urllib.parse
import urllib.request
from typing import Any

URL = os.environ["SEVENTIME_URL"] + "/api/1/customers/"
HEADERS = {"Client-Secret": os.environ["CLIENT_SECRET"]}


def handler(event: dict[str, Any], _context: object) -> None:
    """SQS event → customers in Seven Time."""
    for record in event["Records"]:
        form = urllib.parse.urlencode(json.loads(record["body"])).encode()
        request = urllib.request.Request(URL, form, HEADERS)
        urllib.request.urlopen(request, timeout=10).read()
