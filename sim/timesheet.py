"""The timesheet of a fleet: time paid, time out, and time that orders waited, in whole milliseconds."""

from sim.squad import Squad


class Timesheet:
    """Sums up who was where since the beginning."""

    def __init__(self) -> None:
        self.paid = 0
        """rider ms at work, breaks left out"""
        self.busy = 0
        """rider ms out on trips"""
        self.queue = 0
        """order ms on the waiting list"""
        self._since = 0

    def advance(self, now: int, squad: Squad, waiting: int) -> None:
        """Add the time since the last call; called before anything changes."""
        span = now - self._since
        if span:
            self.paid += span * (squad.present - len(squad.resting))
            self.busy += span * len(squad.out)
            self.queue += span * waiting
            self._since = now
