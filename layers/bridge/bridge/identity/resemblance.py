"""What a delivery and a customer have in common, in the names of Seven Time's fields."""

from bridge.identity.contacts import Contact, Sort
from bridge.identity.names import NameMatch, Seal, match
from bridge.identity.relation import NumberSort, Profile, Strength, Traits

NUMBER_FIELDS = {
    NumberSort.ORGANISATION: "organizationNumber",
    NumberSort.PERSON: "personalNumber",
    NumberSort.VAT: "vatNumber",
}
CONTACT_FIELDS = {
    Sort.EMAIL: "email",
    Sort.PHONE: "phone",
    Sort.NAME: "name",
    Sort.PLACE: "address",
    Sort.DOMAIN: "email",
}
TELLING_FIELDS = {Sort.EMAIL: "email", Sort.PHONE: "phone", Sort.NAME: "name"}
"""Contacts that few customers share. Many share a house or a domain."""


def matched_by(strength: Strength, traits: Traits, profile: Profile) -> tuple[str, ...]:
    """The fields by which a customer was recognised."""
    numbers = _numbers_in_common(traits, profile)
    if strength is Strength.NUMBER:
        return numbers
    name = () if strength is Strength.VAGUE_NAME else ("name",)
    return tuple(dict.fromkeys((*name, *_contacts_in_common(traits, profile))))


def resemblance(traits: Traits, profile: Profile, seal: Seal) -> tuple[str, ...]:
    """The fields for which a delivery should be compared with another customer; () if there is no need.

    Neighbours have a house in common, and colleagues a domain: that counts only if the names say more.
    """
    numbers = _numbers_in_common(traits, profile)
    sorts = {contact.sort for contact in _in_common(traits, profile)}
    if numbers or sorts & TELLING_FIELDS.keys() or (sorts and _names_resemble(traits, profile, seal)):
        return (*numbers, *_contacts_in_common(traits, profile))
    return ()


def learned(before: Profile, after: Profile) -> tuple[str, ...]:
    """The fields of which a delivery said something new about its customer."""
    numbers = [NUMBER_FIELDS[sort] for sort in after.numbers if sort not in before.numbers]
    names = ["name"] if after.names != before.names else []
    contacts = [
        CONTACT_FIELDS[sort] for sort, values in after.contacts.items() if values != before.contacts.get(sort)
    ]
    return tuple(dict.fromkeys((*names, *numbers, *contacts)))


def _names_resemble(traits: Traits, profile: Profile, seal: Seal) -> bool:
    name = traits.name.sealed(seal)
    return any(match(name, known) > NameMatch.VAGUE for known in profile.names)


def _numbers_in_common(traits: Traits, profile: Profile) -> tuple[str, ...]:
    ours = traits.numbers.items()
    return tuple(NUMBER_FIELDS[sort] for sort, number in ours if profile.numbers.get(sort) == number)


def _contacts_in_common(traits: Traits, profile: Profile) -> tuple[str, ...]:
    fields = (CONTACT_FIELDS[contact.sort] for contact in _in_common(traits, profile))
    return tuple(dict.fromkeys(fields))


def _in_common(traits: Traits, profile: Profile) -> list[Contact]:
    return [each for each in traits.contacts if each.value in profile.contacts.get(each.sort, ())]
