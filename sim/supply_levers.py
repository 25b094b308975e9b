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
)
