import pytest

from dev.simulator.forms import decode


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("", {}),
        ("&&", {}),
        ("name=Anna", {"name": "Anna"}),
        ("name", {"name": ""}),
        ("name=a=b", {"name": "a=b"}),
        ("name=%C3%85sa+%C3%96berg", {"name": "Åsa Öberg"}),
        ("name=Åsa", {"name": "Åsa"}),
        ("email=a%2Bb%40example.com", {"email": "a+b@example.com"}),
        ("email=a+b@example.com", {"email": "a b@example.com"}),
        ("name=%C5sa", {"name": "%C5sa"}),
        ("name=A&name=B", {"name": ["A", "B"]}),
        ("a.b=1", {"a.b": "1"}),
        ("a[b]=1&a[c]=2", {"a": {"b": "1", "c": "2"}}),
        ("a%5Bb%5D%5B0%5D%5Bc%5D=1", {"a": {"b": [{"c": "1"}]}}),
        ("a[1][c]=2&a[0][c]=1", {"a": [{"c": "1"}, {"c": "2"}]}),
        ("a[7]=x", {"a": ["x"]}),
        ("a[101]=x", {"a": {"101": "x"}}),
        ("a[01]=x", {"a": {"01": "x"}}),
        ("a[0]=x&a[b]=y", {"a": {"0": "x", "b": "y"}}),
        ("a[][u]=A&a[][p]=1&a[][u]=B&a[][p]=2", {"a": [{"u": ["A", "B"], "p": ["1", "2"]}]}),
        ("0=x", {"0": "x"}),
        ("[a]=x", {"[a]": "x"}),
        ("a=x&a[b]=y", {"a": {"b": "y"}}),
    ],
)
def test_reads_forms_as_express_does(body, fields):
    assert decode(body.encode()) == fields


def test_bytes_that_are_no_utf_8_do_not_break_it():
    assert decode(b"name=\xc5sa") == {"name": "\ufffdsa"}
