"""Programmes: the initiatives that may be bought, each a set of levers with its cost, months and prerequisites."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.spec import spec
from sim.units import Money, Quantity, Share, parse_count, parse_number

Points = Annotated[float, Quantity("number of points", parse_number, 0, 1_000, "number")]
"""Hundredths of the programme's budget."""
Months = Annotated[int, Quantity("number of months", parse_count, 0, 120, "integer")]
"""Calendar months, 30 days each."""
People = Annotated[float, Quantity("number of people", parse_number, 0, 10_000, "number")]
"""Full-time persons."""
StoreCount = Annotated[int, Quantity("number of stores", parse_count, 1, 100_000, "integer")]
"""A number of stores."""


@spec
class EffectSpec:
    """A lever that an initiative moves once it is live."""

    lever: str
    """path of the lever catalogue"""
    to: bool | int | float | str
    """the new value in the lever's unit: true, 6, 1.2, "45 min", "8 CNY" """


@spec
class ScopeSpec:
    """How widely an initiative is rolled out."""

    stores: StoreCount | None = None
    """how many stores, the first of the scenario; all of them when missing"""


@spec
class PhaseSpec:
    """A stretch of months with a share of the money."""

    months: Annotated[int, Quantity("number of months", parse_count, 1, 120, "integer")]
    """how long it lasts"""
    share: Share = 0.0
    """of all money that arrives; when no phase says one, money may be spent as it arrives"""
    revenue: Share = 0.0
    """share of the revenue of these months that arrives as budget"""


@spec
class CategorySpec:
    """A kind of spending."""

    share: Share = 1.0
    """most that it may spend, of all money that arrives"""


@spec
class PoolSpec:
    """People that building draws on."""

    people: People
    """of a pool, there every month; of an initiative, taken while it is built"""


@spec
class BudgetSpec:
    """The money of the programme."""

    points: Money
    """what 100 points of cost are"""
    fixed: Share = 1.0
    """share of it that is there from the first month, beside what revenue brings"""
    reserve: Share = 0.15
    """held back for what goes wrong"""
    carried: Share = 1.0
    """share of what a phase leaves that the next may spend"""
    discount: Share = 0.10
    """interest a year"""
    after: Months = 0
    """months for which gains go on after the last phase"""
    pilot: Months | None = None
    """months a scope must have been live before the next wider may begin; they may begin together when missing"""
    aversion: Share = 0.0
    """weight of the worst outcomes' mean against the mean of all"""
    tail: Share = 0.2
    """share of outcomes that are the worst"""


@spec
class InitiativeSpec:
    """Something a programme may buy."""

    name: str
    """name to show"""
    points: Points
    """cost for all stores, in hundredths of the budget"""
    months: Months
    """from beginning to live"""
    rows: tuple[str, ...] = ()
    """where it comes from"""
    fixed: Share = 0.5
    """share of the cost that does not depend on how many stores take part"""
    running: Money = 0
    """paid a store and month once live, beside what the simulation books"""
    category: str = ""
    """key of the category; the first when missing"""
    needs: tuple[str, ...] = ()
    """initiatives that must be live first; "i07 or i09" where either will do"""
    excludes: tuple[str, ...] = ()
    """initiatives that cannot be bought as well"""
    people: Mapping[str, PoolSpec] = field(default_factory=dict)
    """people it takes of each pool while it is built"""
    effects: Mapping[str, EffectSpec] = field(default_factory=dict)
    """levers it moves once live, by keys of your choice"""
    not_simulated: str = ""
    """why it moves no lever yet; such an initiative cannot be bought"""


@spec
class JointSpec:
    """Initiatives whose joint effect is measured beside their own."""

    members: tuple[str, ...]
    """keys of two or more initiatives"""
    why: str = ""
    """reason, shown in reports"""


class Programme(BaseModel):
    """What may be bought, in which scopes and phases, with which money."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1]
    """version of this format"""
    name: str
    """name to show"""
    scopes: Mapping[str, ScopeSpec]
    """from narrow to wide"""
    phases: Mapping[str, PhaseSpec]
    """in their order"""
    budget: BudgetSpec
    """its money"""
    initiatives: Mapping[str, InitiativeSpec]
    """by key"""
    description: str = ""
    """what the programme is for, in free text"""
    categories: Mapping[str, CategorySpec] = Field(default_factory=dict)
    """kinds of spending; one without a limit when empty"""
    pools: Mapping[str, PoolSpec] = Field(default_factory=dict)
    """people there are"""
    joint: Mapping[str, JointSpec] = Field(default_factory=dict)
    """initiatives whose joint effect is measured beside their own"""
