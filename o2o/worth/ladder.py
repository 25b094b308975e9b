"""Ladders: from what a plan promised to what it was worth, one cause after the other; the parts sum to the whole."""

from dataclasses import astuple, dataclass

CAUSES = {
    "demand": "demand noise",
    "capacity": "capacity",
    "information": "information error",
    "approximation": "model approximation",
}
"""Cause -> what the report calls it, in the order in which they are switched"""


@dataclass(frozen=True)
class Ladder:
    """A plan's value in CNY by its model's measure, with one thing after the other as it really was."""

    promised: float
    """when it was made"""
    demand: float
    """with the demand that came"""
    capacity: float
    """and with the goods, people and riders that were there"""
    information: float
    """and as decided by what the firm then knew"""
    simulated: float
    """and as measured in the simulated world"""

    @property
    def parts(self) -> dict[str, float]:
        """Return what each cause adds: promised + parts = simulated."""
        steps = astuple(self)
        return {cause: float(steps[k + 1] - steps[k]) for k, cause in enumerate(CAUSES)}

    def rows(self) -> dict[str, float]:
        """Return promised, parts and simulated, by name."""
        return {"promised": float(self.promised), **self.parts, "simulated": float(self.simulated)}
