"""The schema of scenario files: the blocks, composed of the specs that stand beside each component."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.complaining import ComplainingSpec
from agents.marketing import MarketingSpec
from agents.memory import MemorySpec
from agents.returning import ReturningSpec
from agents.segments import SegmentSpec
from optimize.budget_spec import BudgetSpec
from optimize.dispatch_spec import LatenessSpec
from optimize.labour import LabourSpec
from optimize.media_spec import MediaSpec
from optimize.placement_spec import PlacementSpec
from optimize.promise_spec import PromiseSpec
from scenarios.catalogue import bundled_products
from scenarios.expect import ExpectSpec
from sim.calendar import CalendarSpec
from sim.cameras import CamerasSpec
from sim.catalog import SkuSpec
from sim.complaints import ComplaintsSpec
from sim.corners import CornerSpec
from sim.endless_aisle import AisleSpec
from sim.field_service import FieldServiceSpec
from sim.levers import CATALOGUE
from sim.markdown import MarkdownSpec
from sim.outages import PlatformSpec
from sim.places import (
    CarrierSpec,
    FleetSpec,
    StoreSpec,
    TruckSpec,
    WarehouseSpec,
    ZoneSpec,
)
from sim.plan import PlanSpec
from sim.policies import PoliciesSpec
from sim.popups import PopUpSpec
from sim.returns import ReturnsSpec
from sim.service_standard import StandardSpec
from sim.shocks import ShockSpec
from sim.spec import spec
from sim.standard_work import StoreWorkSpec, WarehouseWorkSpec
from sim.store_services import ServiceSpec
from sim.suppliers import SupplierSpec
from sim.units import Distance, Duration, Factor, Money, Quantity, Share, parse_count

Seed = Annotated[int, Quantity("seed", parse_count, 0, 2**63 - 1, "integer")]
"""A whole number that fixes all luck."""
Replications = Annotated[int, Quantity("replications", parse_count, 1, 10_000, "integer")]
"""How often the same days are simulated with other luck."""


@spec
class People:
    """Who may buy."""

    segments: Mapping[str, SegmentSpec]
    """groups of customers by key; at least one"""
    memory: MemorySpec = MemorySpec()
    """what outcomes do to satisfaction and habit"""
    returning: ReturningSpec = ReturningSpec()
    """what weighs when goods are given back"""
    complaining: ComplainingSpec = ComplainingSpec()
    """who complains of what"""


@spec
class Goods:
    """What is sold."""

    products: Mapping[str, SkuSpec] = field(default_factory=bundled_products)
    """products by key, or a table; the catalogue of the Shanghai grocery case when missing"""
    oldest_first: Share = 1.0
    """share of perishable units that leave a shelf oldest first; customers who look for the freshest take the rest"""
    markdown: MarkdownSpec = MarkdownSpec()
    """which perishables are reduced, where the lever markdown says by how much"""


@spec
class Places:
    """Where people live, shop and work."""

    stores: Mapping[str, StoreSpec]
    """stores by key; at least one"""
    warehouses: Mapping[str, WarehouseSpec]
    """warehouses by key; at least one"""
    zones: Mapping[str, ZoneSpec] = field(default_factory=dict)
    """where customers live, by key; a circle of 1500 m around every store, with its key, when empty"""
    fleets: Mapping[str, FleetSpec] = field(default_factory=dict)
    """rider fleets by key; instant delivery needs one"""
    suppliers: Mapping[str, SupplierSpec] = field(default_factory=dict)
    """who brings products that name them, by key"""
    carrier: CarrierSpec = CarrierSpec()
    """the parcel carrier"""
    trucks: TruckSpec = TruckSpec()
    """trucks between warehouses and stores"""
    popups: Mapping[str, PopUpSpec] = field(default_factory=dict)
    """stores that come and go, by the key of the store"""
    services: Mapping[str, ServiceSpec] = field(default_factory=dict)
    """what people come to stores' desks for, by key"""
    corners: Mapping[str, CornerSpec] = field(default_factory=dict)
    """parts of stores' floors to try, look and rest in, by key, where the lever corners.area gives them room"""
    standard: StandardSpec = StandardSpec()
    """how much service differs between stores and days"""
    aisle: AisleSpec = AisleSpec()
    """orders for what a store's shelf is short of"""
    cameras: CamerasSpec = CamerasSpec()
    """how well cameras count who enters, where they hang"""
    store_work: StoreWorkSpec = StoreWorkSpec()
    """standard times and wages of all stores"""
    warehouse_work: WarehouseWorkSpec = WarehouseWorkSpec()
    """standard times and wages of all warehouses"""


