"""What people are told about a file and its rows, beside what `remarks` says about customers' data."""

from bridge import remarks

SENTENCES: dict[str, tuple[str, str]] = {
    # The file cannot be read.
    "file_empty": ("Filen är tom.", "The file is empty."),
    "file_missing": (
        "Filen finns inte längre. Skicka den igen.",
        "The file is not there any more. Send it again.",
    ),
    "file_too_large": (
        "Dela filen: den är större än vad som läses.",
        "Split the file: it is larger than what is read.",
    ),
    "file_not_supported": (
        "Spara filen som .xlsx eller CSV. Gamla .xls, filer med lösenord, PDF och bilder läses inte.",
        "Save the file as .xlsx or CSV. Old .xls, files with a password, PDFs and pictures are not read.",
    ),
    "file_encoding": (
        "Spara filen som UTF-8: tecknet här hör inte till den teckenkodning som resten av filen har.",
        "Save the file as UTF-8: this character is not of the encoding that the rest of the file has.",
    ),
    "line_too_long": (
        "Kontrollera radbrytningarna: raden är längre än vad en kund kan behöva.",
        "Check the line breaks: the line is longer than any customer needs.",
    ),
    "header_missing": (
        "Sätt rubriker överst, till exempel Namn, Org.nr och E-post, eller ange vilken kolumn som är vad.",
        "Put headers on top, Namn, Org.nr and E-post for example, or say with a mapping what each column is.",
    ),
    "quote_not_closed": (
        'Citattecknet här saknar sitt slut. Skriv citattecken inne i en cell dubbelt: "".',
        'The quotation mark here is never closed. Write one inside of a cell twice: "".',
    ),
    "quote_inside": (
        'Cellen slutar inte där dess citattecken slutar. Skriv citattecken inne i en cell dubbelt: "".',
        'The cell does not end where its quotation mark does. Write one inside of a cell twice: "".',
    ),
    "json_malformed": ("Rätta filen: det här är inte JSON.", "Mend the file: this is not JSON."),
    "workbook_damaged": (
        "Öppna filen i ett kalkylprogram och spara den på nytt: den är skadad.",
        "Open the file in a spreadsheet program and save it again: it is damaged.",
    ),
    # A row cannot become a customer.
    "not_an_object": (
        "Skriv kunden som ett JSON-objekt med namngivna fält.",
        "Write the customer as a JSON object with named fields.",
    ),
    "too_many_cells": (
        "Raden har fler celler än rubriker: något skiljetecken står inne i en cell utan citattecken.",
        "The row has more cells than there are headers: a delimiter stands in one without quotation marks.",
    ),
    "row_too_large": (
        "Korta raden: den är större än vad en kund kan behöva.",
        "Shorten the row: it is larger than any customer needs.",
    ),
    "duplicate": (
        "Ingenting: kunden står redan på en tidigare rad.",
        "Nothing: the customer stands in an earlier row already.",
    ),
    "customer_number_twice": (
        "Ge kunden ett eget kundnummer: en annan rad i filen har samma.",
        "Give the customer a number of its own: another row of the file has the same.",
    ),
}


def told(code: str) -> dict[str, str]:
    """`message` in English and `message_sv`; nothing for a code that nobody knows."""
    if code not in SENTENCES:
        return remarks.told(code)
    swedish, english = SENTENCES[code]
    return {"message": english, "message_sv": swedish}
