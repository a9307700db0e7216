"""Why something was refused, retried, ignored, left out or changed.

`reasons.json` tells for each reason what to do, in English and in Swedish (docs/reasons.md).
"""

import json
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("reasons.json")


class Reason(StrEnum):
    """A stable code. Each has its sentences in reasons.json."""

    # A field that cannot be used
    NAME_MISSING = "name_missing"
    NUMBER_LENGTH = "number_length"
    NUMBER_CHECK_DIGIT = "number_check_digit"
    NUMBER_DATE = "number_date"
    NUMBER_PLACEHOLDER = "number_placeholder"
    NUMBER_OTHER_DIGITS = "number_other_digits"
    NUMBER_DAMAGED = "number_damaged"
    NUMBER_NOT_AN_ORGANISATION = "number_not_an_organisation"
    NUMBER_ABROAD_INVALID = "number_abroad_invalid"
    VAT_NUMBER_INVALID = "vat_number_invalid"
    VAT_NUMBER_ABROAD_INVALID = "vat_number_abroad_invalid"
    ZIP_CODE_INVALID = "zip_code_invalid"
    COUNTRY_UNKNOWN = "country_unknown"
    PHONE_INVALID = "phone_invalid"
    PHONE_DAMAGED = "phone_damaged"
    EMAIL_INVALID = "email_invalid"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_TEXT = "not_a_text"
    PROPERTY_DESCRIPTION_INVALID = "property_description_invalid"
    APARTMENT_NUMBER_INVALID = "apartment_number_invalid"
    EXPRESSION_FAILED = "expression_failed"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_REFUSED = "field_refused"
    VALUE_MISSING = "value_missing"
    CORRECTION_NOT_USED = "correction_not_used"

    # ROT and RUT
    DEDUCTION_COMPANY = "deduction_company"
    DEDUCTION_CONSTRUCTION = "deduction_construction"
    PROPERTY_TYPE_MISSING = "property_type_missing"
    PROPERTY_DESCRIPTION_MISSING = "property_description_missing"
    HOUSING_SOCIETY_MISSING = "housing_society_missing"
    APARTMENT_NUMBER_MISSING = "apartment_number_missing"
    DEDUCTION_PERSON_MISSING = "deduction_person_missing"
    DEDUCTION_INCOMPLETE = "deduction_incomplete"
    DEDUCTION_SUM = "deduction_sum"
    DEDUCTION_PERSON_TWICE = "deduction_person_twice"
    DEDUCTION_UNDER_AGE = "deduction_under_age"
    NUMBER_NOT_A_PERSON = "number_not_a_person"

    # How invoices are sent
    BILLING_ADDRESS_INCOMPLETE = "billing_address_incomplete"
    BILLING_EMAIL_MISSING = "billing_email_missing"
    DELIVERY_NEEDS_EMAIL = "delivery_needs_email"
    DELIVERY_NEEDS_ADDRESS = "delivery_needs_address"
    DELIVERY_NEEDS_ORGANISATION = "delivery_needs_organisation"

    # What was noticed or changed
    NUMBER_SECOND_LEFT_OUT = "number_second_left_out"
    NUMBER_MOVED = "number_moved"
    NUMBER_ZEROS_RESTORED = "number_zeros_restored"
    NUMBER_ABROAD = "number_abroad"
    NUMBER_FOUND_IN_TEXT = "number_found_in_text"
    PHONE_SECOND_LEFT_OUT = "phone_second_left_out"
    EMAIL_SECOND_LEFT_OUT = "email_second_left_out"
    SECOND_ANSWER_LEFT_OUT = "second_answer_left_out"
    PERSON_NUMBER_DROPPED = "person_number_dropped"
    CONTACT_PERSON_IN_NOTES = "contact_person_in_notes"
    CUSTOMER_INACTIVE = "customer_inactive"
    ROW_HAS_ONLY_A_NAME = "row_has_only_a_name"
    TEXT_SHORTENED = "text_shortened"
    TEXT_DAMAGED = "text_damaged"
    DEDUCTION_LEFT_OUT = "deduction_left_out"
    DEDUCTION_UNCLEAR = "deduction_unclear"
    DEDUCTION_AGE = "deduction_age"
    DEDUCTION_CO_APPLICANT = "deduction_co_applicant"
    DEDUCTION_COMPANY_NAME = "deduction_company_name"
    DEDUCTION_ESTATE = "deduction_estate"
    ROT_AND_RUT = "rot_and_rut"
    PROPERTY_OTHER_TYPE = "property_other_type"
    PROPERTY_DESCRIPTION_ADDRESS = "property_description_address"
    APARTMENT_NUMBER_UNUSUAL = "apartment_number_unusual"
    HOUSING_SOCIETY_UNUSUAL = "housing_society_unusual"
    VAT_NUMBER_UNUSUAL = "vat_number_unusual"
    CONSTRUCTION_WITHOUT_VAT = "construction_without_vat"
    SETTINGS_REFUSED = "settings_refused"
    SETTINGS_GIVEN_UP = "settings_given_up"
    ANSWERS_IN_NOTES = "answers_in_notes"
    ANSWERS_LEFT_OUT = "answers_left_out"
    QUESTION_UNMAPPED = "question_unmapped"
    FIELD_MISSING_NOW = "field_missing_now"
    NOT_IN_VERSION_1 = "not_in_version_1"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    CONTACT_OF_MANY = "contact_of_many"
    NUMBER_OF_SOCIETY = "number_of_society"
    NUMBER_OF_PAYER = "number_of_payer"
    COMPLETION_REFUSED = "completion_refused"
    COMPLETION_GIVEN_UP = "completion_given_up"
    NOTES_FULL = "notes_full"

    # A delivery that cannot become a customer
    SOURCE_UNKNOWN = "source_unknown"
    MALFORMED_MESSAGE = "malformed_message"
    MALFORMED_JSON = "malformed_json"
    NOT_AN_OBJECT = "not_an_object"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    SENDER_SENT_AN_ERROR = "sender_sent_an_error"
    SHAPE_UNKNOWN = "shape_unknown"
    SEVENTIME_INVALID = "seventime_invalid"
    SEVENTIME_UNPROCESSABLE = "seventime_unprocessable"
    SEVENTIME_REFUSED = "seventime_refused"
    NEVER_ANSWERED = "never_answered"
    SEVENTIME_NOT_FOUND = "seventime_not_found"
    MALFORMED_MULTIPART = "malformed_multipart"
    NOT_AT_SENDER = "not_at_sender"
    SENDER_REFUSED = "sender_refused"
    ID_MISSING = "id_missing"

    # A delivery that waits
    NOT_TAKEN_YET = "not_taken_yet"
    RATE_LIMITED = "rate_limited"
    NO_SLOT = "no_slot"
    OUT_OF_TIME = "out_of_time"
    SOURCE_PAUSED = "source_paused"
    CLAIM_HELD = "claim_held"
    CLAIM_CONTENDED = "claim_contended"
    CLAIM_TAKEN_OVER = "claim_taken_over"
    CLAIM_TOO_OLD = "claim_too_old"
    RESOLVING = "resolving"
    UNRESOLVED = "unresolved"
    NUMBER_TAKEN = "number_taken"
    SEVENTIME_TIMEOUT = "seventime_timeout"
    SEVENTIME_TOO_EARLY = "seventime_too_early"
    SEVENTIME_UNREACHABLE = "seventime_unreachable"
    SEVENTIME_ERROR = "seventime_error"
    SEVENTIME_MAINTENANCE = "seventime_maintenance"
    SEVENTIME_ERROR_MESSAGE = "seventime_error_message"
    SEVENTIME_BROKEN_ANSWER = "seventime_broken_answer"
    CLIENT_SECRET_REFUSED = "client_secret_refused"
    SEVENTIME_FORBIDDEN = "seventime_forbidden"
    CLIENT_SECRET_UNAVAILABLE = "client_secret_unavailable"
    CREATED_BY_USER_MISSING = "created_by_user_missing"
    LEDGER_UNAVAILABLE = "ledger_unavailable"
    LEDGER_KEY_WRONG = "ledger_key_wrong"
    QUEUE_UNAVAILABLE = "queue_unavailable"
    INTERNAL_ERROR = "internal_error"
    ROW_COUNTS_CONTENDED = "row_counts_contended"
    NEWER_VERSION = "newer_version"
    BUCKET_UNAVAILABLE = "bucket_unavailable"
    API_KEY_MISSING = "api_key_missing"
    API_KEY_REFUSED = "api_key_refused"
    SENDER_RATE_LIMITED = "sender_rate_limited"
    SENDER_UNAVAILABLE = "sender_unavailable"
    SENDER_UNREACHABLE = "sender_unreachable"
    SENDER_TIMEOUT = "sender_timeout"
    SENDER_BROKEN_ANSWER = "sender_broken_answer"

    # A delivery that makes no customer
    TOPIC_NOT_INCLUDED = "topic_not_included"
    TEST_DELIVERY = "test_delivery"
    TEST_ORDER = "test_order"
    DRAFT_ORDER = "draft_order"
    CANCELLED_ORDER = "cancelled_order"
    FAILED_ORDER = "failed_order"
    CUSTOMER_WITHOUT_A_NAME = "customer_without_a_name"
    CUSTOMER_WITHOUT_AN_ADDRESS = "customer_without_an_address"
    USER_NOT_A_BUYER = "user_not_a_buyer"
    OLD_ORDER = "old_order"
    SALE_WITHOUT_A_CUSTOMER = "sale_without_a_customer"
    OTHER_STORE = "other_store"
    PAYMENT_PENDING = "payment_pending"
    ANONYMIZED = "anonymized"
    DISCARDED_AS_SPAM = "discarded_as_spam"
    DISCARDED = "discarded"

    # A request that is refused
    UNAUTHENTIC = "unauthentic"
    UNKNOWN_SOURCE = "unknown_source"
    SIGNATURE_MISSING = "signature_missing"
    BAD_SIGNATURE = "bad_signature"
    TOKEN_MISSING = "token_missing"
    BAD_TOKEN = "bad_token"
    MALFORMED_TIMESTAMP = "malformed_timestamp"
    TIMESTAMP_OUT_OF_TOLERANCE = "timestamp_out_of_tolerance"
    MALFORMED_BODY = "malformed_body"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    KEY_NOT_ALLOWED = "key_not_allowed"
    TOO_LARGE = "too_large"
    UNAVAILABLE = "unavailable"
    SECRET_MISSING = "secret_missing"
    SECRET_MALFORMED = "secret_malformed"
    SECRETS_MALFORMED = "secrets_malformed"
    SECRETS_UNAVAILABLE = "secrets_unavailable"
    DELIVERY_UNKNOWN = "delivery_unknown"

    # A row of a file that is not queued
    ROW_NOT_AN_OBJECT = "row_not_an_object"
    TOO_MANY_CELLS = "too_many_cells"
    ROW_TOO_LARGE = "row_too_large"
    ROW_IS_A_TOTAL = "row_is_a_total"
    DUPLICATE = "duplicate"
    CUSTOMER_NUMBER_TWICE = "customer_number_twice"

    # A file that cannot be read
    FILE_EMPTY = "file_empty"
    FILE_MISSING = "file_missing"
    FILE_TOO_LARGE = "file_too_large"
    FILE_TOO_SLOW = "file_too_slow"
    FILE_NOT_SUPPORTED = "file_not_supported"
    FILE_IS_OLD_OFFICE = "file_is_old_office"
    FILE_HAS_PASSWORD = "file_has_password"
    SPREADSHEET_NOT_SUPPORTED = "spreadsheet_not_supported"
    FILE_IS_PDF = "file_is_pdf"
    FILE_IS_PICTURE = "file_is_picture"
    FILE_IS_ARCHIVE = "file_is_archive"
    FILE_IS_WEB_PAGE = "file_is_web_page"
    FILE_IN_FORM = "file_in_form"
    FILE_ENCODING = "file_encoding"
    LINE_TOO_LONG = "line_too_long"
    CELL_TOO_LARGE = "cell_too_large"
    HEADER_MISSING = "header_missing"
    MAPPING_COLUMN_MISSING = "mapping_column_missing"
    SEVERAL_SHEETS = "several_sheets"
    SHEET_TOO_WIDE = "sheet_too_wide"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    QUOTE_INSIDE = "quote_inside"
    JSON_MALFORMED = "json_malformed"
    JSON_NOT_A_LIST = "json_not_a_list"
    WORKBOOK_DAMAGED = "workbook_damaged"


