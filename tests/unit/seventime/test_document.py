"""docs/seventime-client.md: its examples run as they stand, and its table has the client's reasons."""

import re
from pathlib import Path

from bridge.model.reasons import UNCERTAIN, Reason

TEXT = (Path(__file__).parents[3] / "docs" / "seventime-client.md").read_text(encoding="utf-8")
CLIENT = Path(__file__).parents[3] / "layers" / "bridge" / "bridge" / "seventime"
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


def test_every_reason_is_in_the_table_with_what_it_means_for_the_request():
    table = dict(re.findall(r"^\| `(\w+)` \|.*\| (yes|no) \|$", TEXT, re.MULTILINE))
    code = "".join(file.read_text(encoding="utf-8") for file in CLIENT.glob("*.py"))
    assert table.keys() == {Reason[name] for name in re.findall(r"Reason\.([A-Z_]+)", code)}
    assert {reason for reason, unknown in table.items() if unknown == "yes"} == UNCERTAIN
