"""Levers of what stores show, sense and do for customers beside selling."""

from sim.lever import Lever
from sim.units import DAY, HOUR

SERVICE_LEVERS = (
    Lever(
        "virtual_store", "store", "on/off", 0, 1, 0, "agents.ways", "who looks into the app sees its shelves", "S114"
    ),
    Lever(
        "camera.coverage", "store", "share", 0, 1, 0, "sim.cameras", "of those who enter, counted by cameras", "S108"
    ),
    Lever(
        "service.spread",
        "store",
        "factor",
        0,
        100,
        1,
        "sim.service_standard",
        "differences of service between stores and between days, relative to plan",
        "S157",
    ),
    Lever(
        "audit.visits",
        "store",
        "share",
        0,
        1,
        0,
        "sim.service_standard",
        "of days: a mystery shopper comes",
        "S157",
    ),
    Lever("endless_aisle", "store", "on/off", 0, 1, 0, "sim.endless_aisle", "orders what shelves miss", "S124"),
    Lever(
        "labels.latency",
        "store",
        "duration",
        0,
        30 * DAY,
        0,
        "sim.labels",
        "from a new price to the change of its label",
        "S097",
    ),
    Lever("labels.errors", "store", "share", 0, 0.9, 0, "sim.labels", "of labels, missed when prices change", "S097"),
    Lever("labels.work", "store", "duration", 0, HOUR, 0, "sim.labels", "the crew's time to change a label", "S097"),
    Lever("presale", "store", "on/off", 0, 1, 0, "sim.presale", "orders to collect come with tomorrow's truck", "S113"),
    Lever("presale.cutoff", "store", "duration", 0, DAY, 20 * HOUR, "sim.presale", "to order until", "S113, F142"),
    Lever(
        "collect.no_show", "store", "share", 0, 1, 0, "sim.collecting", "of orders to collect, never fetched", "S123"
    ),
    Lever(
        "collect.held",
        "store",
        "duration",
        0,
        60 * DAY,
        3 * DAY,
        "sim.collecting",
        "kept for who does not come",
        "S123",
    ),
    Lever("instant.slot", "store", "duration", 0, DAY, 0, "sim.slots", "riders' customers book slots so long", "S117"),
    Lever("instant.slot_orders", "store", "count", 1, 10**6, 20, "sim.slots", "riders' orders a slot holds", "S117"),
    Lever("fit.shown", "store", "share", 0, 1, 0, "agents.fitting", "of what will not fit, seen before buying", "S106"),
    Lever("fit.online", "chain", "share", 0, 1, 0, "agents.fitting", "and in the app", "S106"),
    Lever(
        "tills.unscanned", "store", "share", 0, 1, 0, "sim.unscanned", "of the units at self-checkouts, unpaid", "S107"
    ),
    Lever("corners.area", "store", "share", 0, 0.9, 0, "sim.corners", "of the sales floor, for corners", "S101, S104"),
    Lever("carrier.late", "chain", "count", 0, 60, 0, "sim.carrier", "days that parcels take longer than told", "S252"),
    Lever(
        "returns.pickups",
        "chain",
        "count",
        0,
        10**6,
        0,
        "sim.pickup_rounds",
        "bags that couriers fetch a day; 0: as many as there are",
        "S152",
    ),
    Lever(
        "platform.failures",
        "chain",
        "factor",
        0,
        10,
        1,
        "sim.outages",
        "failures of the online platform relative to plan",
        "S173, F201",
    ),
    Lever("platform.scales", "chain", "on/off", 0, 1, 0, "sim.outages", "it grows with the load", "S173"),
    Lever(
        "platform.failover",
        "chain",
        "duration",
        0,
        30 * DAY,
        0,
        "sim.outages",
        "until a standby takes over; 0: there is none",
        "S243",
    ),
)