FREE = frozenset(
    {
        Reason.API_KEY_MISSING,
        Reason.API_KEY_REFUSED,
        Reason.BUCKET_UNAVAILABLE,
        Reason.CLAIM_CONTENDED,
        Reason.CLAIM_HELD,
        Reason.CLAIM_TAKEN_OVER,
        Reason.CLAIM_TOO_OLD,
        Reason.CLIENT_SECRET_REFUSED,
        Reason.CLIENT_SECRET_UNAVAILABLE,
        Reason.CREATED_BY_USER_MISSING,
        Reason.LEDGER_KEY_WRONG,
        Reason.LEDGER_UNAVAILABLE,
        Reason.NEWER_VERSION,
        Reason.NO_SLOT,
        Reason.NUMBER_TAKEN,
        Reason.OUT_OF_TIME,
        Reason.QUEUE_UNAVAILABLE,
        Reason.RATE_LIMITED,
        Reason.SECRETS_UNAVAILABLE,
        Reason.SENDER_RATE_LIMITED,
        Reason.SEVENTIME_FORBIDDEN,
        Reason.RESOLVING,
        Reason.ROW_COUNTS_CONTENDED,
        Reason.SOURCE_PAUSED,
    }
)
"""Reasons that the delivery does not cause: a failed attempt is not counted."""

