import re

import pytest

from dev.simulator.account import CLIENT_SECRET
from dev.simulator.page import render
from dev.simulator.twin import Twin

CUSTOMER = {
    "name": "Åsa Öberg",
    "organizationNumber": "900101-2385",
    "email": "asa@example.com",
    "phone": "070-174 06 05",
    "address": "Östra Gatan 1",
    "zipCode": "211 20",
    "city": "Malmö",
    "billingSettings": {"isROTCustomer": True, "isRUTCustomer": True},
}


@pytest.fixture
def page(seven_time):
    return lambda: seven_time.session.get(seven_time.url + "/", timeout=5)


def rows(text):
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr><td>.*?</tr>", text)]


def test_shows_customers_newest_first(seven_time, page):
    seven_time.control(
        "POST", "customers", [{"name": "Bo", "createdDate": "2026-11-01T10:11:12.345Z"}, CUSTOMER]
    )
    first, second = rows(page().text)
    assert first[:6] == [
        "1002",
        "Åsa Öberg",
        "900101-2385",
        "asa@example.com",
        "070-174 06 05",
        "Östra Gatan 1, 211 20 Malmö",
    ]
    assert re.findall("ROT|RUT", first[6]) == ["ROT", "RUT"]
    assert second == ["1001", "Bo", "", "", "", "", "", "2026-11-01 10:11:12"]


def test_nothing_in_a_customer_is_markup(seven_time, page):
    seven_time.create(1, name="<script>alert(1)</script>", phone='"><b>', customerNumber="<i>", city="&amp;")
    text = page().text
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "&amp;amp;" in text


def test_placeholders_in_a_name_stay_text(seven_time, page):
    seven_time.create(1, name="$style $$ ${rows}")
    assert "$style $$ ${rows}" in page().text


def test_is_one_file_under_a_strict_policy(page):
    answer = page()
    policy = answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|<link rel=\"stylesheet|https?://", answer.text)
    assert 'http-equiv="refresh"' in answer.text


def numbers(text):
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", text))


def test_counts_requests_of_the_last_second():
    twin = Twin()
    for now in (10.0, 11.5, 11.6, 11.7, 11.8, 11.9):
        twin.answer("GET", "/api/1/customers", {}, {"Client-Secret": CLIENT_SECRET}, b"", now)
    twin.customers.create({"name": "Anna"}, now=12.0)
    assert numbers(render(twin, now=12.0)) == {
        "Customers": "1",
        "Requests in the last second": "5",
        "Requests in all": "6",
        "Turned away (429)": "1",
        "Faults injected": "0",
    }


def test_shows_the_newest_200_of_many():
    twin = Twin()
    for number in range(201):
        twin.customers.create({"name": f"Customer {number}"}, now=0)
    text = render(twin, now=0)
    assert len(rows(text)) == 200
    assert "Customer 200" in text
    assert "The newest 200 are shown" in text
