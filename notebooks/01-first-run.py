# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first run
#
# This notebook loads two scenarios that come with the workbench, simulates them, looks at what was recorded, and
# compares a pilot with the city as it is. Everything runs on this machine. Nothing is sent anywhere.
#
# The sizes are small, so that all of it takes less than a minute. Small also means rough: a real decision needs more
# customers, more days and at least ten replications.

# %%
from pathlib import Path

import pandas as pd
import scenarios

import o2o

LIBRARY = Path(scenarios.__file__).parent / "library"
RESULTS = "../results"

# %% [markdown]
# ## Two stores
#
# A scenario is a YAML file. `o2o.load` reads it and checks every value; mistakes are told with file, line and column.
# `sets=` changes single values without touching the file.

# %%
two_stores = o2o.load(
    LIBRARY / "two-stores" / "two-stores.yaml",
    sets=["calendar.days=10", "people.segments.everyone.customers=500", "experiment.replications=3"],
)
two_stores

# %% [markdown]
# `run` simulates all replications and returns a finished run. The run lies in a folder of its own. The same scenario
# with the same seed is not simulated twice: a second call opens the folder.

# %%
run = two_stores.run(workers=1, out=RESULTS)
run

# %% [markdown]
# `run.kpis()` is one long table: a row for each replication and figure. Percentages run from 0 to 100, money is in CNY.
# What each id means stands in `docs/kpis.md` and at the end of every report.

# %%
kpis = run.kpis()
kpis.pivot(index="kpi", columns="replication", values="value").loc[["K01", "K04", "K05", "K08", "K15", "E49n"]]

# %% [markdown]
# `period` and `scope` cut the figures: by week, day, store, segment, mode or channel.

# %%
weekly = run.kpis(period=None, scope=None).query("kpi == 'E49n' and scope.str.startswith('site:')", engine="python")
weekly[weekly["period"].str.startswith("week")].groupby(["scope", "period"])["value"].mean().unstack()

# %% [markdown]
# ## Facts
#
# While the world runs it only records facts: a row for each visit, order, trip, move of stock. Every figure is counted
# from these tables afterwards, so you can count your own. Times are milliseconds since the start, money is fen
# (a hundredth of a CNY).

# %%
orders = run.facts("orders")
orders[["person", "channel", "mode", "site", "placed", "lines", "goods"]].head()

# %%
HOUR = 3_600_000
by_hour = orders.assign(hour=orders["placed"] % (24 * HOUR) // HOUR).groupby("hour").size()
by_hour.rename("orders")

# %% [markdown]
# How do visits end? The true outcome is known here, as it never is in a real firm.

# %%
visits = run.facts("visits")
pd.crosstab(visits["touchpoint"], visits["outcome"])

# %% [markdown]
# ## The Shanghai pilot
#
# Fourteen neighbourhood stores and one warehouse. In the pilot two stores begin to hand over collected orders and to
# deliver by rider. Is it worth it? The question needs two runs: the pilot, and the city without it.

# %%
SMALL = [
    "calendar.days=21",
    "calendar.warm_up=7",
    "people.segments.families={customers: 350, prospects: 100}",
    "people.segments.young={customers: 400, prospects: 100}",
    "people.segments.older={customers: 250, prospects: 100}",
    "marketing.paid.daily_spend=150",
    "experiment.replications=3",
    "experiment.twin=false",
]
EARLY = ["plan.waves.pilot.start=2026-03-09", "plan.changes.pilot_crew.start=2026-03-09"]
CASE = LIBRARY / "shanghai-grocery"

base = o2o.load(CASE / "baseline.yaml", sets=SMALL).run(workers=1, out=RESULTS)
pilot = o2o.load(CASE / "pilot-2.yaml", sets=[*SMALL, *EARLY]).run(workers=1, out=RESULTS)

# %% [markdown]
# A run at a glance. The bands are 95 % intervals over the replications; with three of them they are wide.

# %%
pilot.plot()

# %% [markdown]
# ## Compare
#
# Both runs have the same seed, and so the same luck: the same people, the same needs, the same accidents.
# Replication by replication the luck cancels out, and the difference shows with far fewer replications.

# %%
comparison = o2o.compare(base, pilot)
pd.DataFrame(comparison.to_json()["pairs"]).set_index("kpi")[["name", "a", "b", "difference", "lo", "hi", "verdict"]]

# %% [markdown]
# An interval that does not include zero shows a difference. One that does shows nothing yet: the verdict says how many
# more replications would decide.
#
# ## The report
#
# Each run folder holds `report.html`, one file that opens in any browser, without network. The same page can be made
# for a comparison.

# %%
from o2o.report import comparison_page

page = Path(RESULTS) / "pilot-against-baseline.html"
page.write_text(comparison_page(base, pilot), encoding="utf-8")
print(f"{page.name}: {page.stat().st_size / 1000:.0f} kB")

# %% [markdown]
# ## What next
#
# - Give the pilot its real size: leave `SMALL` out and ask for ten replications.
# - Change the plan: `sets=["plan.waves.pilot.stores=[huangpu]"]`, or write a file that `extends:` the pilot.
# - Read `docs/how-a-day-runs.md` to know what the simulated day does and what it leaves out.