OF_SEVEN_TIME = frozenset(
    {
        Reason.SEVENTIME_TIMEOUT,
        Reason.SEVENTIME_UNREACHABLE,
        Reason.SEVENTIME_ERROR,
        Reason.SEVENTIME_MAINTENANCE,
        Reason.SEVENTIME_BROKEN_ANSWER,
        Reason.SEVENTIME_FORBIDDEN,
        Reason.RATE_LIMITED,
        Reason.CLIENT_SECRET_REFUSED,
        Reason.CLIENT_SECRET_UNAVAILABLE,
        Reason.CREATED_BY_USER_MISSING,
    }
)
"""Reasons that no delivery causes, and that every delivery meets: Seven Time, or the way to it."""

UNCERTAIN = frozenset(
    {
        Reason.SEVENTIME_TIMEOUT,
        Reason.SEVENTIME_ERROR,
        Reason.SEVENTIME_MAINTENANCE,
        Reason.SEVENTIME_ERROR_MESSAGE,
        Reason.SEVENTIME_BROKEN_ANSWER,
    }
)
"""Reasons after which a request that creates or changes something may have been carried out."""


@cache
def groups() -> dict[str, dict[str, Any]]:
    """Return heading → `about`, and `reasons`: reason → its sentences by language."""
    loaded: dict[str, dict[str, Any]] = json.loads(_FILE.read_bytes())
    return loaded


@cache
def _sentences() -> dict[str, dict[str, str]]:
    found = {}
    for group in groups().values():
        for reason, texts in group["reasons"].items():
            found[reason] = {"message": texts["en"], "message_sv": texts["sv"]}
    return found


def sentences(reason: str) -> dict[str, str]:
    """Return `message` and `message_sv`, which tell what to do; {} for a reason of another version."""
    return _sentences().get(reason, {})
