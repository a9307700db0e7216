"""What Lambda was given: the archives of the layer and of the functions."""

import io
import urllib.error
import urllib.request
import zipfile

_SECONDS = 60


def download(url: str) -> zipfile.ZipFile | None:
    """Return the archive, None if it cannot be downloaded."""
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as response:
            return zipfile.ZipFile(io.BytesIO(response.read()))
    except (OSError, urllib.error.URLError, zipfile.BadZipFile):
        return None
