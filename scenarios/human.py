"""Human units: engine values as a file would write them."""

from sim.units import CNY, KM, Quantity, show_clock, show_distance, show_duration


def in_words(quantity: Quantity, number: float) -> int | float | str:
    """Return ``number`` (engine units) as a planner writes it: 1_800_000 ms is "30 min", 500 fen "5 CNY"."""
    whole = int(number)
    match quantity.name:
        case "duration":
            return show_duration(whole)
        case "time of day":
            return show_clock(whole)
        case "distance":
            return show_distance(whole)
        case "money":
            return f"{whole / CNY:g} CNY" if whole % CNY else f"{whole // CNY} CNY"
        case "speed":
            return f"{number / KM:g} km/h"
    return whole if quantity.written == "integer" else float(number)
