"""The routing rule that a scenario names: a plain one of the world's, or the optimisers'."""

import numpy as np

from sim.catalog import Catalog
from sim.city import City
from sim.policies import Routing, RoutingSpec
from sim.routing_rules import plain_rule
from sim.supply import Ordering
from sim.units import DAY


def routing_rule(spec: RoutingSpec, ordering: Ordering, city: City, products: Catalog) -> Routing:
    """Return the rule of ``spec``; bid prices read the forecast by which the nodes order."""
    if spec.rule != "bid_prices":
        return plain_rule(spec)
    # Where no plan asks for it, runs do without the packages of the optimisers.
    from optimize.bid_routing import BidPriceRouting

    depots = [city.places.warehouses[key] for key in city.warehouse_keys]
    # A store is filled the morning after its review, a warehouse when its supplier has delivered.
    leads = [0.0] * len(city.store_keys) + [depot.supplier_lead / DAY for depot in depots]
    days = np.array(ordering.review, np.float64) + np.array(leads)
    return BidPriceRouting(ordering.forecast.daily, days, products.price - products.cost, products.price)
