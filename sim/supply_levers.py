"""Levers of supply."""

from sim.lever import Lever

SUPPLY_LEVERS = (
    Lever("supplier.open", "supplier", "on/off", 0, 1, 1, "sim.suppliers", "it takes orders and delivers", "S253"),
    Lever(
        "supplier.contract",
        "supplier",
        "on/off",
        0,
        1,
        0,
        "sim.suppliers",
        "while it is cut off, goods come in an emergency",
        "S141",
    ),
    Lever(
        "supplier.flexible", "supplier", "on/off", 0, 1, 0, "sim.suppliers", "it delivers on its flexible terms", "S143"
    ),
    Lever(
        "forecast.promotions",
        "chain",
        "share",
        0,
        1,
        0,
        "sim.forecasting",
        "of what festivals bring, known to the forecasts beforehand",
        "S139",
    ),
    Lever(
        "forecast.unmet",
        "chain",
        "share",
        0,
        1,
        0,
        "sim.forecasting",
        "of the units asked for in vain, seen by the forecasts beside what left",
        "S139, S145",
    ),
    Lever(
        "forecast.error",
        "chain",
        "factor",
        0,
        10,
        0,
        "sim.forecasting",
        "added error of each product and node's forecast, another every week: coefficient of variation",
        "S139",
    ),
)
