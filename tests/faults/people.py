"""The people of a simulation, and the answers that they give in forms."""

NUMBERS = ("556016-0680", "556036-0793", "556074-7551", "556703-7485", "556012-5790", "556042-7220")


def make_people(random):
    """One to five people. Some share an e-mail address."""
    people = []
    for n in range(random.randint(1, 5)):
        email = "info@example.se" if random.random() < 0.2 else f"person{n}@example.se"
        people.append({"n": n, "number": NUMBERS[n], "email": email, "by": _known_by(email, random)})
    return people


def _known_by(email, random):
    """What all deliveries of a person have in common. With a shared address, that is always the number."""
    return "number" if email == "info@example.se" else random.choice(("number", "email", "phone"))


def answers_of(person, random):
    """The answers of one form: what the person is known by, and sometimes more."""
    answers = {"Namn": f"Åsa Öberg {person['n']}", "Adress": f"Gatan {person['n']}"}
    if random.random() < 0.3:
        answers |= {"Postnr": "211 20", "Ort": "Malmö", "Fakturasätt": "brev"}
    known = {
        "number": ("Org.nr", person["number"]),
        "email": ("E-post", person["email"]),
        "phone": ("Telefon", f"070-174 06 {person['n'] + 10}"),
    }
    chosen = {person["by"], *(kind for kind in known if random.random() < 0.4)}
    answers |= dict(known[kind] for kind in known if kind in chosen)
    if random.random() < 0.05:
        del answers["Namn"]
    return answers
