"""The labels of fields in Swedish and English, as forms and files have them. `label_lookup` looks them up.

Some fields are not Seven Time's own: `firstName`, `lastName`, `companyName`, `contactPerson`,
`personalNumber` and those of two people who share a deduction are what forms ask for. `mapping` makes Seven
Time's fields of them.
"""

LABELS: dict[str, str] = {
    "name": (
        "namn, fullständigt namn, för- och efternamn, förnamn och efternamn, kundnamn, kundens namn, kund, "
        "vad heter du, beställarens namn, beställare, name, full name, your name, first and last name, "
        "customer name, customer, what is your name, what's your name, your full name, fullt namn, hela "
        "namnet, namn/företag, företag/namn, namn på företag eller person, name/company, namn/efternamn, "
        "namn/företagsnamn, företagsnamn/namn, namn på beställare, namn på kund, sökandes namn, namn "
        "sökande, namn 1, namn person 1, namn sökande 1, "
        "fastighetsägare, fastighetsägarens namn, husägare, husägarens namn, "
        "lägenhetsinnehavare, uppdragsgivare, köpare, köparens namn"
    ),
    "firstName": (
        "förnamn, tilltalsnamn, first name, given name, forename, your first name, fname, vad heter du i "
        "förnamn"
    ),
    "lastName": (
        "efternamn, last name, surname, family name, your last name, lname, vad heter du i efternamn"
    ),
    "companyName": (
        "företagsnamn, företag, företagets namn, bolag, bolagsnamn, bolagets namn, firma, firmanamn, "
        "organisation, organisationsnamn, förening, föreningsnamn, föreningens namn, brf, brf:s namn, "
        "namn på brf, namn på förening, namn på föreningen, brf-namn, vilken förening, vilken brf, "
        "bostadsrättsförening, bostadsrättsföreningens namn, namn på bostadsrättsförening, namn på "
        "bostadsrättsföreningen, samfällighet, samfällighetens namn, samfällighetsförening, "
        "samfällighetsföreningens namn, brf/förening, förening/brf, brf/samfällighet, company, "
        "company name, business name, business, organization, organization name, organisation name, your "
        "company, namn på företag, namn på företaget, namn på ert företag, företag/organisation, "
        "organisation/företag, "
        "företag/förening, förening/företag, företag/brf, vad heter företaget, är du företag, är du ett "
        "företag, är ni ett företag, är det ett företag, företagskund, är du företagskund, vilket företag "
        "representerar du, vilket företag arbetar du på, billing company, företag/org.nr, "
        "företag/orgnummer, företag/organisationsnummer, företagsnamn/org.nr, företagsnamn/orgnummer, "
        "företagsnamn/organisationsnummer, bolag/org.nr, company/org no, company/organisation number, ev. "
        "företag, eventuellt företag"
    ),
    "contactPerson": (
        "kontaktperson, kontakt, kontaktnamn, er referens, referens, vår kontakt, contact person, "
        "contact, contact name, your reference, attention, att, kontaktpersonens namn, kontaktperson "
        "namn, namn på kontaktperson, namn kontaktperson, namn på kontaktpersonen, name of contact "
        "person, er kontaktperson, din kontaktperson, vår kontaktperson, "
        "er ref, ert referensnamn, ref, kontakt brf"
    ),
    "customerNumber": "kundnummer, kundnr, kund-id, customer number, customer no, customer id",
    "organizationNumber": (
        "organisationsnummer, organisationsnr, org.nr, orgnummer, org, företagets organisationsnummer, "
        "organization number, organisation number, organization no, organisation no, company number, "
        "company registration number, registration number, corporate identity number, org.nr./personnr, "
        "org.nr/pers.nr, orgnr/personnummer, org-/personnummer, org-/personnr, org-/persnr, "
        "organisations-/personnummer, organisationsnummer/personnummer, person-/organisationsnummer, "
        "person-/orgnr, person-/orgnummer, pers-/orgnr, pers.nr/org.nr, personnr/orgnr, personnummer/orgnr, "
        "personnummer/orgnummer, personnummer/organisationsnummer, personnr/orgnummer, "
        "orgnummer/personnummer, corporate identity no, org no, org number"
    ),
    "personalNumber": (
        "personnummer, personnr, pers.nr, pnr, samordningsnummer, födelsenummer, personal number, personal "
        "identity number, personal id number, social security number, ssn, national identification number, "
        "personal identity no, personnummer rot, personnummer rut, personnummer sökande, personnummer "
        "beställare, sökandes personnummer, personnummer 1, personnummer person 1, personnummer sökande 1"
    ),
    "coApplicantName": ("medsökandes namn"),
    "coApplicantNumber": ("medsökandes personnummer"),
    "applicantPercent": (
        "sökandes andel, din andel, din andel av avdraget, din andel i %, din andel i procent, andel "
        "sökande, andel person 1, andel sökande 1, applicant's share, your share"
    ),
    "coApplicantPercent": ("medsökandes andel"),
    "vatNumber": (
        "momsregistreringsnummer, momsreg.nr, momsnr, momsnummer, vat-nummer, vat nr, vat number, vat no, "
        "vat id, vat, eu-moms, eu-momsnummer, moms-id"
    ),
    "address": (
        "adress, gatuadress, adress 1, adressrad 1, gata, utdelningsadress, postadress, besöksadress, "
        "hemadress, address, street address, address 1, address line 1, street, your address, postal "
        "address, home address, mailing address, fullständig adress, hela adressen, full address, "
        "gata/nummer, gata/nr, gata/husnummer, gatuadress/husnummer, gatuadress/nummer, bostadsadress, "
        "adress/postnummer/ort, adress/postnr/ort, gatuadress/postnummer/ort, gatuadress/postnr/ort, "
        "adress/postnummer, adress/ort, vilken adress bor du på, address/postal code/city, "
        "address/zip/city, gatunamn, gatunamn/nummer"
    ),
    "address2": (
        "adress 2, adressrad 2, c/o, c/o-adress, fortsättningsadress, address 2, address line 2, street 2"
    ),
    "zipCode": (
        "postnummer, postnr, zip code, zip, postal code, post code, zip/postal code, zip/post code, "
        "postal/zip code, zip/postal, zip/postnummer, postnummer/ort, postnr/ort, postnummer/postort, "
        "postnr/postort, postnummer/stad, postal code/city, zip/city, zip code/city, postkod"
    ),
    "city": (
        "ort, postort, stad, bostadsort, city, town, city/town, postal city, hemort, stad/ort, ort/stad"
    ),
    "country": "land, landskod, country, country code, landkod",
    "phone": (
        "telefon, telefonnummer, telefonnr, tel, tel.nr, tfn, telefon 1, tel 1, telefon dagtid, mobil, "
        "mobilnummer, mobiltelefon, mobilnr, mobiltelefonnummer, telefon/mobil, telefon arbete, telefon "
        "2, tel 2, phone, phone number, telephone, telephone number, phone 1, your phone, your phone "
        "number, mobile, mobile number, mobile phone, cell phone, phone 2, your tel, hur når vi dig på "
        "telefon, tele, mobiltel, mob, mobil/telefon, telefonnummer/mobilnummer, kontakttelefon, "
        "kontaktnummer, direktnummer, telefon hem, hemtelefon, ditt nummer, vilket nummer når vi dig på, "
        "work phone, work phone number, best phone number to reach you, mob.nr, telefonnummer där vi kan "
        "nå dig, telefonnummer vi kan nå dig på"
    ),
    "email": (
        "e-post, e-postadress, e-post 1, e-mail, mail, mailadress, mejl, mejladress, e-mailadress, email "
        "address, your email, your email address, work email, kontaktmail, kontaktmejl, kontakt-e-post"
    ),
    "paymentDays": (
        "betalningsvillkor, betalningsdagar, betalvillkor, betaldagar, kredittid, kreditdagar, payment "
        "terms, payment days, terms of payment, betalningsvillkor dagar, bet.villkor"
    ),
    "typeOfCustomer": (
        "kundtyp, typ av kund, typ, customer type, type of customer, type, är du, jag är, kundkategori, vem "
        "är du, vi är, jag är en, jag kontaktar er som, jag bokar som, jag beställer som, beställer som, "
        "jag representerar, vi representerar, beställare är, beställaren är, kunden är, köparen är, "
        "kontaktar oss som, du är, ni är, du representerar, beställaren representerar"
    ),
    "notes": (
        "meddelande, meddelanden, anteckningar, anteckning, notering, kommentar, kommentarer, övrigt, "
        "övrig information, beskrivning, ämne, ärende, önskemål, fråga, frågor, message, your message, "
        "notes, note, comment, comments, description, subject, your subject, question, additional "
        "information, meddelandetext, övriga kommentarer, övriga upplysningar, övriga önskemål, övrig "
        "info, övrigt att tillägga, kommentar/önskemål, kommentarer/önskemål, annan information, mer "
        "information, ytterligare information, förfrågan, din förfrågan, offertförfrågan, felanmälan, "
        "ärendebeskrivning, arbetsbeskrivning, uppdragsbeskrivning, projektbeskrivning, felbeskrivning, "
        "fritext, vad gäller ditt ärende, vad gäller din förfrågan, vad ska göras, vad vill du ha gjort, "
        "vad kan vi göra för dig, något annat vi bör veta, är det något annat vi bör veta, har du några "
        "frågor, further information, mer info, vad behöver göras, vad vill du ha utfört"
    ),
    "billingSettings.invoiceEmail": (
        "faktura-e-post, e-post för faktura, e-post faktura, e-postadress för faktura, fakturamail, "
        "fakturamejl, faktura e-postadress, e-faktura till, invoice email, billing email, email invoice, "
        "e-postadress för fakturor, e-post till faktura, e-postadress faktura, faktura till e-post, "
        "faktura via e-post, e-post för fakturering, mailadress för faktura, mejladress för faktura, mail "
        "för faktura, mejl för faktura, "
        "maila faktura till"
    ),
    "billingSettings.address": (
        "fakturaadress, fakturaadress 1, faktureringsadress, billing address, invoice address, invoice "
        "address 1, annan fakturaadress, fakturaadress/postnummer/ort, fakturaadress/postnr/ort"
    ),
    "billingSettings.address2": "fakturaadress 2, billing address 2, invoice address 2",
    "billingSettings.zipCode": (
        "fakturapostnummer, fakturapostnr, billing zip code, billing zip, billing postal code, billing "
        "postcode, fakturaadress postnummer, fakturaadress postnr, postnummer fakturaadress, postnr "
        "fakturaadress, postnummer faktura, invoice zip code, invoice postal code, "
        "faktureringspostnummer, faktureringspostnr"
    ),
    "billingSettings.city": (
        "fakturaort, fakturapostort, billing city, fakturaadress ort, fakturaadress postort, ort "
        "fakturaadress, ort faktura, invoice city, faktureringsort, faktureringspostort"
    ),
    "billingSettings.invoiceDeliveryType": (
        "fakturasätt, leveranssätt faktura, fakturan skickas, invoice delivery, faktureringssätt, önskat "
        "fakturasätt, hur vill du ha fakturan, hur vill du ha din faktura, hur vill ni ha fakturan"
    ),
    "billingSettings.isROTCustomer": (
        "rot, rot-avdrag, rot-kund, vill du ha rot-avdrag, vill du använda rot-avdrag, jag vill ha "
        "rot-avdrag, rot deduction"
    ),
    "billingSettings.isRUTCustomer": (
        "rut, rut-avdrag, rut-kund, vill du ha rut-avdrag, vill du använda rut-avdrag, jag vill ha "
        "rut-avdrag, rut deduction"
    ),
    "billingSettings.isConstructionCompany": (
        "byggföretag, omvänd byggmoms, omvänd skattskyldighet, omvänd betalningsskyldighet, construction "
        "company, reverse charge, omvänd moms"
    ),
    "billingSettings.typeOfProperty": (
        "typ av bostad, bostadstyp, boendeform, typ av fastighet, fastighetstyp, type of property, property "
        "type, typ av boende, boendetyp, bostadsform, hustyp, typ av hus, hur bor du"
    ),
    "billingSettings.propertyDescription": (
        "fastighetsbeteckning, fastighet, fastbet, fastighetsbet, property description, property "
        "designation, fastighetens beteckning"
    ),
    "billingSettings.housingSocietyNumber": (
        "brf orgnr, brf orgnummer, brf organisationsnummer, brf:s orgnr, brf:s orgnummer, brf:s "
        "organisationsnummer, bostadsrättsförening orgnr, bostadsrättsförening orgnummer, "
        "bostadsrättsförening organisationsnummer, bostadsrättsföreningens orgnr, bostadsrättsföreningens "
        "orgnummer, bostadsrättsföreningens organisationsnummer, föreningens orgnr, föreningens "
        "orgnummer, föreningens organisationsnummer, orgnr brf, orgnr för brf, orgnr "
        "bostadsrättsförening, orgnr för bostadsrättsföreningen, orgnr till bostadsrättsföreningen, "
        "orgnummer brf, orgnummer för brf, orgnummer bostadsrättsförening, orgnummer för "
        "bostadsrättsföreningen, orgnummer till bostadsrättsföreningen, organisationsnummer brf, "
        "organisationsnummer för brf, organisationsnummer bostadsrättsförening, organisationsnummer för "
        "bostadsrättsföreningen, organisationsnummer till bostadsrättsföreningen, housing society number, "
        "org nr för bostadsrättsförening, organisationsnummer för bostadsrättsförening, orgnr förening, "
        "orgnr för förening, orgnr för föreningen, orgnr föreningen, orgnr till föreningen, orgnummer "
        "förening, orgnummer för föreningen, organisationsnummer förening, organisationsnummer för "
        "föreningen, organisationsnummer till föreningen, brf-nummer, brf-nr, föreningsnummer brf"
    ),
    "billingSettings.apartmentNumber": (
        "lägenhetsnummer, lägenhetsnr, lgh, lgh nr, lgh nummer, lägenhet, lägenhetsbeteckning, apartment "
        "number, apartment no, apartment, lägenhet nr"
    ),
    "deliveryAddress.name": "leveransnamn, delivery name, shipping name",
    "deliveryAddress.address": (
        "leveransadress, leveransadress 1, arbetsadress, adress för arbetet, adress för jobbet, adress "
        "för uppdraget, adress till jobbet, adress till fastigheten, adress där arbetet ska utföras, "
        "adress där jobbet ska utföras, adress där arbetet utförs, adress där uppdraget ska utföras, var "
        "ska arbetet utföras, var ska jobbet utföras, arbetsplatsens adress, arbetsplatsadress, "
        "fastighetens adress, objektets adress, objektadress, installationsadress, serviceadress, vilken "
        "adress gäller det, delivery address, delivery address 1, shipping address, objektsadress, "
        "uppdragsadress, jobbadress, projektadress, adress för installation"
    ),
    "deliveryAddress.address2": "leveransadress 2, delivery address 2, shipping address 2",
    "deliveryAddress.zipCode": (
        "leveranspostnummer, leveranspostnr, delivery zip code, shipping zip, shipping postcode, delivery "
        "postal code"
    ),
    "deliveryAddress.city": "leveransort, leveranspostort, delivery city, shipping city",
    "deliveryAddress.country": "leveransland, delivery country, shipping country",
    "deliveryAddress.phone": "leveranstelefon, delivery phone, delivery phone 1, shipping phone",
}
"""Field → labels, best first."""
