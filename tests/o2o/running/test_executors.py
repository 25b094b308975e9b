"""Executors: the same outcomes from one process or several, and from a pool whose workers die."""

import os

import pytest

from o2o.executors import Done, Lost, Processes, Retried, Serial, default_workers, open_executor


class StubbornError(Exception):
    """An exception that cannot be unpickled."""

    def __init__(self, one, two):
        super().__init__(one)


def square(point):
    return point * point


def process_of(_point):
    return os.getpid()


def stubborn(point):
    raise StubbornError(point, "two")


def die_on_three(point):
    if point == 3:
        os._exit(1)
    return point


def test_serial_runs_points_in_order_in_this_process():
    assert list(Serial().outcomes(square, [3, 1, 2])) == [Done(3, 9), Done(1, 1), Done(2, 4)]
    assert [done.value for done in Serial().outcomes(process_of, [0])] == [os.getpid()]


def test_a_pool_runs_every_point_once_and_keeps_its_workers_for_the_next_experiment():
    with Processes(2) as pool:
        first = {done.value for done in pool.outcomes(process_of, range(20))}
        second = {done.value for done in pool.outcomes(process_of, range(20))}
        assert sorted(done.value for done in pool.outcomes(square, range(9))) == [n * n for n in range(9)]
    assert os.getpid() not in first | second
    assert len(first | second) <= 2


def test_a_deadly_point_is_found_out_and_every_other_one_finishes():
    with Processes(2) as pool:
        outcomes = list(pool.outcomes(die_on_three, range(20)))
    assert [outcome for outcome in outcomes if isinstance(outcome, Lost)] == [Lost(3, 3)]
    done = sorted(outcome.point for outcome in outcomes if isinstance(outcome, Done))
    assert done == [point for point in range(20) if point != 3]
    assert sum(isinstance(outcome, Retried) and outcome.point == 3 for outcome in outcomes) == 2


def test_an_exception_that_cannot_travel_comes_as_its_traceback():
    with Processes(2) as pool, pytest.raises(Exception, match="StubbornError") as error:
        list(pool.outcomes(stubborn, [1]))
    assert error.value.exit_code == 70


def test_no_more_workers_than_points_or_cores():
    assert default_workers(1) == 1
    assert default_workers(10_000) == len(os.sched_getaffinity(0))
    with open_executor(1) as alone, open_executor(2) as pool:
        assert isinstance(alone, Serial)
        assert isinstance(pool, Processes)
