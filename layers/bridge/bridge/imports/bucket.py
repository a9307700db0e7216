"""The bucket of imports: files as they were sent, and their rows in chunks once they are planned."""

import gzip
import json
from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from bridge.aws.clients import error_code, trouble
from bridge.imports.plan.plan import Planned
from bridge.imports.readers.rows import Unreadable

UPLOADS = "uploads/"
"""Where the API and upload addresses put files; whoever uses the bucket itself puts them anywhere else."""

CHUNKS = "imports/"
CHUNK = 1000
"""Rows of a chunk."""

URL_EXPIRES = 3600
"""Seconds in which an upload has to begin."""

_PIECE = 256 * 1024
_TROUBLE = "bucket_unavailable"


class Files:
    """The bucket; every trouble of S3 itself is Unavailable("bucket_unavailable")."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> Iterator[bytes]:
        """The file in pieces; raises Unreadable("file_missing")."""
        with trouble(_TROUBLE):
            body = self._get(key)
            if body is None:
                raise Unreadable("file_missing")
            while piece := body.read(_PIECE):
                yield piece

    def put(self, key: str, content: bytes) -> None:
        """Store a file."""
        with trouble(_TROUBLE):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content)

    def upload_url(self, key: str) -> str:
        """Where the file may be put, once, with PUT, by whoever has the address."""
        target = {"Bucket": self._bucket, "Key": key}
        with trouble(_TROUBLE):
            return str(self._client.generate_presigned_url("put_object", target, ExpiresIn=URL_EXPIRES))

    def put_chunk(self, import_id: str, number: int, planned: Iterable[Planned]) -> None:
        """Keep the plan of up to 1,000 rows."""
        lines = (json.dumps(each.record(), ensure_ascii=False) for each in planned)
        self.put(_chunk(import_id, number), gzip.compress("\n".join(lines).encode(errors="replace"), 5))

    def chunk(self, import_id: str, number: int) -> list[Planned] | None:
        """The plan of these rows, None when it is not there (any more)."""
        with trouble(_TROUBLE):
            body = self._get(_chunk(import_id, number))
            if body is None:
                return None
            lines = gzip.decompress(body.read()).decode().split("\n")
        return [Planned(**json.loads(line)) for line in lines]

    def _get(self, key: str) -> Any:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except ClientError as error:
            if error_code(error) != "NoSuchKey":
                raise
            return None


def _chunk(import_id: str, number: int) -> str:
    return f"{CHUNKS}{import_id}/{number:06}.jsonl.gz"
