"""Invented people for samples. Their phone numbers are of a series that nobody gets."""

import secrets
from dataclasses import dataclass

_FIRST = ("Åsa", "Björn", "Märta", "Göran", "Örjan", "Ylva", "Håkan", "Kerstin", "Älva", "Sören")
_LAST = ("Sjöström", "Åkerström", "Öberg", "Håkansson", "Lindgren", "Ängquist", "Björk", "Nyström")
_PLACES = (
    ("Källängsvägen 4", "352 42", "Växjö"),
    ("Ängsvägen 21", "183 38", "Täby"),
    ("Grågåsvägen 7", "961 46", "Sävast"),
    ("Sjövägen 3", "269 74", "Västra Karup"),
    ("Fjällvägen 2", "831 34", "Östersund"),
)
_IN_SERIES = 95
"""070-174 06 05 to 06 99 are for films and books (the authority PTS)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who fills in a form, or orders."""

    first: str
    last: str
    email: str
    phone: str
    street: str
    zip_code: str
    city: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    def answers(self) -> dict[str, str]:
        """The person's answers to the usual questions of a form."""
        return {
            "Namn": self.name, "E-post": self.email, "Telefon": self.phone,
            "Adress": self.street, "Postnr": self.zip_code, "Ort": self.city,
        }  # fmt: skip


def somebody() -> Person:
    """Somebody who was never there before."""
    first, last = secrets.choice(_FIRST), secrets.choice(_LAST)
    email = f"prov.{secrets.token_hex(6)}@example.se"
    phone = f"070-174 06 {5 + secrets.randbelow(_IN_SERIES):02}"
    return Person(first, last, email, phone, *secrets.choice(_PLACES))
