"""Sales: how much is sold, where, and in baskets of what size."""

from o2o.kpi.grain import Figures, amount, percent, ratio
from o2o.kpi.kpi import Kpi
from o2o.kpi.parts import order_sums
from o2o.kpi.records import Records
from sim.units import CNY


def order_value(records: Records) -> Figures:
    """Return net sales per order that was not cancelled, CNY."""
    sales, count = order_sums(records, lambda part: (part.net_sales, part.kept & part.whole))
    return ratio(records.grain, sales, count, 1 / CNY)


def online_share(records: Records) -> Figures:
    """Return the share of orders placed online, %."""
    return percent(records.grain, *order_sums(records, lambda part: (part.online & part.whole, part.whole)))


def merchandise_value(records: Records) -> Figures:
    """Return what was paid before refunds, CNY."""
    (paid,) = order_sums(records, lambda part: (part.paid,))
    return amount(records.grain, paid, CNY)


def net_sales(records: Records) -> Figures:
    """Return what was paid less refunds, CNY."""
    (sales,) = order_sums(records, lambda part: (part.net_sales,))
    return amount(records.grain, sales, CNY)


KPIS = (
    Kpi(
        id="E19",
        name="Average order value (AOV)",
        chinese="客单价",
        unit="CNY",
        direction="up",
        formula="net sales / orders that were not cancelled, by the day of order; every channel's tickets count",
        measure=order_value,
        source="E19",
    ),
    Kpi(
        id="E48",
        name="Online order share",
        chinese="线上订单占比",
        unit="%",
        direction="none",
        formula="orders placed online, however the goods change hands / all orders placed",
        measure=online_share,
        source="E48",
    ),
    Kpi(
        id="E49",
        name="Gross merchandise value (GMV)",
        chinese="商品交易总额",
        unit="CNY",
        direction="up",
        formula="paid value of all orders before refunds (goods - discount + delivery fee), by the day of order",
        measure=merchandise_value,
        source="E49",
    ),
    Kpi(
        id="E49n",
        name="Net sales",
        chinese="净销售额",
        unit="CNY",
        direction="up",
        formula="paid value of all orders less refunds, by the day of order, however late the refund comes",
        measure=net_sales,
        source="E49",
    ),
)
