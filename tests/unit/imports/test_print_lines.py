import pytest

from bridge.imports.plan.print_lines import is_print_line
from bridge.seventime.models import Customer


@pytest.mark.parametrize(
    "name",
    [
        *("Summa", "Summa:", "Delsumma", "Totalsumma", "Grand total", "TOTALT", "Summa: 1 234,50 kr"),
        *("Totalt antal kunder: 53", "Antal poster = 53", "Totalt 53 st", "Antal kunder", "53 kunder", "12"),
        *(
            "2026-11-30",
            "Utskrivet 2026-11-30",
            "Utskriven av Bo Ek 2026-11-30 10:00",
            "Sida 2 av 5",
            "Page 2",
        ),
        *("Slut på rapporten", "Orgnr: 556016-0680", "Telefon:", "Momsreg.nr: SE556016068001"),
    ],
)
def test_a_line_about_the_list_is_no_customer(name):
    assert is_print_line(Customer(name=name))


@pytest.mark.parametrize(
    "customer",
    [
        Customer(name="Totalbyggarna i Lund AB"),
        Customer(name="Totalt Tak AB"),
        Customer(name="Summan Berg"),
        Customer(name="Sidas Blommor"),
        Customer(name="Antal & Ek HB"),
        Customer(name="Datum Konsult AB"),
        Customer(name="Post Nord: Lund"),
        Customer(name="Brf: Eken"),
        Customer(name="Summa", customerNumber="7"),
        Customer(name="Bo Ek", customerNumber="SID-12"),
        Customer(name="Summa", email="info@example.se"),
        Customer(name="3", phone="070-174 06 05"),
        Customer(name="1337", customerNumber="42"),
        Customer(name="53 kunder", city="Lund"),
    ],
)
def test_a_customer_that_is_called_like_a_line_stays_one(customer):
    assert not is_print_line(customer)


@pytest.mark.parametrize(
    ("name", "number", "city"),
    [
        ("3", "Antal kunder:", ""),
        ("2026-11-30", "Utskrivet", ""),
        ("Bo Ek", "Summa", ""),
        ("Antal kunder: 3", "7", ""),
        ("3", "", "Totalt"),
    ],
)
def test_words_in_other_columns_tell_as_well(name, number, city):
    assert is_print_line(Customer(name=name, customerNumber=number or None, city=city or None))
