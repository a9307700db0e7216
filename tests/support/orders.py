"""Orders and customers as shops' APIs return them, for the shops that send ids only; and orders of Wix."""

SQUARESPACE = {
    "id": "673f0a1b2c3d4e5f60718293",
    "orderNumber": "1207",
    "createdOn": "2026-11-24T09:29:57.102Z",
    "channel": "web",
    "testmode": False,
    "customerEmail": "ida.wallin@example.se",
    "billingAddress": {
        "firstName": "Ida",
        "lastName": "Wallin",
        "address1": "Krukmakargatan 8",
        "address2": "lgh 1203",
        "city": "Höganäs",
        "state": "",
        "countryCode": "SE",
        "postalCode": "263 38",
        "phone": "070-174 06 51",
    },
    "shippingAddress": None,
    "fulfillmentStatus": "PENDING",
    "lineItems": [{"productName": "Drejkurs", "quantity": 1}],
    "formSubmission": [
        {"label": "Företag", "value": "Wallins Krukmakeri AB"},
        {"label": "Org.nr", "value": "556677-8899"},
        {"label": "Hur hörde du om oss?", "value": ""},
    ],
}

ECWID = {
    "id": "LJUS-K8XTQ",
    "orderNumber": 516483487,
    "email": "per.hagg@example.se",
    "paymentStatus": "PAID",
    "fulfillmentStatus": "AWAITING_PROCESSING",
    "customerTaxId": "SE556677889901",
    "orderComments": "",
    "createDate": "2026-11-24 09:29:58 +0000",
    "billingPerson": {
        "name": "Per Hägg",
        "firstName": "Per",
        "lastName": "Hägg",
        "companyName": "Häggs Ljus AB",
        "street": "Ljusgatan 2\nUppgång B",
        "city": "Västerås",
        "countryCode": "SE",
        "countryName": "Sweden",
        "postalCode": "72212",
        "phone": "070-174 06 52",
    },
    "shippingPerson": {
        "name": "Lagret",
        "street": "Hamnvägen 9",
        "city": "Västerås",
        "countryCode": "SE",
        "postalCode": "72137",
        "phone": "",
    },
    "orderExtraFields": [{"id": "ref1", "title": "Er referens", "value": "Per", "customerInputType": "TEXT"}],
    "items": [{"name": "Stearinljus", "quantity": 40}],
}

ECWID_CUSTOMER = {
    "id": 1663830,
    "email": "liv.strand@example.se",
    "registered": "2026-11-24 09:00:00 +0000",
    "billingPerson": {
        "name": "Liv Strand",
        "street": "Strandvägen 1",
        "city": "Ystad",
        "postalCode": "27139",
    },
    "shippingAddresses": [{"id": 7, "name": "Liv Strand", "street": "Strandvägen 1", "city": "Ystad"}],
    "taxId": "",
}

BIGCOMMERCE = {
    "id": 318,
    "customer_id": 0,
    "date_created": "Tue, 24 Nov 2026 09:29:58 +0000",
    "status_id": 11,
    "status": "Awaiting Fulfillment",
    "billing_address": {
        "first_name": "Stig",
        "last_name": "Öman",
        "company": "Ömans Plåt AB",
        "street_1": "Verkstadsgatan 4",
        "street_2": "",
        "city": "Luleå",
        "state": "",
        "zip": "972 35",
        "country": "Sweden",
        "country_iso2": "SE",
        "phone": "070-174 06 53",
        "email": "stig@omans-plat.example",
        "form_fields": [{"name": "Organisationsnummer", "value": "556677-8899"}],
    },
    "customer_message": "",
    "shipping_addresses": {
        "url": "https://api.bigcommerce.com/stores/a1b2c3d4e5/v2/orders/318/shippingaddresses"
    },
}

BIGCOMMERCE_SHIPPING = [
    {
        "id": 42,
        "order_id": 318,
        "first_name": "Stig",
        "last_name": "Öman",
        "company": "",
        "street_1": "Byggplatsen 1",
        "street_2": "",
        "city": "Boden",
        "zip": "961 31",
        "country": "Sweden",
        "country_iso2": "SE",
        "phone": "",
    }
]

BIGCOMMERCE_CUSTOMER = {
    "id": 32,
    "email": "tove.lind@example.se",
    "first_name": "Tove",
    "last_name": "Lind",
    "company": "",
    "phone": "",
    "addresses": [
        {
            "first_name": "Tove",
            "last_name": "Lind",
            "address1": "Lindvägen 6",
            "address2": "",
            "city": "Falun",
            "postal_code": "791 30",
            "country_code": "SE",
            "phone": "070-174 06 54",
        }
    ],
    "form_fields": [],
}

QUICKBUTIK = {
    "order_id": "12345",
    "date_created": "2026-11-24 10:29:58",
    "status": "1",
    "total_amount": "1495.00",
    "notes": "",
    "customer": {
        "email": "gunnar.falk@example.se",
        "phone": "070-174 06 55",
        "customer_type": "consumer",
        "company_name": "",
        "full_name": "Gunnar Falk",
        "address": "Falkvägen 10",
        "address2": "",
        "city": "Skövde",
        "zipcode": "54130",
        "country": "SE",
        "notes": "",
        "shipping_details": {
            "company_name": "",
            "full_name": "Gunnar Falk",
            "address": "Falkvägen 10",
            "address2": "",
            "city": "Skövde",
            "zipcode": "54130",
            "country": "SE",
        },
    },
    "products": [{"product_id": "9", "title": "Spade", "qty": "2"}],
}

WIX_CONTACT = {
    "firstName": "Moa",
    "lastName": "Sjöstedt",
    "phone": "070-174 06 41",
    "company": "Sjöstadens Rör AB",
}
WIX_PLACE = {"country": "SE", "city": "Södertälje", "postalCode": "151 72", "addressLine": "Sjögatan 5"}
WIX = {
    "id": "7d1f0f62",
    "createdDate": "2026-11-24T09:29:57.900Z",
    "buyerInfo": {"email": "info@sjostadens-ror.example"},
    "billingInfo": {"address": WIX_PLACE, "contactDetails": WIX_CONTACT},
}


def wix_approved(order, **more):
    """Return the event of an approved order, as a Wix webhook has it."""
    return {"id": "event-1", "slug": "approved", "actionEvent": {"body": {"order": order}}} | more
