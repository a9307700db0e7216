"""The forms in events/, and the customers that they must become."""

CUSTOMERS = {
    "contact_form_7": {
        "name": "Björn Östlund",
        "email": "bjorn.ostlund@example.se",
        "phone": "070-174 06 31",
        "typeOfCustomer": 20,
    },
    "elementor_advanced_data": {
        "name": "Ålunds Glas AB",
        "organizationNumber": "556677-8899",
        "email": "info@alunds-glas.example",
        "phone": "070-174 06 28",
        "typeOfCustomer": 10,
    },
    "elementor_labels": {"name": "Karin Ålund", "phone": "070-174 06 27", "typeOfCustomer": 20},
    "fillout_submission": {
        "name": "Ulla Ekström",
        "address": "Vintergatan 14",
        "zipCode": "981 34",
        "city": "Kiruna",
        "country": "SE",
        "phone": "070-174 06 39",
        "email": "ulla.ekstrom@example.com",
        "organizationNumber": "900101-2385",
    },
    "formspree_submission": {
        "name": "Mona Wikström",
        "email": "mona.wikstrom@example.com",
        "notes": "Ring mig på förmiddagen.",
    },
    "github_delivery": {"name": "Vera Nordström", "zipCode": "582 22", "city": "Linköping"},
    "google_ads_lead": {
        "name": "Sara Björklund",
        "email": "sara.bjorklund@example.com",
        "phone": "070-174 06 51",
        "zipCode": "903 25",
        "city": "Umeå",
    },
    "google_forms_response": {
        "name": "Lars Åkesson",
        "email": "lars.akesson@example.org",
        "phone": "070-174 06 21",
        "address": "Havregatan 11",
        "zipCode": "415 01",
        "city": "Göteborg",
        "organizationNumber": "900101-2385",
    },
    "gravity_forms_entry": {
        "name": "Nils Åberg",
        "email": "nils.aberg@example.com",
        "address": "Storgatan 5",
    },
    "gravity_forms_fields": {
        "name": "Eva Sjögren",
        "address": "Ängsvägen 2",
        "zipCode": "752 37",
        "typeOfCustomer": 20,
    },
    "hmac_signed": {
        "name": "Norrlunds Bygg AB",
        "organizationNumber": "556677-8899",
        "typeOfCustomer": 10,
    },
    "jotform_answers": {
        "name": "Ek & O'Brien Tak AB",
        "organizationNumber": "556677-8899",
        "address": "Kyrkogatan 8",
        "zipCode": "831 31",
        "city": "Östersund",
        "phone": "070-174 06 15",
        "email": "marta.ek@example.com",
    },
    "microsoft_forms_response": {
        "name": "Bergströms Kyl & Värme AB",
        "organizationNumber": "556677-8899",
        "address": "Fabriksgatan 3",
        "zipCode": "632 20",
        "city": "Eskilstuna",
    },
    "netlify_submission": {
        "name": "Per Lindström",
        "email": "per.lindstrom@example.com",
        "phone": "070-174 06 42",
        "notes": "Offert?",
    },
    "paperform_submission": {
        "name": "Olle Söderström",
        "address": "Tallvägen 6",
        "zipCode": "352 46",
        "city": "Växjö",
        "country": "SE",
        "email": "olle.soderstrom@example.se",
        "phone": "070-174 06 48",
    },
    "plain_multipart": {"name": "Britt Åström", "phone": "070-174 06 63"},
    "svix_message": {"name": "Tove Hellström", "city": "Visby"},
    "tally_answers": {
        "name": "Åsa Öhman",
        "address": "Björkstigen 4",
        "zipCode": "852 31",
        "city": "Sundsvall",
        "phone": "070-174 06 12",
        "email": "asa.ohman@example.se",
        "typeOfCustomer": 20,
        "notes": (
            "Häcken är cirka 30 meter.\nRing gärna före kl. 16.\n"
            "Vad gäller det? Häckklippning, Gräsklippning\nBild: https://storage.example.com/hack.jpg"
        ),
    },
    "webflow_dashboard": {"name": "Ida Nyström", "email": "ida.nystrom@example.com", "zipCode": "111 20"},
    "webflow_signed": {"name": "Ida Nyström", "phone": "070-174 06 36", "city": "Stockholm"},
    "wpforms_json": {
        "name": "Sven Häggström",
        "address": "Skogsvägen 9",
        "zipCode": "831 43",
        "city": "Östersund",
    },
}
"""Case of `events/receive_form_webhook.<case>.json` → fields that its customer must have."""

SEVERAL_CUSTOMERS = ("meta_lead_ads_three_leads", "hubspot_contacts")
TESTS = ("github_ping", "google_ads_test_lead")
CASES = [*CUSTOMERS, *SEVERAL_CUSTOMERS, *TESTS]
"""All cases that are signed by the secrets of `tests.support.senders`."""
