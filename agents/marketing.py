"""Marketing: one paid channel and natural traffic bring people into the app; acquisition has a price."""

from sim.spec import spec
from sim.units import Count, Factor, Money, Share


@spec
class PaidSpec:
    """Paid media: clicks bought each day."""

    daily_spend: Money = 0
    """budget a day"""
    cost_per_click: Money = 250
    """price of a click at low volume"""
    saturation: Count = 5_000
    """clicks a day at which the price of a further click has doubled"""
    to_prospects: Share = 0.7
    """share of clicks made by people who do not buy here yet"""


@spec
class NaturalSpec:
    """Natural traffic: people who come across the shop without being paid for."""

    per_prospect_year: Factor = 0.6
    """app visits a prospect and year"""
    word_of_mouth: Factor = 0.0
    """more of them per unit of the customers' mean satisfaction"""


@spec
class MarketingSpec:
    """What brings people in beside their own needs."""

    paid: PaidSpec = PaidSpec()
    """paid media"""
    natural: NaturalSpec = NaturalSpec()
    """natural traffic"""
