"""Notes: what the twin writes down, one tuple a fact; columns are named as in `sim.facts`."""

from collections import defaultdict
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.facts import NEVER, Account

COLUMNS = {
    "visits": "person member touchpoint site arrive queue served leave outcome wanted found",
    "orders": "number person mode part_of site placed promise pick_start picked packed handed delivered cancelled "
    "cancel_reason lines got goods fee refund cost benefit",
    "order_lines": "order sku asked got price",
    "trips": "vehicle kind fleet site orders start loaded end metres_empty metres_loaded cost",
    "exceptions": "order site trouble arose noticed moved_to",
    "pick_shorts": "order site sku found_out price",
    "returns": "order sku way site handed inspected shelved refund",
    "tickets": "person order cause opened bot began settled",
    "stock_days": "site sku day physical record reserved owed in_transit received returned put_back sold shipped "
    "sent wasted short oversold shrunk misread corrected counted",
    "deliveries": "site supplier kind ordered arrived units delivered premium",
    "forecasts": "week weeks site sku units",
    "staff_hours": "site task hour paid busy queue",
    "ledger": "day account site fen",
}
"""Names of the values of each tuple, by table."""

Row = tuple[float | None, ...]


class Notes:
    """Lists of tuples, and the day's money by account and site."""

    def __init__(self) -> None:
        self.visits: list[Row] = []
        self.orders: list[Row] = []
        self.order_lines: list[Row] = []
        self.exceptions: list[Row] = []
        self.pick_shorts: list[Row] = []
        self.returns: list[Row] = []
        self.tickets: list[Row] = []
        self.trips: list[Row] = []
        self.stock_days: list[Row] = []
        self.deliveries: list[Row] = []
        self.forecasts: list[Row] = []
        self.staff_hours: list[Row] = []
        self.ledger: list[Row] = []
        self.numbers = count()
        """of orders"""
        self._money: defaultdict[tuple[Account, int], float] = defaultdict(int)

    def book(self, account: Account, site: int, fen: float) -> None:
        """Book money: income positive, expense negative."""
        self._money[account, site] += fen

    def close_day(self, day: int) -> None:
        """Write the day's money down."""
        self.ledger.extend((day, account, site, fen) for (account, site), fen in self._money.items())
        self._money.clear()

    def tables(self) -> dict[str, dict[str, NDArray[Any]]]:
        """Return every table as columns, NEVER for what has not happened: as the engine's facts."""
        return {table: self._columns(table, names.split()) for table, names in COLUMNS.items()}

    def _columns(self, table: str, names: list[str]) -> dict[str, NDArray[Any]]:
        rows: list[Row] = getattr(self, table)
        values = [[NEVER if value is None else value for value in row] for row in rows]
        return dict(zip(names, np.array(values).reshape(-1, len(names)).T, strict=True))
