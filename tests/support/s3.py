"""S3 in memory: the client's calls that `bridge.imports.bucket` makes."""

import io

from botocore.exceptions import ClientError


class S3:
    """Key → content; `before(operation)` may raise or take time."""

    def __init__(self, before=lambda operation: None):
        self.files = {}
        self._before = before

    def put_object(self, Bucket, Key, Body):
        self._before("put_object")
        self.files[Key] = Body

    def get_object(self, Bucket, Key):
        self._before("get_object")
        if Key not in self.files:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": io.BytesIO(self.files[Key])}
