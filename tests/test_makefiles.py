"""The Makefiles work with what macOS has: make 3.81, bash 3.2 as sh, and the tools of BSD."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKEFILES = {
    path: (ROOT / path).read_text(encoding="utf-8") for path in ("Makefile", "layers/bridge/Makefile")
}

NEWER_THAN_MAKE_3_81 = {
    r"^\.ONESHELL": ".ONESHELL (3.82)",
    r"^\.RECIPEPREFIX": ".RECIPEPREFIX (3.82)",
    r"^\.SHELLFLAGS|^SHELLFLAGS": ".SHELLFLAGS (3.82)",
    r"^define [\w.-]+ *[:?+]?=": "define NAME = (3.82)",
    r"^\s*(?:private|undefine) ": "private and undefine (3.82)",
    r"^[\w. -]+:::?=": "::= and :::= (4.0)",
    r"^[\w. -]+!=": "NAME != command (4.0)",
    r"\$\(file ": "$(file …) (4.0)",
    r"\$\((?:guile|let|intcmp) ": "functions of 4.x",
    r"^[^\t#=]*&:": "grouped targets (4.3)",
    r"^\.(?:NOTINTERMEDIATE|WAIT)|\.WAIT": ".WAIT and .NOTINTERMEDIATE (4.4)",
    r"--(?:output-sync|shuffle)|-O(?:target|line)": "options of 4.x",
}
NOT_ON_BSD = {
    r"\bsed\b[^|;\n]* -i": "sed -i wants a suffix on BSD",
    r"\bsed\b[^|;\n]* -r": "sed -r",
    r"\bfind\b[^|;\n]* -(?:printf|regextype|empty -delete)": "find -printf and -regextype",
    r"\bfind +-": "find without a folder",
    r"\bgrep\b[^|;\n]* -\w*P": "grep -P",
    r"\breadlink -f|\brealpath\b": "readlink -f and realpath",
    r"\bdu\b[^|;\n]* (?:-\w*b\b|--)": "du -b and long options",
    r"\bxargs\b[^|;\n]* -\w*r": "xargs -r",
    r"\b(?:date|stat|cp|mv|rm|mkdir|touch|head|tail|sort|ls)\b[^|;\n]* --\w": "long options",
    r"\bcp +-\w*[at]": "cp -a and cp -t",
    r"\bdate +-d|\bstat +-c|\btac\b|\btimeout +\d|\bsha256sum\b|\bnproc\b": "tools of GNU",
    r"\bgensub\(|\bstrftime\(": "functions of gawk",
}
NOT_IN_SH = {
    r"\[\[": "[[ … ]]",
    r"<\(|>\(": "process substitution",
    r"<<<": "here strings",
    r"&>|\|&": "&> and |&",
    r"\$\$?\{\w+(?:,,|\^\^)": "${name,,}, which bash 3.2 has not",
    r"(?:^\t@?|; *|then +)(?:mapfile|declare|local|source) ": "words of bash",
    r"\becho +-[en]": "echo -e and -n",
}


def found(table):
    return [
        f"{path}: {what}: {line.strip()}"
        for path, text in MAKEFILES.items()
        for pattern, what in table.items()
        for line in text.splitlines()
        if not line.startswith("#") and re.search(pattern, line)
    ]


@pytest.mark.parametrize("table", [NEWER_THAN_MAKE_3_81, NOT_ON_BSD, NOT_IN_SH], ids=["make", "bsd", "sh"])
def test_nothing_needs_more_than_macos_has(table):
    assert found(table) == []


PLANTED = [
    (NEWER_THAN_MAKE_3_81, "NAME != date"),
    (NEWER_THAN_MAKE_3_81, "NAME ::= value"),
    (NEWER_THAN_MAKE_3_81, "a b &: c"),
    (NEWER_THAN_MAKE_3_81, "define text ="),
    (NEWER_THAN_MAKE_3_81, "\t@echo $(file < list)"),
    (NOT_ON_BSD, "\tsed -i 's/a/b/' file"),
    (NOT_ON_BSD, "\t@find . -name x -printf '%p'"),
    (NOT_ON_BSD, "\t@find -name x"),
    (NOT_ON_BSD, "\t@du -sb folder"),
    (NOT_ON_BSD, "\t@ls | xargs -r rm"),
    (NOT_IN_SH, '\t@if [[ -n "$$CI" ]]; then :; fi'),
    (NOT_IN_SH, "\tmake all &> log"),
    (NOT_IN_SH, "\techo -n x"),
    (NOT_IN_SH, "\t@source file"),
]


@pytest.mark.parametrize(("table", "line"), PLANTED, ids=[line.strip() for _, line in PLANTED])
def test_what_macos_has_not_is_noticed(monkeypatch, table, line):
    monkeypatch.setitem(MAKEFILES, "Makefile", f"all:\n{line}\n")
    assert len(found(table)) == 1


def test_every_command_says_what_it_does():
    hidden = {"analyses", "build-checks", "build-local", "down", "e2e", "format", "lint", "offline"}
    hidden |= {
        "e2e-beside",
        "offline-deployed",
        "offline-once",
        "offline-twice",
        "python",
        "setup",
        "template",
        "types",
        "unlittered",
        "up",
        "workflows",
    }
    phony = re.search(r"^\.PHONY: (.*?)(?<!\\)$", MAKEFILES["Makefile"], re.M | re.S)
    targets = set(phony[1].replace("\\", " ").split())
    shown = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILES["Makefile"], re.M))
    assert targets == shown | hidden
