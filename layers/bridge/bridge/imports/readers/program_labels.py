"""What other programs and languages call the columns of customers.

Programs: Google Contacts, Outlook, Shopify (customers), WooCommerce (customers and users), Fortnox, Visma
eEkonomi, Björn Lundén, Bokio, and the lead files of Meta and Google Ads. Forms do not use these names.
"""

PROGRAM_LABELS: dict[str, str] = {
    "Namn": (
        "navn, kundenavn, nimi, asiakkaan nimi, nombre completo, nom complet, kontaktname, vollständiger name"
    ),
    "Förnamn": "fornavn, vorname, etunimi, prénom, nombre, voornaam, imię, billing first name",
    "Efternamn": (
        "etternavn, nachname, familienname, sukunimi, nom de famille, apellido, apellidos, achternaam, "
        "nazwisko, billing last name"
    ),
    "Företag": (
        "firmanavn, bedrift, selskap, virksomhed, virksomhet, firmenname, unternehmen, yritys, yrityksen "
        "nimi, société, entreprise, empresa, bedrijf, bedrijfsnaam, nazwa firmy, default address company"
    ),
    "Kontaktperson": (
        "contactpersonname, kontaktens namn, kontaktnavn, ansprechpartner, yhteyshenkilö, deres referanse"
    ),
    "Kundnummer": "kundenummer, kundenr, kundennummer, kunden-nr, asiakasnumero, customer code, kundkod",
    "Organisationsnummer": "organisasjonsnummer, cvr, cvr-nummer, cvr-nr, y-tunnus, corporate id, orgno",
    "Momsnummer": (
        "ust-idnr, ust-id, umsatzsteuer-id, vat registration number, vat registration no, alv-numero"
    ),
    "E-post": (
        "e-mail-adresse, epostadresse, mailadresse, sähköposti, sähköpostiosoite, correo electrónico, "
        "adresse e-mail, courriel, e-mailadres, adres e-mail, user email, billing email, "
        "contactpersonemail, kontaktens e-post, kontaktens e-postadress, primary email, business email, "
        "personal email, e-mail 2 address, e-mail 3 address, e-postadress 2, e-postadress 3, e-post 2, "
        "email 2"
    ),
    "Telefon": (
        "telefonnummer 1, telefonnummer 2, handynummer, handy, mobilfunknummer, puhelin, puhelinnumero, "
        "matkapuhelin, téléphone, numéro de téléphone, teléfono, número de teléfono, telefoonnummer, "
        "telefoon, numer telefonu, user phone, billing phone, contactpersonphone, contactpersonmobile, "
        "kontaktens telefon, kontaktens telefonnummer, kontaktens mobil, business phone, business phones, "
        "business phone 2, home phone, home phone 2, primary phone, other phone, company main phone, car "
        "phone, arbetstelefon, arbetstelefon 2, hemtelefon 2, telefon 3, annan telefon, alt. telefon, "
        "mobil 2, mobiltelefon 2, phone 3, mobile 2, default address phone"
    ),
    "Adress": (
        "adresse, gateadresse, gadenavn, vejnavn, straße, straße und hausnummer, anschrift, katuosoite, "
        "osoite, lähiosoite, dirección, calle, adresse 1, adresselinje 1, rue, adres, straat, ulica"
    ),
    "Adress 2": "adresse 2, adresselinje 2, adresszusatz, co-adress",
    "Postnummer": (
        "address postal code, address zip, postleitzahl, plz, postinumero, code postal, código postal, "
        "kod pocztowy"
    ),
    "Ort": (
        "address city, poststed, sted, by, stadt, wohnort, postitoimipaikka, kaupunki, paikkakunta, "
        "ville, ciudad, población, plaats, woonplaats, miejscowość, miasto, postal town"
    ),
    "Land": "address country, country / region, land/region, maa, pays, país, kraj, country name",
    "Anteckningar": "notater, notizen, muistiinpanot, bemerkung, bemærkning, merknad",
    "Privatperson": "isprivateperson",
    "Betalningsvillkor": "betalingsbetingelser, betalingsvilkår, zahlungsbedingungen, maksuehto",
    "Fakturaadress": (
        "billing address 1, billing address line 1, billing street, fakturaadresse, invoice street"
    ),
    "Fakturaadress 2": "billing address line 2",
    "Leveransadress": "shipping address 1, shipping address line 1, shipping street, delivery street",
    "Leveransadress (Postnr)": (
        "leveransadress postnummer, leveransadress postnr, shipping zip code, shipping postal code"
    ),
    "Leveransadress (Ort)": "leveransadress ort, leveransadress postort, shipping town",
    "Leveransadress (Namn)": "deliverycustomername",
    "Leveransland": "deliverycountrycode, shipping country code, leveransadress land",
    "": "customer id, user id, customer gid, lead id, contact id",
}
"""Label → columns, "" for those that are not read: a shop's `Customer ID` is no customer number."""
