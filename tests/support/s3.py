"""S3 in memory: the client's calls that `bridge.imports.bucket` makes."""

import io
import sys
from collections import Counter

from botocore.exceptions import ClientError


class S3:
    """Key → content. `got` counts the bytes that were read. `before(operation)` may raise or take time.

    No read of an upload gives more than `at_once` bytes.
    """

    def __init__(self, before=lambda operation: None, at_once=sys.maxsize):
        self.files, self.got = {}, Counter()
        self._before, self._at_once = before, at_once

    def put_object(self, Bucket, Key, Body):
        self._before("put_object")
        self.files[Key] = Body if isinstance(Body, bytes) else Body.read()

    def get_object(self, Bucket, Key, Range="bytes=0-"):
        self._before("get_object")
        if Key not in self.files:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        start = int(Range.removeprefix("bytes=").removesuffix("-"))
        most = self._at_once if Key.startswith("uploads/") else sys.maxsize
        return {"Body": _Body(self.files[Key][start:], lambda size: self.got.update({Key: size}), most)}


class _Body(io.BytesIO):
    """Counts what is read of it."""

    def __init__(self, content, count, most):
        super().__init__(content)
        self._count, self._most = count, most

    def read(self, size=-1):
        content = super().read(min(size, self._most) if size >= 0 else size)
        self._count(len(content))
        return content
