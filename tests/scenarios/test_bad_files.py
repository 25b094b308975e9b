"""Every bad file is refused with the exit code, at the line and with the words that its header names."""

import re
import time
from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.load import load

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
_HEADER = re.compile(r"# (exit|line|says|file|set|variant): (.+)")


def header(path):
    """Return what the comments at the top of a bad file promise."""
    found = {}
    for line in path.read_text("utf-8").split("\n"):
        match = _HEADER.fullmatch(line)
        if match is None:
            return found
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bad_file_is_refused_as_its_header_says(path):
    promised = header(path)
    sets = [promised["set"]] if "set" in promised else []
    began = time.perf_counter()
    with pytest.raises(ScenarioError) as caught:
        load(path, variant=promised.get("variant"), sets=sets)
    assert time.perf_counter() - began < 2
    assert caught.value.exit_code == int(promised["exit"])
    told = [problem for problem in caught.value.problems if promised["says"] in f"{problem.message} {problem.hint}"]
    assert told, str(caught.value)
    assert Path(told[0].file).name == promised.get("file", path.name)
    if promised["line"] != "0":
        assert told[0].line == int(promised["line"]), str(caught.value)
    for problem in caught.value.problems:
        assert "^" in str(problem) or not problem.text.strip()
        assert "\n" not in problem.github()


def test_the_corpus_covers_every_class_of_faults():
    classes = {path.stem.split("-")[0] for path in FILES}
    assert classes >= {
        "syntax",
        "types",
        "ranges",
        "refs",
        "structure",
        "bombs",
        "names",
        "calendar",
        "sizes",
        "tables",
    }
    assert len(FILES) >= 200
