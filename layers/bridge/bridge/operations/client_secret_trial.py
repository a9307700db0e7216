"""Whether Seven Time accepts a Client-Secret, before it takes the place of the one that is stored."""

from bridge.seventime.client import SevenTime

_NO_CUSTOMER = "no-such-customer"


def try_out(seventime: SevenTime) -> None:
    """Make the cheapest request. Raises Unavailable("client_secret_refused") if Seven Time refuses it.

    Any other failure (Unavailable, Rejected) says nothing about the Client-Secret.
    """
    if seventime.version == "1":
        seventime.list_customers(customerNumber=_NO_CUSTOMER)
    else:
        seventime.company_information()
