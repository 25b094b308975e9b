"""Progress: a line now and then where nobody watches, an honest estimate of what is left."""

import io
import json

from o2o.journal import Journal
from o2o.progress import Advanced, Bar, Ended, Lines, Pace, Started, Troubled


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_rest_is_expected_from_the_replications_of_this_sitting():
    clock = Clock()
    pace = Pace(clock)
    pace.tell(Started("pilot", 10, 4))
    assert pace.seconds_left() is None
    clock.now += 6
    pace.tell(Advanced(4, 6.0))
    clock.now += 6
    pace.tell(Advanced(5, 6.0))
    assert pace.seconds_left() == 24.0  # 4 more at 6 s


def test_logs_get_a_line_every_few_seconds_the_last_one_and_every_trouble():
    clock, out = Clock(), io.StringIO()
    lines = Lines(out, every=5.0, clock=clock)
    lines.tell(Started("pilot", 4, 0))
    for number in range(4):
        clock.now += 2
        lines.tell(Advanced(number, 2.0))
    lines.tell(Troubled("a worker died"))
    lines.tell(Ended("complete"))
    assert out.getvalue().splitlines() == [
        "1 of 4 replications, about 6 s left",
        "4 of 4 replications",
        "a worker died",
    ]


def test_long_rests_are_told_in_minutes():
    clock, out = Clock(), io.StringIO()
    lines = Lines(out, clock=clock)
    lines.tell(Started("pilot", 11, 0))
    clock.now += 60
    lines.tell(Advanced(0, 60.0))
    assert out.getvalue() == "1 of 11 replications, about 10 min left\n"


def test_a_terminal_gets_a_bar_on_stderr_only(capsys):
    bar = Bar()
    for event in (Started("pilot", 2, 1), Troubled("[red] is no markup"), Advanced(1, 1.0), Ended("complete")):
        bar.tell(event)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "[red] is no markup" in shown.err


def test_the_journal_says_how_far_a_run_is_and_keeps_a_log(tmp_path):
    journal = Journal(tmp_path)
    for event in (Started("pilot", 4, 1), Advanced(1, 0.5), Troubled("a worker died"), Ended("interrupted")):
        journal.tell(event)
    status = json.loads((tmp_path / "status.json").read_text())
    assert (status["state"], status["done"], status["total"]) == ("interrupted", 2, 4)
    words = [line.partition(" ")[2] for line in (tmp_path / "log.txt").read_text().splitlines()]
    assert words == [
        "run pilot: 4 replications, 1 of them on disk already",
        "replication 1 finished in 0.50 s",
        "a worker died",
        "ended: interrupted",
    ]
