"""What people are told about a customer's data: stable codes, a sentence in Swedish and in English each.

A sentence says what to do and never holds the value. `Rejected` carries the same codes.
"""

from dataclasses import dataclass

from bridge.failures import Rejected


@dataclass(frozen=True, slots=True)
class Remark:
    """What was noticed about one field and did not stop the customer."""

    code: str
    field: str

    @property
    def swedish(self) -> str:
        """The sentence in Swedish."""
        return SENTENCES[self.code][0]

    @property
    def english(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.code][1]


def rejection(code: str, field: str) -> Rejected:
    """The failure that says the same as the remark would."""
    return Rejected(code, SENTENCES[code][1], field=field)


SENTENCES: dict[str, tuple[str, str]] = {
    # A field that cannot be used: left out, or the whole customer rejected (`validation: strict`).
    "name_missing": (
        "Ange kundens namn: ett företagsnamn, eller för- och efternamn.",
        "Give the customer's name: a company's, or first and last name.",
    ),
    "number_length": (
        "Skriv organisations- eller personnumret med tio eller tolv siffror.",
        "Write the organisation or personal number with ten or twelve digits.",
    ),
    "number_check_digit": (
        "Kontrollera organisations- eller personnumret: kontrollsiffran stämmer inte.",
        "Check the organisation or personal number: its check digit is wrong.",
    ),
    "number_date": (
        "Kontrollera personnumret: det börjar inte med ett möjligt födelsedatum.",
        "Check the personal number: it does not begin with a possible date of birth.",
    ),
    "number_placeholder": (
        "Ange det riktiga numret, eller lämna fältet tomt: det här är ett exempelnummer.",
        "Give the real number or leave the field empty: this one is a placeholder.",
    ),
    "number_other_digits": (
        "Skriv numret med siffrorna 0-9.",
        "Write the number with the digits 0-9.",
    ),
    "number_damaged": (
        "Hämta numret på nytt: ett kalkylprogram har kortat det. Formatera kolumnen som text.",
        "Get the number again: a spreadsheet has shortened it. Format the column as text.",
    ),
    "number_not_an_organisation": (
        "Ange bostadsrättsföreningens organisationsnummer, inte ett personnummer.",
        "Give the housing society's organisation number, not a person's.",
    ),
    "vat_number_invalid": (
        "Skriv momsregistreringsnumret som SE, organisationsnumret och 01.",
        "Write the VAT number as SE, the organisation number and 01.",
    ),
    "zip_code_invalid": (
        "Skriv postnumret med fem siffror, eller ange landet om det inte är Sverige.",
        "Write the postal code with five digits, or name the country if it is not Sweden.",
    ),
    "country_unknown": (
        "Ange landet som en kod med två bokstäver, till exempel SE.",
        "Give the country as a two-letter code, such as SE.",
    ),
    "phone_invalid": (
        "Skriv ett helt telefonnummer med riktnummer, eller med landskod utanför Sverige.",
        "Write a whole phone number with its area code, or its country code outside Sweden.",
    ),
    "phone_damaged": (
        "Hämta telefonnumret på nytt: ett kalkylprogram har kortat det. Formatera kolumnen som text.",
        "Get the phone number again: a spreadsheet has shortened it. Format the column as text.",
    ),
    "email_invalid": (
        "Kontrollera e-postadressen: den går inte att skicka till.",
        "Check the e-mail address: nothing can be sent to it.",
    ),
    "not_a_number": ("Skriv ett heltal.", "Write a whole number."),
    "not_yes_or_no": ("Skriv ja eller nej.", "Write yes or no."),
    "not_a_choice": (
        "Välj ett av de värden som Seven Time har för fältet.",
        "Choose one of the values that Seven Time has for this field.",
    ),
    "not_a_text": (
        "Ange en text eller ett tal, inte en sammansatt struktur.",
        "Give a text or a number, not a nested structure.",
    ),
    "deduction_incomplete": (
        "Ange namn, personnummer och procent (1-100) för varje person i fördelningen.",
        "Give name, personal number and per cent (1-100) of each person in the distribution.",
    ),
    "expression_failed": (
        "Rätta uttrycket för fältet i sources.yaml: det passar inte det som avsändaren skickar.",
        "Mend the field's expression in sources.yaml: it does not fit what the sender sends.",
    ),
    "field_unknown": (
        "Använd ett av Seven Times fältnamn; det här finns inte.",
        "Use one of Seven Time's field names; this one does not exist.",
    ),
    "field_refused": (
        "Kontrollera fältet: Seven Time tar inte ett sådant värde.",
        "Check the field: Seven Time does not take such a value.",
    ),
    # What was done to a field; the customer is created all the same.
    "number_second_left_out": (
        "Fältet hade flera nummer. Det första används.",
        "The field held several numbers. The first is used.",
    ),
    "number_moved": (
        "Numret hör hemma i ett annat fält och står nu där.",
        "The number belongs to another field and has been put there.",
    ),
    "phone_second_left_out": (
        "Fältet hade flera telefonnummer. Det första används.",
        "The field held several phone numbers. The first is used.",
    ),
    "email_second_left_out": (
        "Fältet hade flera e-postadresser. Den första används.",
        "The field held several e-mail addresses. The first is used.",
    ),
    "second_answer_left_out": (
        "Flera svar gällde fältet. Det första används.",
        "Several answers were meant for this field. The first is used.",
    ),
    "person_number_dropped": (
        "Ett personnummer togs bort. Tillåt det med person_numbers: keep om det behövs.",
        "A personal number was dropped. Allow it with person_numbers: keep if it is needed.",
    ),
    "contact_person_in_notes": (
        "Kontaktpersonen står i anteckningarna. API-version 1 tar inte emot dem.",
        "The contact person stands in the notes. Version 1 of the API does not take them.",
    ),
    "text_shortened": (
        "Texten var för lång och kortades.",
        "The text was too long and was shortened.",
    ),
    "text_damaged": (
        "Rätta texten i Seven Time: avsändaren har förlorat tecken, troligen å, ä eller ö.",
        "Mend the text in Seven Time: the sender lost characters, probably å, ä or ö.",
    ),
}
