"""Which events of a shop make no customer, whatever the shop."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bridge.json_access import as_object, as_text
from bridge.model.reasons import Reason
from bridge.sources.shop import ShopCustomer

_DAY = 86_400

_CHANNELS = (
    "source_name",
    "channel",
    "channelName",
    "created_via",
    "orderOrigin",
    "order_source",
    "external_source",
    "source",
)
"""Where shops say through which channel an order came."""
_TILL = re.compile(
    r"(?<![a-z])(?:pos|wcpos|point[ _-]?of[ _-]?sale|retail|in[ _-]?store|square(?:register)?|foosales"
    r"|kassa)(?![a-z])",
    re.IGNORECASE,
)
_NAME_AT_TILL = re.compile(
    r"(?:walk[ -]?in|guest|cash|pos|retail|anonym\w*|unknown|default|gäst|kassa?|kontant|butiks?"
    r"|drop[ -]?in|okänd)?[ -]?(?:customer|client|buyer|guest|sale|kund|köpare|försäljning)?",
    re.IGNORECASE,
)
"""A name that a till gives to a buyer who has not said one."""

_NAME_REMOVED = re.compile(
    r"(?:\[[^\[\]]+\] ?)+"
    r"|(?:(?:deleted|redacted|removed|anonymi[sz]ed|raderad|borttagen|anonymiserad)\b ?)+"
    r"(?:name|customer|user|person|kund|användare)?",
    re.IGNORECASE,
)
"""What shops write over a name: WooCommerce "[deleted]", in the language of the site."""
_EMAIL_REMOVED = re.compile(r"@site\.invalid$", re.IGNORECASE)
_UNIX_TIME = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
"""Seconds or milliseconds since 1970."""
_MAX_NAME = 200


def reason_to_ignore(
    customer: ShopCustomer, *, at_till: bool = False, update: bool = False, account: bool = False
) -> Reason | None:
    """Return why the buyer of an event is no customer, None if the buyer is one.

    `at_till`: an order that somebody paid in a store. `update`: an event about something older.
    `account`: an event about a customer of the shop, not about an order.
    """
    if is_anonymized(customer):
        return Reason.ANONYMIZED
    if at_till and not _names_a_buyer(customer):
        return Reason.SALE_WITHOUT_A_CUSTOMER
    if account and customer.is_nameless:
        return Reason.CUSTOMER_WITHOUT_A_NAME
    if update and customer.is_nobody:
        return Reason.ANONYMIZED
    return None


def is_anonymized(customer: ShopCustomer) -> bool:
    """True if the shop has written over what it knew about the person."""
    name = customer.person_name[:_MAX_NAME]
    return bool(_NAME_REMOVED.fullmatch(name) or _EMAIL_REMOVED.search(customer.email))


def is_from_till(order: Mapping[str, Any]) -> bool:
    """True if the order says that it was made in a store and not on the web."""
    channels = [order.get(name) for name in _CHANNELS]
    channels.append(as_object(order.get("channelInfo")).get("type"))
    return any(names_till(as_text(channel)) for channel in channels)


def names_till(text: str) -> bool:
    """True if the text names a point of sale, as in `pos-rest-api`."""
    return bool(_TILL.search(text[:_MAX_NAME]))


def is_older_than(days: int, submitted_at: str | None, received_at: float) -> bool:
    """True if a submission is that old. Without a time that can be read it is not."""
    time = _timestamp(submitted_at or "")
    return time is not None and received_at - time > days * _DAY


def _names_a_buyer(customer: ShopCustomer) -> bool:
    is_placeholder = _NAME_AT_TILL.fullmatch(customer.person_name[:_MAX_NAME])
    return bool(customer.company_name) or not is_placeholder


def _timestamp(text: str) -> float | None:
    """Return seconds since 1970: of a number of them, or of ISO 8601 or an e-mail's date. No zone is UTC."""
    for read in (_unix_timestamp, _iso_timestamp, _mail_timestamp):
        try:
            return read(text)
        except (ValueError, OverflowError):
            continue
    return None


def _unix_timestamp(text: str) -> float:
    if not _UNIX_TIME.fullmatch(text):
        raise ValueError("no time of Unix")
    return float(text[:10])


def _iso_timestamp(text: str) -> float:
    return _seconds(datetime.fromisoformat(text))


def _mail_timestamp(text: str) -> float:
    return _seconds(parsedate_to_datetime(text))


def _seconds(time: datetime) -> float:
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
