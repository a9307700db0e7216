"""docs/seventime-client.md: its examples run as they stand, its codes are the client's."""

import re
from pathlib import Path

from bridge.seventime import responses as outcomes

TEXT = (Path(__file__).parents[3] / "docs" / "seventime-client.md").read_text()
SITE = "https://app.seventime.se/api"
ANNA = {"_id": "5bb26376c42fb99275000080", "customerNumber": "733352", "name": "Anna Andersson"}


def test_the_examples_run(capsys, seventime):
    one, listed = {"data": ANNA}, {"meta": {"totalPages": 1}, "data": [ANNA]}
    seventime.post(f"{SITE}/1/customers/", json=ANNA)
    seventime.get(f"{SITE}/1/customers/{ANNA['_id']}", json=ANNA)
    seventime.get(f"{SITE}/1/customers/", json=[ANNA])
    seventime.get(f"{SITE}/2/companyInformation/", json={"data": {"id": "1", "companyName": "Bygg AB"}})
    seventime.get(f"{SITE}/2/users/", json={"data": [{"_id": "5f48eb3e65d7ee8984354b"}]})
    seventime.get(f"{SITE}/2/customers/", json=listed)
    seventime.put(f"{SITE}/2/customers/", json=one)
    names = {}
    for example in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(example, names)
    assert {call.request.headers["Client-Secret"] for call in seventime.calls} == {"thisismysecretkey"}
    assert len(seventime.calls) == 8
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "5bb26376c42fb99275000080 733352"
    assert printed[2:6] == ["['Anna Andersson']", "Bygg AB", "['5f48eb3e65d7ee8984354b']", "733352"]
    assert printed[6] == str(listed)


def test_every_code_is_explained():
    codes = {*outcomes._UNAVAILABLE.values(), *outcomes._UNCERTAIN, *outcomes._FREE}
    codes |= {code.removeprefix("seventime") for code in outcomes._REJECTED.values()}
    assert {code for code in codes if f"`{code}`" not in TEXT} == set()
