"""What forms send: the bodies of samples, in the shapes that docs/senders/ describes."""

import json
import urllib.parse
from typing import Any

from cli.people import Person

BOUNDARY = "----bridge-sample-7MA4YWxk"
"""Between the parts of Jotform's body."""


def as_json(value: Any) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode()


def urlencoded(person: Person, _id: str) -> bytes:
    """The answers as a browser sends them."""
    return urllib.parse.urlencode(person.answers()).encode()


def answers(person: Person, _id: str) -> bytes:
    """The answers, and nothing around them."""
    return as_json(person.answers())


def standard_webhooks(person: Person, _id: str) -> bytes:
    """A message of Standard Webhooks."""
    return as_json({"type": "contact.created", "data": person.answers()})


def contact_form_7(person: Person, _id: str) -> bytes:
    """The fields of Contact Form 7, which have no questions."""
    return as_json({"your-name": person.name, "your-email": person.email, "tel-842": person.phone})


def elementor(person: Person, id_: str) -> bytes:
    """Elementor Pro's labels."""
    form = {"form_id": id_[:7], "form_name": "Kontakt"}
    return urllib.parse.urlencode(person.answers() | form).encode()


def fillout(person: Person, id_: str) -> bytes:
    """Fillout: questions with ids and types."""
    types = {"E-post": "EmailInput", "Telefon": "PhoneNumber"}
    questions = [
        {"id": f"q{place}", "name": name, "type": types.get(name, "ShortAnswer"), "value": value}
        for place, (name, value) in enumerate(person.answers().items())
    ]
    submission = {"submissionId": id_, "questions": questions, "urlParameters": []}
    return as_json({"formId": "sample", "formName": "Kontakt", "submission": submission})


def formspree(person: Person, id_: str) -> bytes:
    """Formspree: a form and its submission."""
    return as_json({"form": "sample", "submission": person.answers() | {"_id": id_}})


def google_ads(person: Person, id_: str) -> bytes:
    """A lead of a Google Ads form."""
    columns = {
        "FULL_NAME": person.name, "EMAIL": person.email, "PHONE_NUMBER": person.phone,
        "POSTAL_CODE": person.zip_code, "CITY": person.city,
    }  # fmt: skip
    data = [{"column_id": name, "string_value": value} for name, value in columns.items()]
    return as_json({"lead_id": id_, "form_id": 1, "api_version": "1.0", "user_column_data": data})


def google_forms(person: Person, id_: str) -> bytes:
    """What docs/senders/google-forms.md's script sends."""
    titled = [
        {"id": str(place), "title": name, "type": "TEXT", "value": value}
        for place, (name, value) in enumerate(person.answers().items())
    ]
    data = {"formId": "sample", "formTitle": "Kontakt", "responseId": id_, "answers": titled}
    return as_json({"type": "form.submitted", "data": data})


def gravity_forms(person: Person, id_: str) -> bytes:
    """An entry of Gravity Forms, with names."""
    return as_json({"form_id": "3", "id": id_, **person.answers()})


def jotform(person: Person, id_: str) -> bytes:
    """Jotform: a multipart body, whose `rawRequest` has the answers."""
    raw = {
        "q3_namn": {"first": person.first, "last": person.last}, "q4_epost": person.email,
        "q5_telefon": {"full": person.phone},
        "q6_adress": {"addr_line1": person.street, "city": person.city, "postal": person.zip_code},
    }  # fmt: skip
    parts = {"formID": "1", "submissionID": id_, "formTitle": "Kontakt", "rawRequest": json.dumps(raw)}
    lines = [f"--{BOUNDARY}\r\n{_disposition(name)}\r\n\r\n{value}\r\n" for name, value in parts.items()]
    return ("".join(lines) + f"--{BOUNDARY}--\r\n").encode()


def _disposition(name: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"'


def microsoft_forms(person: Person, id_: str) -> bytes:
    """What the flow of docs/senders/microsoft-forms.md sends."""
    return as_json({"formId": "sample", "responseId": id_, "answers": person.answers()})


def netlify(person: Person, id_: str) -> bytes:
    """A submission of a Netlify form."""
    return as_json({"id": id_, "form_id": "sample", "form_name": "kontakt", "data": person.answers()})


def paperform(person: Person, id_: str) -> bytes:
    """Paperform: questions with keys and types."""
    types = {"E-post": "email", "Telefon": "phone"}
    data = [
        {"title": name, "type": types.get(name, "text"), "key": f"k{place}", "value": value}
        for place, (name, value) in enumerate(person.answers().items())
    ]
    return as_json({"submission_id": id_, "data": data})


def tally(person: Person, id_: str) -> bytes:
    """Tally: fields with labels and types."""
    types = {"E-post": "INPUT_EMAIL", "Telefon": "INPUT_PHONE_NUMBER"}
    fields = [
        {"key": f"question_{place}", "label": name, "type": types.get(name, "INPUT_TEXT"), "value": value}
        for place, (name, value) in enumerate(person.answers().items())
    ]
    data = {"responseId": id_, "submissionId": id_, "formId": "sample", "fields": fields}
    return as_json({"eventId": id_, "eventType": "FORM_RESPONSE", "data": data})


def typeform(person: Person, id_: str) -> bytes:
    """Typeform: the questions in the definition, the answers by reference."""
    types = {"E-post": "email", "Telefon": "phone_number"}
    fields, given = [], []
    for place, (name, value) in enumerate(person.answers().items()):
        field = {"id": f"f{place}", "ref": f"ref-{place}", "type": types.get(name, "short_text")}
        kind = types.get(name, "text")
        fields.append(field | {"title": name})
        given.append({"type": kind, kind: value, "field": field})
    definition = {"id": "sample", "title": "Kontakt", "fields": fields}
    response = {"form_id": "sample", "token": id_, "definition": definition, "answers": given}
    return as_json({"event_id": id_, "event_type": "form_response", "form_response": response})


def webflow(person: Person, id_: str) -> bytes:
    """A submission of a Webflow form."""
    payload = {"name": "Kontakt", "siteId": "sample", "formId": "sample", "id": id_, "data": person.answers()}
    return as_json({"triggerType": "form_submission", "payload": payload})
