"""Fixtures of the planning commands: toy cities written down, and a command's answer as a document."""

import json

import pytest

from o2o.cli import answer

SITES = """schema_version: 1
name: Three sites
calendar: {start: 2026-03-02, days: 8}
places:
  warehouses: {west: {lon: 121.33, lat: 31.20}}
  stores:
    north: {lon: 121.44, lat: 31.25}
    south: {lon: 121.45, lat: 31.19}
experiment: {replications: 1, twin: false}
"""
TWO_PRODUCTS = """schema_version: 1
extends: sites.yaml
people: {segments: {everyone: {customers: 100, needs: {per_year: 200}}}}
goods:
  products:
    milk: {name: Milk, category: Dairy, price: 9, cost: 7, popularity: 5}
    rice: {name: Rice, category: Dry, price: 30, cost: 20, popularity: 1}
"""
RIDERS = """schema_version: 1
extends: sites.yaml
people: {segments: {everyone: {needs: {per_year: 200}, tastes: {instant: 4.0, app: 0.8}}}}
places:
  fleets: {blue: {lon: 121.44, lat: 31.22, capacity: 2, shifts: {day: {start: "08:00", end: "22:30", staff: 2}}}}
policies: {dispatch: {rule: rolling_batch, every: "1 min"}}
plan: {waves: {open: {start: 2026-03-02, stores: all, opens: [instant]}}}
"""
PROGRAMME = """schema_version: 1
name: One to buy
budget: {points: 100, reserve: 0}
phases: {now: {months: 2, share: 1.0}}
scopes: {everywhere: {}}
initiatives:
  desk: {name: Pickup desk, points: 10, months: 0, effects: {collect: {lever: collect, to: true}}}
"""
TWO_TO_BUY = """schema_version: 1
extends: programme.yaml
name: Two to buy
initiatives:
  dear: {name: Dearer goods, points: 20, months: 1, effects: {price: {lever: price.factor, to: 1.2}}}
  later: {name: Later, points: 1, months: 0, not_simulated: nobody knows how}
"""
BESIDE = {
    "sites": SITES,
    "two-products": TWO_PRODUCTS,
    "riders": RIDERS,
    "programme": PROGRAMME,
    "two-to-buy": TWO_TO_BUY,
}
"""files beside every toy, for it to extend or to name"""
CONTRACT = {
    *("status", "objective", "bound", "gap", "solver", "seconds", "baseline", "clairvoyant"),
    *("gap_captured", "overlay"),
}


@pytest.fixture
def contract():
    """What every answer of o2o optimize holds."""
    return CONTRACT


@pytest.fixture
def toy(tmp_path, request, monkeypatch):
    """The city that the test's module calls TOY, as a file, with those of `BESIDE`; results come there, too."""
    monkeypatch.chdir(tmp_path)
    for name, text in (BESIDE | {"toy": request.module.TOY}).items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path / "toy.yaml"


@pytest.fixture
def told(capsys):
    """Return a function: the arguments of a command -> its exit code, and what it printed with --json."""

    def run(*arguments):
        capsys.readouterr()
        code = answer([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run
