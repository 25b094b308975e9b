"""The registry of oracles, in the order of the validity table."""

from collections.abc import Collection

from o2o.validate import (
    arrivals,
    audits,
    base_stock,
    bulk,
    bullwhip,
    chains,
    choices,
    city_choices,
    complaint_desk,
    dominated,
    forecasts,
    full_bags,
    geometry,
    giving_back,
    helping_out,
    in_transit,
    ledgers,
    loops,
    loss,
    lots,
    making,
    metamorphic_apart,
    metamorphic_capacity,
    metamorphic_luck,
    metamorphic_money,
    metamorphic_orders,
    metamorphic_supply,
    one_period,
    other_arrivals,
    passing_riders,
    paths,
    patience,
    payables,
    periodic_review,
    perishables,
    phases,
    plan_prices,
    plan_values,
    plans,
    published_signs,
    queue_cases,
    rationing,
    reorder_point,
    replenishment,
    serial_chain,
    solver_words,
    statistics_layer,
    steady,
    stock_claims,
    stock_records,
    waves,
    whole_runs,
)
from o2o.validate.oracle import Oracle, Tier

_MODULES = (
    arrivals,
    audits,
    base_stock,
    bullwhip,
    bulk,
    chains,
    choices,
    city_choices,
    complaint_desk,
    dominated,
    forecasts,
    full_bags,
    geometry,
    giving_back,
    helping_out,
    in_transit,
    ledgers,
    loops,
    loss,
    making,
    lots,
    metamorphic_apart,
    metamorphic_capacity,
    metamorphic_luck,
    metamorphic_money,
    metamorphic_orders,
    metamorphic_supply,
    one_period,
    other_arrivals,
    passing_riders,
    payables,
    paths,
    patience,
    periodic_review,
    perishables,
    phases,
    plan_prices,
    plan_values,
    plans,
    published_signs,
    queue_cases,
    rationing,
    reorder_point,
    replenishment,
    serial_chain,
    solver_words,
    statistics_layer,
    steady,
    stock_claims,
    stock_records,
    waves,
    whole_runs,
)


def oracles(tier: Tier = "fast", only: Collection[str] | None = None) -> tuple[Oracle, ...]:
    """Return the oracles of ``tier``, sorted by id; those of "full" take the place of fast ones with their id.

    Raises:
        ValueError: an unknown tier or id.
    """
    if tier not in ("fast", "full"):
        raise ValueError(f"tier must be fast or full, got {tier!r}")
    found = {oracle.id: oracle for module in _MODULES for oracle in module.ORACLES if oracle.tier == "fast"}
    if tier == "full":
        found |= {oracle.id: oracle for module in _MODULES for oracle in module.ORACLES if oracle.tier == "full"}
    unknown = sorted(set(only or ()) - found.keys())
    if unknown:
        raise ValueError(f"no oracles {', '.join(unknown)} in tier {tier}; there are {', '.join(sorted(found))}")
    return tuple(found[key] for key in sorted(found) if only is None or key in only)
