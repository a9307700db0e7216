"""Simulations of people who give one word as their name, in which the rule alone knows nobody again."""

from tests.faults.simulation import Simulation


class OneWord(Simulation):
    """Everybody is called Anna."""

    def _answers(self, person):
        n = person["n"]
        return {"Namn": "Anna", "Adress": f"Gatan {n}", "E-post": f"anna{n}@example.se"}
