"""Choice: what weighs when a customer decides how and where to buy."""

from sim.spec import spec
from sim.units import Factor, Utility


@spec
class ChoiceSpec:
    """Weights of a logit choice; each is what one unit takes off, or adds to, an alternative's utility."""

    distance: Factor = 2.0
    """exponent of the way to a store: utility falls by this times log(1 + km) (set so that most trips go to one
    store, as 73 % do in Complete Journey; coupons fall off more slowly, with 0.69, in the O2O coupon data)"""
    wait: Factor = 0.06
    """per minute expected in a till queue"""
    price: Factor = 4.0
    """per unit of log price level (own price elasticity of baskets, not of single products)"""
    fee: Factor = 0.12
    """per CNY of delivery fee"""
    lead: Factor = 0.25
    """per log2(1 + hours) between order and goods in hand, beyond half an hour"""
    missing: Factor = 3.0
    """for a basket none of whose units are in stock, in proportion"""
    fit: Factor = 0.0
    """for a basket none of whose units would fit, in proportion to what is not shown of it before (planner's choice)"""
    habit: Factor = 1.2
    """for doing as last time: the same way to buy, and the same store, count half each"""
    satisfaction: Factor = 1.5
    """per unit of remembered satisfaction, which lies between -1 and 1"""
    trust: Factor = 1.2
    """held against everything by a person who never bought here"""
    outside: Utility = 0.0
    """buying elsewhere or not at all"""
    idle: Utility = 2.5
    """added to it when no need of their own brought them: an advertisement, a chance visit"""
