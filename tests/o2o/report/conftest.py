"""Tiny runs to report on, and a reader that finds what would hurt others in a page."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from o2o.archive import Run
from o2o.executors import Serial
from o2o.experiment import Experiment
from o2o.scenario_task import ScenarioTask
from o2o.study import load

LIBRARY = Path(__file__).parents[3] / "scenarios" / "library"
TINY_CITY = (
    "calendar.days=19",
    "calendar.warm_up=5",
    "people.segments.families={customers: 150, prospects: 50}",
    "people.segments.young={customers: 150, prospects: 50}",
    "people.segments.older={customers: 100, prospects: 50}",
    "marketing.paid.daily_spend=100",
    "experiment.replications=2",
    "experiment.twin=false",
)
RULES = ("expect.K05.min=50", "expect.K15.min=99", "expect.E48.min_increase=-100")
ODD_WORDS = (
    "description=<script>alert(1)</script> & 上海",
    "places.stores.north.name=静安 <b>",
    "calendar.days=7",
    "people.segments.everyone.customers=200",
    "experiment.replications=1",
)


class Silent:
    def tell(self, event):
        pass


def simulate(root, file, *sets, variant=None) -> Run:
    study = load(LIBRARY / file, sets=sets, variant=variant)
    return Experiment(study.plan, ScenarioTask(study.loaded.scenario)).start(root, Serial(), Silent())


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def simulate_shipped(runs):
    """Return (file, changes, variant) -> a run of a shipped case."""
    return lambda file, *sets, variant=None: simulate(runs, file, *sets, variant=variant)


@pytest.fixture(scope="session")
def pilot(runs):
    """The Shanghai pilot, tiny; its wave opens on the 10th day."""
    dates = ("plan.waves.pilot.start=2026-03-11", "plan.changes.pilot_crew.start=2026-03-11")
    return simulate(runs, "shanghai-grocery/pilot-2.yaml", *TINY_CITY, *dates, *RULES)


@pytest.fixture(scope="session")
def lying(runs):
    """The case of wrong stock records, tiny; errors are gross and a rush comes on the 9th day."""
    errors = ("information.record_shrink=0.1", "information.record_misscan=0.02", "information.sync_latency=3 h")
    rush = "plan.changes.rush={start: 2026-03-10, end: 2026-03-11, lever: demand.factor, to: 3}"
    return simulate(runs, "record_accuracy/record_accuracy.yaml", *TINY_CITY, *errors, rush)


@pytest.fixture(scope="session")
def base(runs):
    return simulate(runs, "shanghai-grocery/baseline.yaml", *TINY_CITY)


@pytest.fixture(scope="session")
def plain(runs):
    """Two stores without plan, riders or warm-up, one replication, words that look like markup."""
    return simulate(runs, "two-stores/two-stores.yaml", *ODD_WORDS)


@pytest.fixture(scope="session")
def shaken(runs):
    """Two stores whose app is down from 12 to 13 March."""
    down = "shocks={down: {start: 2026-03-12, days: 2, effects: {app: {lever: app.open, to: false}}}}"
    sets = ("calendar.days=19", "people.segments.everyone.customers=400", "experiment.replications=1", down)
    return simulate(runs, "two-stores/two-stores.yaml", *sets)


@pytest.fixture(scope="session")
def promised(runs):
    """Two stores whose stock and rosters were planned, or so they say."""
    says = ("planning.promised.placement={value: 5000, unit: CNY a day}",)
    says += ("planning.promised.shifts={value: 9000, unit: 'CNY a week, less is better', stores: 0.5}",)
    sets = ("calendar.days=8", "people.segments.everyone.customers=200", "experiment.replications=2", *says)
    return simulate(runs, "two-stores/two-stores.yaml", *sets)


@pytest.fixture(scope="session")
def factless(runs):
    return simulate(runs, "two-stores/two-stores.yaml", *ODD_WORDS, "experiment.keep_facts=none")


@pytest.fixture(scope="session")
def conflict(runs):
    """The incentive conflict, short: ten stores, each with its credit."""
    sets = ("calendar.days=7", "calendar.warm_up=1", "experiment.replications=1", "experiment.keep_facts=none")
    return simulate(runs, "incentive_conflict/incentive_conflict.yaml", *sets)


@pytest.fixture(scope="session")
def month(runs):
    """Two stores with few customers for four days after a long warm-up."""
    days = ("calendar.days=30", "calendar.warm_up=26")
    sets = ("people.segments.everyone.customers=60", "experiment.replications=1", "experiment.twin=false")
    return simulate(runs, "two-stores/two-stores.yaml", *days, *sets)


@pytest.fixture(scope="session")
def conflict_facts(runs):
    """The same with its facts, shorter."""
    sets = ("calendar.days=4", "calendar.warm_up=1", "experiment.replications=1")
    return simulate(runs, "incentive_conflict/incentive_conflict.yaml", *sets)


class Reader(HTMLParser):
    """What a browser or screen reader would find in a page."""

    EMPTY = frozenset({"meta", "line", "rect"})

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.text = [], [], {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.setdefault(self.open[-1] if self.open else "", []).append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self):
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


@pytest.fixture(scope="session")
def reader():
    return Reader


@pytest.fixture(scope="session")
def faults():
    """Faults of a page that would hurt readers offline, on paper or with a screen reader."""

    def found(page):
        read = Reader(page)
        ids = read.ids
        links = [a.get("href") or a.get("xlink:href") for _, a in read.tags if "href" in a or "xlink:href" in a]
        labels = [one for _, a in read.tags for one in a.get("aria-labelledby", "").split()]
        pictures = [a for a in read.all("svg") if a.get("aria-hidden") != "true"]
        return {
            "left open": read.open,
            "twice the same id": sorted({one for one in ids if ids.count(one) > 1}),
            "scripts": read.all("script") + [a for _, a in read.tags if any(key.startswith("on") for key in a)],
            "from elsewhere": [a for _, a in read.tags if "src" in a] + [one for one in links if one[0] != "#"],
            "links to nothing": [one for one in links if one[1:] not in ids],
            "labels of nothing": [one for one in labels if one not in ids],
            "pictures without words": [a for a in pictures if a.get("role") != "img" or "aria-labelledby" not in a],
            "tables without caption": len(read.all("table")) - len(read.all("caption")),
            "heads without scope": [a for a in read.all("th") if "scope" not in a],
        }

    return found


@pytest.fixture(scope="session")
def paying(runs):
    """Two stores that pay suppliers after five days, at 8 % a year for what they hold."""
    sets = ("calendar.days=19", "calendar.warm_up=5", "people.segments.everyone.customers=300")
    payment = ("policies.payment={term: 5 d, rate: 0.08}", "experiment.replications=2")
    return simulate(runs, "two-stores/two-stores.yaml", *sets, *payment)
