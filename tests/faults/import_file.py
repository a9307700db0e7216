"""A file of customers for an import, and what has to become of each of its rows."""


class ImportFile:
    """`expected` is the outcome of each row: 2 % are invalid, 2 % duplicates, 1 % share a mailbox.

    3 % are in Seven Time already, if the import looks customers up there: `known` are the fields of those.
    """

    def __init__(self, rows, random, *, looked_up):
        self._random, self._looked_up = random, looked_up
        self._lines, self._new = ["Kundnr;Namn;E-post;Telefon;Ort"], []
        self.expected, self.known = [], []
        for n in range(rows):
            self._add(n, random.random())

    @property
    def content(self):
        return "\n".join(self._lines).encode("cp1252")

    def _add(self, n, kind):
        if kind < 0.02:
            self._append(f"K{n};;x{n}@example.se;;", "rejected")
        elif kind < 0.04 and self._new:
            other = self._random.choice(self._new)
            self._append(f";Kund {other} Öberg;kund{other}@example.se;;Malmö", "duplicate")
        elif kind < 0.05 and self._new:
            other = self._random.choice(self._new)
            self._append(f"K{n};Ida{n} Holm{n};kund{other}@example.se;;Malmö", "created")
        else:
            self._new.append(n)
            line = f"K{n};Kund {n} Öberg;kund{n}@example.se;070-174 06 {5 + n % 95:02};Malmö"
            self._append(line, self._outcome(n, kind))

    def _append(self, line, outcome):
        self._lines.append(line)
        self.expected.append(outcome)

    def _outcome(self, n, kind):
        if not self._looked_up or kind < 0.97:
            return "created"
        self.known.append({"name": f"Kund {n} Öberg", "email": f"kund{n}@example.se"})
        return "existing"
