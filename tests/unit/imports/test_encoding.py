import codecs

import pytest

from bridge.imports.readers.encoding import Survey
from bridge.imports.readers.formats import Kind, kind
from bridge.imports.readers.rows import Unreadable
from bridge.imports.readers.texts import LONGEST_LINE, decoded, lines
from bridge.model.reasons import sentences
from tests.support.files import answers, pieces, read

TEXT = 'Namn;E-post;Ort\r\nÅsa Öberg;asa@example.se;Malmö\r\n"Ärliga ""Räven"" AB";info@example.se;Hörby\r\n'
FOUND = [
    {"name": "Åsa Öberg", "email": "asa@example.se", "city": "Malmö"},
    {"name": 'Ärliga "Räven" AB', "email": "info@example.se", "city": "Hörby"},
]
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16-le": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16-be": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16-le without mark": TEXT.encode("utf-16-le"),
    "utf-16-be without mark": TEXT.encode("utf-16-be"),
    "cp1252": TEXT.encode("cp1252"),
    "iso-8859-15": TEXT.encode("iso-8859-15"),
    "mac_roman": TEXT.encode("mac_roman"),
    "cp850": TEXT.encode("cp850"),
    "cp437": TEXT.encode("cp437"),
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_swedish_letters_survive_every_encoding_that_exports_come_in(encoding):
    assert answers(ENCODED[encoding]) == FOUND


@pytest.mark.parametrize(
    ("row", "encoding"),
    [
        ("Bo;5 000,00 €", "cp1252"),
        ("Bo;08–123 45…", "cp1252"),
        ("”Bosse”;Lund", "cp1252"),
        ("Bo;1\u00a0240,50", "cp1252"),
        ("Müller;Lund", "cp1252"),
        ("Pål;Lund", "mac_roman"),
        ("Bo;Ängen", "mac_roman"),
        ("Bo;Malmö", "mac_roman"),
        ("O’Brien;Lund", "mac_roman"),
        ("Pål;Lund", "cp850"),
        ("Bo;Ängen", "cp850"),
        ("Bo;Malmö", "cp850"),
        ("BO;VÄXJÖ", "cp850"),
    ],
)
def test_one_letter_or_sign_is_enough_to_know_the_encoding(row, encoding):
    content = f"Namn;Ort\n{row}\n"
    assert content.encode(encoding).decode(Survey.of(pieces(content.encode(encoding), 3)).encoding) == content


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_break_is_one(end):
    assert answers(TEXT.replace("\r\n", end).encode("mac_roman")) == FOUND


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_it_does_not_matter_where_the_pieces_are_cut(size):
    for content in ENCODED.values():
        assert [row.line for row in read(content, size=size)] == [2, 3]


def test_letters_that_come_late_decide_the_encoding_too():
    rows = "".join(f"Kund {n};k{n}@example.se;Lund\n" for n in range(5000))
    content = f"Namn;E-post;Ort\n{rows}Åsa;a@example.se;Malmö\n".encode("cp1252")
    assert answers(content, size=4096)[-1] == {"name": "Åsa", "email": "a@example.se", "city": "Malmö"}


def test_a_byte_that_is_no_character_is_an_error_with_its_place_and_without_what_stands_there():
    content = "Namn;Ort\nÅsa;Malmö\nBo;Växjö\nÖrjan;L".encode() + b"\xff" + "und\nÅke;Örebro\n".encode()
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert (raised.value.reason, raised.value.line, raised.value.column) == ("file_encoding", 4, 8)
    assert "rjan" not in str(raised.value)


def test_a_place_is_counted_over_pieces_and_old_line_breaks():
    content = b"a\rb\rc\x81d"
    with pytest.raises(Unreadable) as raised:
        list(decoded(pieces(content, 2), "cp1252"))
    assert (raised.value.line, raised.value.column) == (3, 2)


def test_lines_end_somewhere():
    with pytest.raises(Unreadable) as raised:
        list(lines(["a\n", "x" * (LONGEST_LINE + 1)]))
    assert (raised.value.reason, raised.value.line) == ("line_too_long", 2)


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (b"Namn;Ort\n", "csv"),
        (b'[{"name": "Bo"}]', "json"),
        (b'\xef\xbb\xbf \n[{"name": "Bo"}]', "json"),
        (b'{"name": "Bo"}\n', "ndjson"),
        (b"PK\x03\x04...", "xlsx"),
    ],
)
def test_what_a_file_is_stands_in_it(content, format):
    assert kind(Survey.of([content])).format == format


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file_empty"),
        (OLD_OFFICE, "file_is_old_office"),
        (OLD_OFFICE + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "file_has_password"),
        (b"%PDF-1.7", "file_is_pdf"),
        (b"--f3a9\r\nContent-Disposition: form-data\r\n\r\nNamn\r\nBo\r\n--f3a9--", "file_in_form"),
        (b"\x89PNG\r\n", "file_is_picture"),
        (b"\xff\xd8\xff\xe0", "file_is_picture"),
        (b"\x1f\x8b\x08", "file_is_archive"),
        (b"{\\rtf1", "file_not_supported"),
        (b"\n<!DOCTYPE html><html>", "file_is_web_page"),
        (b"<table><tr><td>Namn</td></tr></table>", "file_is_web_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "file_is_web_page"),
        ("\ufeff<html>".encode("utf-16"), "file_is_web_page"),
    ],
)
def test_what_is_no_list_of_customers_is_refused_by_its_name_and_with_what_to_do(content, reason):
    with pytest.raises(Unreadable) as raised:
        kind(Survey.of([content] if content else []))
    assert raised.value.reason == reason
    assert set(sentences(reason)) == {"message", "message_sv"}


def test_the_mark_with_which_dos_ends_a_file_is_no_row():
    assert len(answers(TEXT.encode("cp850") + b"\x1a")) == 2


def test_the_same_bytes_have_the_same_fingerprint_however_they_come():
    one, two = Survey.of(pieces(b"abc" * 99, 5)), Survey.of([b"abc" * 99])
    assert one.sha256 == two.sha256 != Survey.of([b"abd" * 99]).sha256
    assert (one.size, kind(one)) == (297, Kind("csv", "utf-8"))
