"""The bucket of imports: files as they were sent, and their planned rows in chunks."""

import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, repeat
from typing import IO, Any

from botocore.exceptions import ClientError

from bridge.aws.clients import aws_errors, error_code
from bridge.imports.plan.planned_row import PlannedRow
from bridge.imports.readers.rows import Unreadable
from bridge.model.reasons import Reason

UPLOADS = "uploads/"
"""Where the API puts files, and clients that have an upload URL. Other AWS users put theirs elsewhere."""

CHUNKS = "imports/"
"""Where chunks of planned rows are."""

_NAMES = f"{CHUNKS}names/"
"""Where the names of uploaded files are."""

_LONGEST_NAME = 200
"""Characters of a file's name that are kept."""

CHUNK = 1000
"""Rows of a chunk."""

URL_EXPIRES = 3600
"""Seconds in which an upload has to begin."""

_PIECE = 256 * 1024
"""Bytes that are read at once."""

_WHOLE: Mapping[str, str] = {}


class Bucket:
    """The bucket. Every error of S3 itself is Unavailable("bucket_unavailable")."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str, offset: int = 0) -> Iterator[bytes]:
        """Read a file in pieces, from a byte that it has. Raises Unreadable("file_missing")."""
        with aws_errors(Reason.BUCKET_UNAVAILABLE):
            body = self._get(key, {"Range": f"bytes={offset}-"} if offset else {})
            if body is None:
                raise Unreadable(Reason.FILE_MISSING)
            while piece := body.read(_PIECE):
                yield piece

    def put(self, key: str, content: bytes | IO[bytes]) -> None:
        """Store a file."""
        with aws_errors(Reason.BUCKET_UNAVAILABLE):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content)

    def upload_url(self, key: str) -> str:
        """Return a URL to which anybody who has it may PUT the file."""
        target = {"Bucket": self._bucket, "Key": key}
        with aws_errors(Reason.BUCKET_UNAVAILABLE):
            return str(self._client.generate_presigned_url("put_object", target, ExpiresIn=URL_EXPIRES))

    def put_name(self, upload: str, name: str) -> None:
        """Store what people call the file of an upload. It may name a person, so only the bucket has it."""
        self.put(f"{_NAMES}{upload}", name[:_LONGEST_NAME].encode())

    def name(self, key: str) -> str:
        """What people call a file: what they said when they sent it, else its place. "" if nobody said."""
        if not key.startswith(UPLOADS):
            return key.rpartition("/")[2][:_LONGEST_NAME]
        with aws_errors(Reason.BUCKET_UNAVAILABLE):
            body = self._get(f"{_NAMES}{key.removeprefix(UPLOADS)}")
            return body.read().decode() if body else ""

    def ids(self) -> set[str]:
        """Return the ids of the uploads, and of the imports that have rows, which are in the bucket."""
        found = set[str]()
        with aws_errors(Reason.BUCKET_UNAVAILABLE):
            for folder in (UPLOADS, CHUNKS):
                for page in self._pages(folder):
                    keys = [each["Key"] for each in page.get("Contents", ())]
                    keys += [each["Prefix"] for each in page.get("CommonPrefixes", ())]
                    found |= {key.removeprefix(folder).rstrip("/") for key in keys}
        return found - {_NAMES.removeprefix(CHUNKS).rstrip("/")}

    def _pages(self, folder: str) -> Iterator[dict[str, Any]]:
        """Yield what is in a folder, as S3 lists it. Of botocore's data, functions have no paginators."""
        more = {"Bucket": self._bucket, "Prefix": folder, "Delimiter": "/"}
        while more:
            page = self._client.list_objects_v2(**more)
            yield page
            token = page.get("NextContinuationToken")
            more = {**more, "ContinuationToken": token} if token else {}

    def put_chunk(self, import_id: str, number: int, rows: Iterable[PlannedRow]) -> None:
        """Store up to 1,000 planned rows."""
        content = io.BytesIO()
        with gzip.GzipFile(fileobj=content, mode="wb", compresslevel=5) as packed:
            for start, row in zip(chain([""], repeat("\n")), rows, strict=False):
                packed.write(f"{start}{row.to_json()}".encode(errors="replace"))
        self.put(_chunk_key(import_id, number), content.getvalue())

    def chunk(self, import_id: str, number: int) -> list[PlannedRow] | None:
        """Read a chunk of planned rows; None if it does not exist or is no longer kept."""
        with aws_errors(Reason.BUCKET_UNAVAILABLE):
            body = self._get(_chunk_key(import_id, number))
            if body is None:
                return None
            lines = gzip.decompress(body.read()).decode().split("\n")
        return [PlannedRow.from_json(line) for line in lines]

    def put_memory(self, import_id: str, name: str, content: bytes | IO[bytes]) -> None:
        """Store a part of what planning remembers of a file's rows."""
        self.put(_memory_key(import_id, name), content)

    def memory(self, import_id: str, name: str) -> Iterator[bytes]:
        """Read what `put_memory` stored, in pieces. Raises Unreadable("file_missing")."""
        return self.read(_memory_key(import_id, name))

    def _get(self, key: str, more: Mapping[str, str] = _WHOLE) -> Any:
        """The body of an object; None if there is none."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key, **more)["Body"]
        except ClientError as error:
            if error_code(error) != "NoSuchKey":
                raise
            return None


def _memory_key(import_id: str, name: str) -> str:
    return f"{CHUNKS}{import_id}/memory/{name}"


def _chunk_key(import_id: str, number: int) -> str:
    return f"{CHUNKS}{import_id}/{number:06}.jsonl.gz"
