import json
import subprocess
import sys

from bridge.creation.warm_up import read_ahead


def test_a_failure_to_read_ahead_ends_it_and_is_left_to_the_first_delivery():
    read = []

    def fail():
        raise KeyError("seal")

    read_ahead(lambda: read.append("key"), fail, lambda: read.append("secret"))
    assert read == ["key"]


def test_what_deliveries_import_late_is_loaded_for_the_sources_there_are():
    program = """
import json, sys
from bridge.creation.warm_up import load_late_imports
from bridge.model.source import Source, SourceKind
from bridge.seventime.models import Customer
late = {"phonenumbers", "bridge.sources.providers.shopify", "bridge.sources.providers.typeform"}
before = late & set(sys.modules)
load_late_imports([Source(id="shop", kind=SourceKind.SHOP, provider="shopify")])
print(json.dumps([sorted(before), sorted(late & set(sys.modules)), Customer.__pydantic_complete__]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(ran.stdout) == [[], ["bridge.sources.providers.shopify", "phonenumbers"], True]
