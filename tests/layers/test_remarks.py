import re
from pathlib import Path

from bridge import remarks
from bridge.remarks import SENTENCES, Remark, rejection

BRIDGE = Path(remarks.__file__).parent
MODULES = [
    *BRIDGE.glob("swedish/*.py"),
    *(BRIDGE / f"{name}.py" for name in ("mapping", "personal", "said", "values")),
]
CODE = re.compile(r'(?:Invalid|refuse|note|rejection)\("([a-z_]+)"')


def test_every_code_has_its_sentences_and_every_sentence_is_used() -> None:
    said = " ".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert set(CODE.findall(said)) <= SENTENCES.keys()
    assert [code for code in SENTENCES if f'"{code}"' not in said] == []


def test_sentences_are_sentences_in_two_languages() -> None:
    for swedish, english in SENTENCES.values():
        assert swedish != english
        for sentence in (swedish, english):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


def test_a_remark_and_a_rejection_say_the_same() -> None:
    remark, failure = Remark("phone_invalid", "phone"), rejection("phone_invalid", "phone")
    assert (failure.code, failure.field, str(failure)) == (remark.code, remark.field, remark.english)
    assert remark.swedish.startswith("Skriv ett helt telefonnummer")
