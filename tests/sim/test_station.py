"""Stations by hand: who is served when, who leaves, what the crew is paid for."""

import pytest
import simpy

from sim.station import Call, Crew, Station, unlimited


class Line:
    """A station on a clock that starts at 0, and what happened there."""

    def __init__(self, crew=1, places=9, room=None, env=None):
        self.env = env or simpy.Environment(initial_time=0)
        self.crew = crew if isinstance(crew, Crew) else Crew(self.env, crew)
        self.station = Station(self.env, self.crew, places, room)
        self.served, self.gone, self.refused = {}, {}, []

    def at(self, time, job, service, **traits):
        Call(self.env, time, self._join, (job, service, traits))

    def _join(self, arrival):
        job, service, traits = arrival
        if "patience" in traits:
            traits["gave_up"] = lambda who: self.gone.update({who: self.env.now})
        if not self.station.join(job, service, lambda end: self.served.update({end[0]: end[1:]}), **traits):
            self.refused.append(job)


def test_the_second_job_waits_for_the_only_server():
    line = Line()
    line.at(0, 1, 5)
    line.at(2, 2, 3)
    line.env.run()
    assert line.served == {1: (0, 5), 2: (5, 8)}


def test_places_limit_a_large_crew():
    line = Line(crew=5, places=2)
    for job in (1, 2, 3):
        line.at(0, job, 10)
    line.env.run()
    assert line.served == {1: (0, 10), 2: (0, 10), 3: (10, 20)}


def test_free_hands_go_to_the_station_made_first():
    first = Line()
    second = Line(crew=first.crew, env=first.env)
    second.at(0, 1, 10)
    second.at(1, 2, 10)
    first.at(2, 3, 4)
    first.env.run()
    assert second.served == {1: (0, 10), 2: (14, 24)}
    assert first.served == {3: (10, 14)}


def test_who_loses_patience_leaves_and_is_never_served():
    line = Line()
    line.at(0, 1, 10)
    line.at(1, 2, 5, patience=4)
    line.at(2, 3, 5, patience=8)
    line.env.run()
    assert line.gone == {2: 5}
    assert line.served == {1: (0, 10), 3: (10, 15)}, "at 10 job 3 has waited exactly as long as it will"


def test_a_full_waiting_room_turns_jobs_away():
    line = Line(room=1)
    for job in (1, 2, 3):
        line.at(job, job, 10)
    line.env.run()
    assert line.refused == [3]
    assert line.served == {1: (1, 11), 2: (11, 21)}


def test_people_whose_shift_ends_finish_their_job():
    line = Line(crew=2)
    for job in (1, 2, 3):
        line.at(0, job, 10)
    Call(line.env, 4, line.crew.resize, 0)
    Call(line.env, 30, line.crew.resize, 1)
    line.env.run()
    assert line.served == {1: (0, 10), 2: (0, 10), 3: (30, 40)}
    # Two people until 10, nobody until 30, one until 40.
    assert line.crew.paid_time() == 2 * 10 + 1 * 10


def test_more_people_begin_at_once_where_somebody_waits():
    line = Line(crew=1)
    for job in (1, 2):
        line.at(0, job, 10)
    Call(line.env, 3, line.crew.resize, 2)
    line.env.run()
    assert line.served == {1: (0, 10), 2: (3, 13)}


def test_an_opened_place_is_used_at_once():
    line = Line(crew=3, places=1)
    for job in (1, 2):
        line.at(0, job, 10)
    Call(line.env, 2, line.station.move_places, 2)
    line.env.run()
    assert line.served == {1: (0, 10), 2: (2, 12)}


def test_readings_are_integrals_of_the_queue_and_of_work():
    line = Line()
    for time, job in ((0, 1), (2, 2), (3, 3)):
        line.at(time, job, 10)
    line.env.run(until=12)
    # Busy throughout; job 2 waits from 2 to 10, job 3 from 3 to 12.
    assert line.station.read() == (12, 8 + 9, 2)
    assert line.station.read()[2] == 1, "the longest queue since the last reading"
    assert line.station.present_time() == (29, 29)


def test_a_crew_without_end_never_keeps_anybody_waiting():
    env = simpy.Environment(initial_time=0)
    line = Line(crew=unlimited(env), places=2, env=env)
    for job in (1, 2):
        line.at(0, job, 10)
    env.run()
    assert line.served == {1: (0, 10), 2: (0, 10)}


def test_impossible_requests_are_refused():
    env = simpy.Environment(initial_time=0)
    with pytest.raises(ValueError, match="cannot have -1 people"):
        Crew(env, 1).resize(-1)
    with pytest.raises(ValueError, match="3 ms in the past"):
        Call(env, -3, print, None)
