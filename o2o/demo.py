"""The demo: the Shanghai grocery case and its pilot, simulated side by side, and a page on what the pilot changes."""

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


def command(sets: list[str]) -> list[str]:
    """Return the command line of the demo; ``sets`` are further options of the simulation."""
    files = [str(CASE / name) for name in ("baseline.yaml", "pilot-2.yaml")]
    replications = ["--set", f"experiment.replications={REPLICATIONS}"]
    return ["compare", *files, *replications, *QUICKLY, *sets, "--to", "demo.html"]


def main(sets: list[str]) -> int:
    """Show the command and run it; return its exit code."""
    words = command(sets)
    click.secho(f"\n$ o2o {' '.join(words)}", bold=True, err=True)
    return answer(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
