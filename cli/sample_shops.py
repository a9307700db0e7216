"""What shops send whose webhook has the customer: the bodies of samples, as docs/senders/ describes."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from cli.people import Person
from cli.sample_forms import as_json


def shopify(person: Person, id_: str) -> bytes:
    """An order of Shopify's."""
    number = int(id_[:10], 16)
    customer = {"id": number, "email": person.email, "first_name": person.first, "last_name": person.last}
    address = {
        "first_name": person.first, "last_name": person.last, "name": person.name,
        "address1": person.street, "zip": person.zip_code, "city": person.city,
        "country": "Sweden", "country_code": "SE", "phone": person.phone,
    }  # fmt: skip
    order = {
        "id": number, "name": "#1", "test": False, "created_at": _now(), "email": person.email,
        "currency": "SEK", "note_attributes": [], "billing_address": address,
        "customer": customer, "line_items": [],
    }  # fmt: skip
    return as_json(order)


def woocommerce(person: Person, id_: str) -> bytes:
    """An order of WooCommerce's."""
    billing = {
        "first_name": person.first, "last_name": person.last, "company": "", "address_1": person.street,
        "postcode": person.zip_code, "city": person.city, "country": "SE", "email": person.email,
        "phone": person.phone,
    }  # fmt: skip
    order = {
        "id": int(id_[:8], 16), "status": "processing", "currency": "SEK", "date_created_gmt": _now()[:19],
        "total": "100.00", "customer_id": 0, "customer_note": "", "billing": billing, "shipping": {},
        "meta_data": [], "line_items": [],
    }  # fmt: skip
    return as_json(order)


def stripe(person: Person, id_: str) -> bytes:
    """A paid checkout session of Stripe's."""
    address = {"line1": person.street, "postal_code": person.zip_code, "city": person.city, "country": "SE"}
    session = {
        "id": f"cs_live_{id_}", "object": "checkout.session", "payment_status": "paid", "currency": "sek",
        "customer_details": {
            "name": person.name, "email": person.email, "phone": person.phone, "address": address,
            "tax_ids": [],
        },
        "custom_fields": [],
    }  # fmt: skip
    event = {
        "id": f"evt_{id_}", "object": "event", "created": int(datetime.now(UTC).timestamp()),
        "livemode": True, "type": "checkout.session.completed", "data": {"object": session},
    }  # fmt: skip
    return as_json(event)


def wix(person: Person, id_: str) -> bytes:
    """The claims of Wix's token: an approved order, as JSON in JSON in JSON."""
    order = {
        "id": id_, "number": "1", "createdDate": _now(), "buyerInfo": {"email": person.email},
        "status": "APPROVED", "paymentStatus": "PAID", "billingInfo": _wix_billing(person),
    }  # fmt: skip
    event = {"id": secrets.token_hex(12), "entityId": id_, "actionEvent": {"body": {"order": order}}}
    envelope = {"eventType": "wix.ecom.v1.order_approved", "data": json.dumps(event)}
    return as_json({"data": json.dumps(envelope)})


def _wix_billing(person: Person) -> dict[str, Any]:
    address = {"addressLine1": person.street, "postalCode": person.zip_code, "city": person.city}
    details = {"firstName": person.first, "lastName": person.last, "phone": person.phone}
    return {"address": address | {"country": "SE"}, "contactDetails": details}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
