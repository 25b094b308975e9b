"""Freshness: how many days a shelf's perishable units have left; the oldest leave first."""

Load = dict[int, list[int]]
"""Units of a product by days left, from 0."""


class Ages:
    """Perishable units of one node.

    Args:
        units: of every product, all of them fresh.
        lives: product -> days it can be sold, of perishables.
    """

    def __init__(self, units: list[int], lives: dict[int, int]) -> None:
        self.lives = lives
        self.left = self.fresh(units)

    def fresh(self, units: list[int]) -> Load:
        """Return units that have just been made."""
        return {sku: [0] * life + [units[sku]] for sku, life in self.lives.items()}

    def take(self, units: list[int]) -> Load:
        """Take units off the shelf for a truck."""
        return {sku: take_oldest(left, units[sku]) for sku, left in self.left.items()}

    def shelve(self, load: Load) -> None:
        """Put a load on the shelf."""
        for sku, ages in load.items():
            left = self.left[sku]
            for days, units in enumerate(ages):
                left[days] += units

    def end_day(self, physical: list[int], loose: list[int]) -> dict[int, int]:
        """Let the day's sales leave and every unit be a day older; return what must be thrown away, by product."""
        waste = {}
        for sku, left in self.left.items():
            gone = sum(left) - physical[sku]
            if gone > 0:
                take_oldest(left, gone)
            else:
                left[1] -= gone  # came back without an age: in its last day
            left[0] += left.pop(1)
            left.append(0)
            over = min(left[0], loose[sku])
            if over > 0:
                left[0] -= over
                waste[sku] = over
        return waste


def take_oldest(left: list[int], units: int) -> list[int]:
    """Take ``units`` out of ``left``, the oldest first; return them by days left."""
    taken = [0] * len(left)
    for days, there in enumerate(left):
        if not units:
            break
        n = min(there, units)
        taken[days] = n
        left[days] -= n
        units -= n
    return taken
