"""The benchmark: speed and memory as ratios in one run.

    ./dev bench [--json] [--gate] [--pairs N] [--only NAME ...]

A ratio is a median of interleaved pairs. --gate ends with code 10 when a ratio breaks its gate.
What is measured, and how: docs/performance.md.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence

from measures import (
    bytes_per_customer,
    events,
    filling,
    memory_share,
    naive_twin,
    planning,
    population,
    scale,
    shares,
    tick,
)
from pairs import Measured

PAIRS = 5
BROKEN = 10
"""exit code of a regression"""
MEASURES: Mapping[str, Callable[[int], Measured]] = {
    "naive_twin": naive_twin.plain,
    "naive_twin_operations": naive_twin.operations,
    "events_vs_simpy": events.measure,
    "population_vs_agentset": population.measure,
    "bytes_per_customer": bytes_per_customer.measure,
    "memory_vs_facts_180_days": memory_share.measure,
    "scale_1m_100stores_vs_100k_20stores": scale.measure,
    "tick_hourly_vs_daily": tick.measure,
    "invariants_share": shares.invariants,
    "randomness_share": shares.randomness,
    "assign_10000_orders_5_sites_seconds": planning.assignment,
    "place_200_skus_30_sites_10_scenarios_seconds": filling.measure,
    "pulp_build_vs_highs_build": planning.building,
    "pulp_transfer_vs_ours": planning.transfer,
    "replanning_share": planning.replanning,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what ``arguments`` ask for and return the exit code."""
    asked = parser().parse_args(arguments)
    measured = []
    for name in asked.only or MEASURES:
        say(f"measuring {name}")
        measured.append(MEASURES[name](asked.pairs))
    sys.stdout.write((json.dumps(document(measured), indent=2) if asked.json else table(measured)) + "\n")
    broken = [one.name for one in measured if not one.kept]
    for name in broken:
        say(f"{name} breaks its gate")
    return BROKEN if broken and asked.gate else 0


def say(message: str) -> None:
    """Tell the reader on stderr: stdout belongs to the figures."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    made = argparse.ArgumentParser(prog="./dev bench", description="Speed and memory as ratios in one run.")
    made.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else")
    made.add_argument("--gate", action="store_true", help=f"end with code {BROKEN} when a ratio breaks its gate")
    made.add_argument("--pairs", type=int, default=PAIRS, help="pairs of each comparison (default: %(default)s)")
    made.add_argument("--only", nargs="+", choices=list(MEASURES), metavar="NAME", help="measure these alone")
    return made


def document(measured: Sequence[Measured]) -> dict[str, object]:
    """Return all ratios, and how each came about, as plain data."""
    return {
        "ratios": {one.name: one.median for one in measured},
        "measures": {one.name: one.to_json() for one in measured},
    }


def table(measured: Sequence[Measured]) -> str:
    """Return all ratios as lines to read."""
    lines = []
    for one in measured:
        verdict = "kept" if one.kept else "BROKEN"
        span = f"{min(one.values):.3g} to {max(one.values):.3g} in {len(one.values)}"
        lines += [f"{one.name}: {one.median:.3g}  (gate {one.gate}: {verdict}; {span})", f"    {one.compared}"]
        lines += [f"    {name}: {value:,.0f}" for name, value in one.figures.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
