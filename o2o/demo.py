"""The demo: the Shanghai grocery case, its pilot and a page on what the pilot changes, by a planner's own commands."""

import sys
from pathlib import Path

import click

import scenarios
from o2o.cli import answer

CASE = Path(scenarios.__file__).parent / "library" / "shanghai-grocery"
REPLICATIONS = 5
"""Enough for intervals that separate the pilot from luck, few enough for a first look."""
QUICKLY = ["--set", "experiment.twin=false"]
"""no second city without advertising beside each (it is there for K07 alone, and takes as long again)"""


def commands(sets: list[str]) -> list[list[str]]:
    """Return the command lines of the demo; ``sets`` are further options for every simulation."""
    base, pilot = str(CASE / "baseline.yaml"), str(CASE / "pilot-2.yaml")
    same = ["--set", f"experiment.replications={REPLICATIONS}", *QUICKLY, *sets]
    return [["run", base, *same], ["run", pilot, *same], ["compare", base, pilot, *same, "--to", "demo.html"]]


def main(sets: list[str]) -> int:
    """Run the commands one after another, each shown first; return the exit code of the first that fails."""
    for command in commands(sets):
        click.secho(f"\n$ o2o {' '.join(command)}", bold=True, err=True)
        code = answer(command)
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
