"""Odd JSON for property tests: any value, at any place of a payload."""

from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
_SAMPLES = st.sampled_from(
    ["", "-", "556677-8899", "19900101-2385", "Ja", "a@example.se", "070-174 06 05", "0", '["a"]']
)
_LEAVES = st.none() | st.booleans() | st.integers() | ANY_TEXT | _SAMPLES
_NAMES = ANY_TEXT | st.sampled_from(
    [
        "namn",
        "Företag",
        "org.nr",
        "e-post",
        "telefon",
        "adress",
        "postnr",
        "rot",
        "personnummer",
        "meddelande",
    ]
)


def _nested(leaves):
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
        max_leaves=6,
    )


ANY_JSON = _nested(_LEAVES | st.floats(allow_nan=False))
ANY_PYTHON_JSON = _nested(_LEAVES | st.floats())
"""With NaN and Infinity, which Python writes although JSON has neither."""
ANY_OBJECT = st.dictionaries(_NAMES, ANY_JSON, max_size=3)
ANY_PLACE = st.lists(st.integers(0, 50), max_size=6)
"""Chooses a place in a payload, for `replaced`."""


def replaced(value, place, other):
    """Return `value` with `other` in one of its places."""
    if not place or not isinstance(value, dict | list) or not value:
        return other
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = keys[place[0] % len(keys)]
    copy = value.copy()
    copy[key] = replaced(value[key], place[1:], other)
    return copy
