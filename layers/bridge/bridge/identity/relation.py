"""Who is the same customer: one pure rule for claims, for Seven Time's own records and for plans of files.

Seven Time can neither merge nor delete. Taking two people for one loses a customer without a word; taking one
for two makes a duplicate that a person can tidy up. So a merge needs evidence and no contradiction.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from bridge.identity.contacts import Contact, Sort
from bridge.identity.names import (
    Name,
    NameMatch,
    Seal,
    differ_by_number,
    has_new_surname,
    is_turned_round,
    match,
    share_a_word,
)
from bridge.model.reasons import Reason

MOST_NAMES = 4
"""Names that are kept of a customer."""


class Kind(StrEnum):
    """What a customer is."""

    PERSON = "person"
    COMPANY = "company"
    UNKNOWN = "unknown"
    """A record of Seven Time that does not say."""


class NumberSort(StrEnum):
    """The sorts of numbers that tell customers apart."""

    ORGANISATION = "organisation"
    PERSON = "person"
    VAT = "vat"


class Strength(IntEnum):
    """On which evidence two are the same, strongest first."""

    NUMBER = 1
    EQUAL_NAME = 2
    ALIKE_NAME = 3
    LESS_THAN_KNOWN = 4
    """Equal names, but the customer is known by a number or legal form too, which the delivery lacks."""
    CLOSE_NAME = 5
    VAGUE_NAME = 6

    @property
    def needs_to_be_alone(self) -> bool:
        """True if the evidence counts only where it fits exactly one customer."""
        return self >= Strength.LESS_THAN_KNOWN


@dataclass(frozen=True, slots=True)
class Traits:
    """What a delivery tells about its customer."""

    kind: Kind
    name: Name
    numbers: Mapping[NumberSort, str] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    area: str = ""
    """The first two digits of the postal code."""
    mailbox_is_own: bool = False
    """True if the e-mail address carries a word of the name."""
    number_doubt: Reason | None = None
    """Why an organisation number that was given is not the customer's own."""

    def of_sort(self, sort: Sort) -> set[str]:
        """The values of one sort of contact."""
        return {contact.value for contact in self.contacts if contact.sort is sort}

    def with_shared(self, shared: Set[str]) -> "Traits":
        """The same traits, with the contacts of `shared` (values) no longer personal."""
        contacts = tuple(
            replace(contact, is_personal=False) if contact.value in shared else contact
            for contact in self.contacts
        )
        return replace(self, contacts=contacts)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a customer: the traits of all its deliveries together."""

    kind: Kind
    numbers: Mapping[NumberSort, str] = field(default_factory=dict)
    contacts: Mapping[Sort, frozenset[str]] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()
    names: tuple[Name, ...] = ()

    @classmethod
    def of(cls, traits: Traits, seal: Seal | None = None) -> "Profile":
        """The profile of a new customer."""
        return cls(traits.kind).joined(traits, seal)

    def joined(self, traits: Traits, seal: Seal | None = None) -> "Profile":
        """The profile after another delivery of this customer, its name and area sealed."""
        name = traits.name.sealed(seal) if seal else traits.name
        area = seal("area", traits.area) if seal and traits.area else traits.area
        contacts = {sort: self.contacts.get(sort, frozenset()) | traits.of_sort(sort) for sort in Sort}
        is_new_name = bool(name.whole) and name not in self.names
        return Profile(
            kind=traits.kind if self.kind is Kind.UNKNOWN else self.kind,
            numbers={**traits.numbers, **self.numbers},
            contacts={sort: values for sort, values in contacts.items() if values},
            areas=self.areas | ({area} if area else frozenset()),
            names=(*self.names, name)[-MOST_NAMES:] if is_new_name else self.names,
        )


def relation(traits: Traits, profile: Profile, seal: Seal | None = None) -> Strength | None:
    """On which evidence the delivery is this customer's; None: it is not.

    `seal` makes the delivery's name comparable with the sealed names of the profile.
    """
    return _Comparison(traits, profile, seal).strength()


class _Comparison:
    """A delivery beside a customer."""

    def __init__(self, traits: Traits, profile: Profile, seal: Seal | None) -> None:
        self.traits = traits
        self.profile = profile
        self.name = traits.name.sealed(seal) if seal else traits.name
        self.area = seal("area", traits.area) if seal and traits.area else traits.area
        self.name_match = self._match_names()
        self.common = [c for c in traits.contacts if c.value in profile.contacts.get(c.sort, ())]

    def strength(self) -> Strength | None:
        """The first line of the rule that holds."""
        if self._is_impossible():
            return None
        if self._has_same_number():
            return Strength.NUMBER if self._number_is_believed() else None
        rules = {
            NameMatch.EQUAL: (
                self._is_same_by_equal_name,
                Strength.LESS_THAN_KNOWN if self._tells_less() else Strength.EQUAL_NAME,
            ),
            NameMatch.ALIKE: (self._is_same_by_alike_name, Strength.ALIKE_NAME),
            NameMatch.CLOSE: (self._is_same_by_close_name, Strength.CLOSE_NAME),
            NameMatch.VAGUE: (self._is_same_by_vague_name, Strength.VAGUE_NAME),
            NameMatch.DIFFERENT: (self._is_same_by_new_surname, Strength.CLOSE_NAME),
        }
        holds, strength = rules[self.name_match]
        return strength if holds() else None

    def _match_names(self) -> NameMatch:
        """Equal or alike to one of the known names, else the weakest match with any."""
        if not self.profile.names:
            return NameMatch.VAGUE
        matches = [match(self.name, known) for known in self.profile.names]
        best = max(matches)
        return best if best >= NameMatch.ALIKE else min(matches)

    def _is_impossible(self) -> bool:
        numbers = self.profile.numbers
        if any(numbers.get(sort, number) != number for sort, number in self.traits.numbers.items()):
            return True
        if self._is_sole_firm_beside_company():
            return True
        kinds = {self.traits.kind, self.profile.kind}
        if Kind.UNKNOWN in kinds:
            return not self._has_same_number() and self.name_match is not NameMatch.EQUAL
        return len(kinds) > 1 and self.name_match is not NameMatch.EQUAL

    def _tells_less(self) -> bool:
        """True if the customer has a number or legal form, and the delivery has none that could differ."""
        forms = {known.legal_form for known in self.profile.names}
        lacks_form = "" not in forms and not self.name.legal_form
        return lacks_form or bool(self.profile.numbers.keys() - self.traits.numbers.keys())

    def _is_sole_firm_beside_company(self) -> bool:
        """True if one firm is its owner, by a personal number, and the other has a number of its own."""
        ours, theirs = self.traits.numbers, self.profile.numbers
        if {self.traits.kind, self.profile.kind} != {Kind.COMPANY}:
            return False
        if ours.keys() == {NumberSort.PERSON} and not self.name.legal_form:
            return NumberSort.ORGANISATION in theirs
        is_firm = theirs.keys() == {NumberSort.PERSON} and not any(n.legal_form for n in self.profile.names)
        return is_firm and NumberSort.ORGANISATION in ours

    def _has_same_number(self) -> bool:
        return any(self.profile.numbers.get(sort) == number for sort, number in self.traits.numbers.items())

    def _number_is_believed(self) -> bool:
        """False for a number that is another's: a relative's, an insurer's behind people in several places,
        an agent's behind companies whose names differ by a numeral only.
        """
        names = self.profile.names
        if not names:
            return True
        person = self.traits.numbers.get(NumberSort.PERSON)
        if person and person == self.profile.numbers.get(NumberSort.PERSON):
            return any(self._is_one_person(known) for known in names)
        if any(differ_by_number(self.name, known) for known in names):
            return False
        are_people = not (self.name.is_company or any(known.is_company for known in names))
        differ = all(match(self.name, known) is NameMatch.DIFFERENT for known in names)
        return not (are_people and differ and self._contradicts(Sort.PLACE))

    def _is_one_person(self, known: Name) -> bool:
        """With one personal number. Of a family, one may give another's; then nothing else is in common."""
        same_first = self.name.first == known.first or match(self.name, known) is not NameMatch.DIFFERENT
        contradicted = any(self._contradicts(sort) for sort in (Sort.EMAIL, Sort.PHONE, Sort.PLACE))
        return same_first or (share_a_word(self.name, known) and (bool(self.common) or not contradicted))

    def _has(self, *sorts: Sort, personal: bool | None = None) -> bool:
        """True if they have a contact of one of these sorts in common."""
        return any(
            contact.sort in sorts and personal in (None, contact.is_personal) for contact in self.common
        )

    def _contradicts(self, sort: Sort) -> bool:
        """True if both have contacts of this sort and none in common."""
        theirs = self.profile.contacts.get(sort, frozenset())
        ours = self.traits.of_sort(sort)
        return bool(theirs and ours and not theirs & ours)

    def _is_same_by_equal_name(self) -> bool:
        if not self.common:
            return False
        if self.name.is_company:
            return self._is_same_company()
        against = [sort for sort in (Sort.EMAIL, Sort.PHONE, Sort.PLACE) if self._contradicts(sort)]
        turned = all(is_turned_round(self.name, known) for known in self.profile.names)
        return not (turned and against) and self._is_same_person(len(against))

    def _is_same_person(self, contradictions: int) -> bool:
        if self._has(Sort.PHONE, personal=True):
            return True
        if self._has(Sort.EMAIL, personal=True):
            return contradictions < 2 or self.traits.mailbox_is_own
        if self._has(Sort.PLACE):
            return contradictions < 2
        return not contradictions  # a role's mailbox and a switchboard are many people's

    def _is_same_company(self) -> bool:
        sorts = {contact.sort for contact in self.common}
        if sorts == {Sort.NAME}:
            return not self._is_elsewhere() and self._nothing_else_is_known()
        if self._is_unique_in_the_country():
            return sorts - {Sort.NAME} != {Sort.DOMAIN} or not self._is_elsewhere()
        has_own_mailbox = self.traits.mailbox_is_own and self._has(Sort.EMAIL)
        if has_own_mailbox and self._has(Sort.PHONE, personal=True):
            return True
        if self._is_elsewhere():
            return False
        if sorts == {Sort.DOMAIN} and self._contradicts(Sort.PHONE):  # two shops of a chain
            return False
        return self._has(Sort.EMAIL, Sort.PHONE, personal=True) or not self._contradicts(Sort.PLACE)

    def _is_elsewhere(self) -> bool:
        """True if both are in known and different parts of the country."""
        return bool(self.area and self.profile.areas and self.area not in self.profile.areas)

    def _nothing_else_is_known(self) -> bool:
        """True if one of the two has no contact that the other could contradict."""
        ours = {contact.sort for contact in self.traits.contacts} - {Sort.NAME}
        return not ours or not (self.profile.contacts.keys() - {Sort.NAME})

    def _is_unique_in_the_country(self) -> bool:
        """Only an AB's name is."""
        names = (self.name, *self.profile.names)
        return any(name.is_company and name.is_limited for name in names)

    def _is_same_by_alike_name(self) -> bool:
        names_a_place = self.name.is_placeholder and self.name.is_strict
        in_common = self._has(Sort.EMAIL) if names_a_place else self._has_own_contact()
        return in_common and self._nothing_contradicts()

    def _is_same_by_close_name(self) -> bool:
        own = self.traits.mailbox_is_own and self._has(Sort.EMAIL, personal=True)
        return (own or self._has(Sort.PHONE, personal=True)) and self._nothing_contradicts()

    def _is_same_by_vague_name(self) -> bool:
        own = self.traits.mailbox_is_own or not self._has(Sort.EMAIL)
        return own and self._has_own_contact() and self._nothing_contradicts()

    def _has_own_contact(self) -> bool:
        """True if a personal contact is in common. A mobile beside somebody else's mailbox is none."""
        if self._has(Sort.EMAIL):
            return self._has(Sort.EMAIL, personal=True)
        return self._has(Sort.PHONE, personal=True)

    def _nothing_contradicts(self) -> bool:
        return not (self._contradicts(Sort.PHONE) or self._contradicts(Sort.PLACE))

    def _is_same_by_new_surname(self) -> bool:
        """A person whose surname changed: the same first name, own mailbox and mobile."""
        return (
            bool(self.profile.names)
            and all(has_new_surname(self.name, known) for known in self.profile.names)
            and self._has(Sort.EMAIL, personal=True)
            and self.traits.mailbox_is_own
            and self._has(Sort.PHONE, personal=True)
        )


def choose(strengths: Iterable[Strength | None]) -> int | None:
    """Which of several customers a delivery belongs to, oldest first: its place, or None for a new one.

    Strong evidence: the strongest, then the oldest. Weak evidence counts only where it fits one customer; of
    two that are known by numbers or legal forms, a delivery without them is neither's.
    """
    related = [(strength, place) for place, strength in enumerate(strengths) if strength is not None]
    strong = [each for each in related if not each[0].needs_to_be_alone]
    if strong:
        return min(strong)[1]
    equal = [each for each in related if each[0] is Strength.LESS_THAN_KNOWN]
    fitting = equal or related
    return fitting[0][1] if len(fitting) == 1 else None