@spec
class Information:
    """What the firm knows, and how late."""

    sync_latency: Duration = 0
    """age of the stock figures that the app shows"""
    match_rate: Share = CATALOGUE["match_rate"].default
    """share of store visits that are linked to a member"""
    record_shrink: Share = CATALOGUE["record.shrink"].default
    """share of the units on a store's shelf that are lost unseen a day, so that the stock record lies"""
    record_misscan: Share = CATALOGUE["record.misscan"].default
    """share of the units sold at tills and received by stores that are recorded on another product"""
    record_counts: Share = CATALOGUE["record.counts"].default
    """share of a store's products that are counted a day, in rotation; the record is then right again"""
    forecast_promotions: Share = CATALOGUE["forecast.promotions"].default
    """share of what festivals bring that the forecasts know beforehand"""
    forecast_unmet: Share = CATALOGUE["forecast.unmet"].default
    """share of the units asked for in vain that the forecasts see, beside what left"""
    forecast_error: Factor = CATALOGUE["forecast.error"].default
    """error added to each week's forecasts by product and node: coefficient of variation"""


@spec
class Offers:
    """How the ways to buy stand on the first day; the plan may move them later."""

    collect_promise: Duration = int(CATALOGUE["collect.promise"].default)
    """order to ready for collection"""
    instant_promise: Duration = int(CATALOGUE["instant.promise"].default)
    """order to the customer's door by rider"""
    instant_radius: Distance = int(CATALOGUE["instant.radius"].default)
    """how far from a store riders deliver"""
    instant_fee: Money = int(CATALOGUE["instant.fee"].default)
    """paid by the customer for a rider"""
    parcel_fee: Money = int(CATALOGUE["parcel.fee"].default)
    """paid by the customer for a parcel"""
    parcel: bool = True
    """parcels are offered"""


@spec
class AfterSales:
    """What the firm does for those who have bought."""

    returns: ReturnsSpec = ReturnsSpec()
    """taking goods back"""
    complaints: ComplaintsSpec = ComplaintsSpec()
    """the complaint desk; there is none while its roster is empty"""
    installation: FieldServiceSpec = FieldServiceSpec()
    """technicians who install what was bought"""


@spec
class Experiment:
    """How often the city is simulated, and what is kept."""

    seed: Seed = 1
    """fixes all luck; scenarios with the same seed share it"""
    replications: Replications = 10
    """how often the same days are simulated with other luck"""
    twin: bool = True
    """simulate the same city with paid media off beside it, so that what marketing brings is known (K07)"""
    keep_facts: Literal["first", "all", "none"] = "first"
    """of which replications every visit and order is kept"""
    large: bool = False
    """the planner knows that this scenario needs hours and much memory"""


@spec
class Planning:
    """What `o2o optimize` reckons with and may do."""

    placement: PlacementSpec = PlacementSpec()
    """stock before demand is known"""
    shifts: LabourSpec = LabourSpec()
    """rosters of stores, warehouses and fleets"""
    dispatch: LatenessSpec = LatenessSpec()
    """what dispatch rules are compared by"""
    budget: BudgetSpec = BudgetSpec()
    """initiatives by scope and month"""
    media: MediaSpec = MediaSpec()
    """paid media by week"""
    promised: Mapping[str, PromiseSpec] = field(default_factory=dict)
    """what the plans in this scenario promised, by model; written by o2o optimize, answered by the run's report"""


class Scenario(BaseModel):
    """A city, its customers, and what the planner does to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1]
    """version of this format"""
    name: str
    """name to show"""
    calendar: CalendarSpec
    """the simulated days"""
    people: People
    """who may buy"""
    places: Places
    """where people live, shop and work"""
    description: str = ""
    """what the scenario is for, in free text"""
    goods: Goods = Field(default_factory=Goods)
    """what is sold"""
    policies: PoliciesSpec = PoliciesSpec()
    """which rules decide"""
    information: Information = Information()
    """what the firm knows, and how late"""
    platform: PlatformSpec = PlatformSpec()
    """the online platform, where it fails"""
    marketing: MarketingSpec = MarketingSpec()
    """what brings people in beside their own needs"""
    after_sales: AfterSales = AfterSales()
    """what the firm does for those who have bought"""
    offers: Offers = Offers()
    """how the ways to buy stand on the first day"""
    plan: PlanSpec = PlanSpec()
    """what the planner does to the city"""
    shocks: Mapping[str, ShockSpec] = Field(default_factory=dict)
    """what happens that nobody planned, by key"""
    planning: Planning = Planning()
    """what o2o optimize reckons with and may do"""
    experiment: Experiment = Experiment()
    """how often the city is simulated"""
    expect: Mapping[str, ExpectSpec] = Field(default_factory=dict)
    """bounds that the outcome must keep, by KPI; checked by o2o check"""
