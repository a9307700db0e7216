"""Lists and pages, as they look on the wire."""

import pytest
from responses import matchers

from bridge.seventime.filters import InvalidFilter

SITE = "https://seventime.example"
ID = "5bb26376c42fb99275000080"
ANNA = {"_id": ID, "name": "Anna Andersson"}


def customers(version):
    return f"{SITE}/api/{version}/customers/"


def last(seventime):
    return seventime.calls[-1].request


def test_lists_with_every_filter_of_version_1(seventime, connect):
    wanted = {
        "name": "Åsa & Co",
        "customerNumber": "W1",
        "organizationNumber": "556596-0753",
        "city": "Västra Karup",
        "sortBy": "name",
        "sortDirection": "descending",
    }
    seventime.get(customers("1"), json=[ANNA, None, "odd"], match=[matchers.query_param_matcher(wanted)])
    page = connect("1").list_customers(**wanted, phone=None)
    assert [customer.id for customer in page.customers] == [ID]
    assert (page.total, page.pages) == (None, 1)
    assert "name=%C3%85sa%20%26%20Co&" in last(seventime).url


def test_lists_with_every_filter_of_version_2(seventime, connect):
    wanted = {
        "email": "anna+1@example.com",
        "lastModified": "2026-11-23T10:00:00",
        "limit": "500",
        "page": "2",
        "sortBy": "createdDate",
        "sortDirection": "ascending",
    }
    answer = {"meta": {"totalResources": 501, "totalPages": 2, "currentPage": 2}, "data": [ANNA]}
    seventime.get(customers("2"), json=answer, match=[matchers.query_param_matcher(wanted)])
    page = connect("2").list_customers(**wanted)
    assert (len(page.customers), page.total, page.pages) == (1, 501, 2)


def test_refuses_a_filter_before_asking(connect, pace):
    with pytest.raises(InvalidFilter, match="email: API version 1"):
        connect("1").list_customers(email="anna@example.com")
    assert pace.taken == 0


def paged(total_pages, sizes):
    for number, size in enumerate(sizes, 1):
        meta = {"totalResources": sum(sizes), "totalPages": total_pages, "currentPage": 7}
        yield number, {"meta": meta, "data": [{"_id": f"{number}-{row}"} for row in range(size)]}


@pytest.mark.parametrize(
    ("total_pages", "sizes"), [(3, [2, 2, 1]), (None, [2, 2, 0]), (1, [1]), (0, [0]), (9, [2, 0])]
)
def test_iterates_over_pages_to_the_end(seventime, connect, pace, total_pages, sizes):
    for number, answer in paged(total_pages, sizes):
        match = matchers.query_param_matcher({"limit": "500", "page": str(number), "city": "Lund"})
        seventime.get(customers("2"), json=answer, match=[match])
    assert len(list(connect("2").iterate_customers(city="Lund"))) == sum(sizes)
    assert pace.taken == len(sizes)


def test_iterates_from_a_page_with_a_limit(seventime, connect):
    match = matchers.query_param_matcher({"limit": "2", "page": "3"})
    seventime.get(customers("2"), json={"meta": {"totalPages": 3}, "data": [ANNA]}, match=[match])
    assert len(list(connect("2").iterate_customers(limit=2, page=3))) == 1


def test_version_1_has_one_page(seventime, connect):
    seventime.get(customers("1"), json=[ANNA] * 100)
    assert len(list(connect("1").iterate_customers())) == 100
