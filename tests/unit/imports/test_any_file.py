import json
from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bridge.imports.options import Options
from bridge.imports.readers.headers import Headers
from bridge.imports.readers.rows import Unreadable
from bridge.mapping.customer import to_customer
from bridge.model.failures import Rejected
from bridge.model.submission import Submission
from tests.support.files import read
from tests.support.workbooks import CUSTOMERS, sheets

FILES = (
    b'Namn;E-post;ROT\r\n"\xc5sa ""\xd6"";\n";asa@example.se;ja\r\nBo;;1,5E+09\r\n',
    b'[{"name": "Bo", "billingSettings": {"isROTCustomer": true, "deductionDistribution": [{}]}}, [1], 7]',
    b'{"name": "Bo", "phone": 701740605}\n{"Namn": ["a", {"b": null}], "Ort": 1e400}\n',
    "sep=;\nNamn;Ort\n\u00c5sa;Malm\u00f6\n".encode("utf-16"),
    sheets(CUSTOMERS),
)


@st.composite
def damaged(draw):
    """A file of which a part is something else."""
    content = draw(st.sampled_from(FILES))
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 40)))
    return content[:start] + draw(st.binary(max_size=12)) + content[end:]


def outcome(content):
    """The rows, or where they cannot be read."""
    try:
        return read(content, size=64), (1, 1)
    except Unreadable as error:
        return [], (error.line, error.column)


@given(st.one_of(st.binary(max_size=200), damaged()))
def test_whatever_comes_is_read_or_is_an_error_that_names_its_place(content):
    rows, place = outcome(content)
    assert min(place) > 0
    json.dumps([row.cells for row in rows])
    for row in rows:
        with suppress(Rejected):
            to_customer(
                Submission("file", Headers().answers(row.cells)), Options().source, date(2026, 11, 23)
            )
