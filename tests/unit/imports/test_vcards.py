import pytest

from tests.support.files import answers, read

CARD = """BEGIN:VCARD
VERSION:3.0
N:Ek;Eva;;;
FN:Eva Ek
ORG:Eks Måleri AB;Kontoret
item1.EMAIL;type=INTERNET;type=WORK:eva@example.se
EMAIL;type=HOME:hem@example.se
TEL;TYPE="cell,voice":070-174 06 05
ADR;TYPE=work:;;Gatan 1\\, uppg. B;Lund;;222 22;Sverige
NOTE:Ring först\\nPortkod
  1234
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ
 SkZJRg==
END:VCARD
"""


def test_each_card_is_a_row():
    rows = read(CARD + CARD.replace("Eva", "Bo"))
    assert [row.line for row in rows] == [1, 15]
    assert rows[0].cells == {
        "Efternamn": "Ek",
        "Förnamn": "Eva",
        "Namn": "Eva Ek",
        "Företag": "Eks Måleri AB",
        "E-post": "eva@example.se, hem@example.se",
        "Telefon": "070-174 06 05",
        "Adress": "Gatan 1, uppg. B",
        "Ort": "Lund",
        "Postnummer": "222 22",
        "Land": "Sverige",
        "Anteckningar": "Ring först\nPortkod 1234",
    }


def test_old_cards_are_in_quoted_printable():
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85sa =\r\n=C3=96berg\r\n"
        "TEL;CELL:0701740605\r\nEND:VCARD\r\n"
    )
    assert answers(card) == [{"name": "Åsa Öberg", "phone": "0701740605"}]


@pytest.mark.parametrize(
    "card", ["BEGIN:VCARD\nFN:Bo", "begin:vcard\nend:vcard\n\x00;:\n", "BEGIN:VCARD\n:::\n"]
)
def test_a_card_that_does_not_end_is_none(card):
    assert [row.cells for row in read(card) if row.cells] == []


def test_the_first_of_two_addresses_is_taken_and_a_link_is_a_number():
    addresses = "ADR:;;Gatan 1;Lund;;;\nADR:;;Vägen 2;Kil;;66530;\n"
    card = f"BEGIN:VCARD\nFN:Bo\nTEL;VALUE=uri:tel:+46-70-174-06-05\n{addresses}END:VCARD"
    assert answers(card) == [
        {"name": "Bo", "phone": "+46-70-174-06-05", "address": "Gatan 1", "city": "Lund"}
    ]
