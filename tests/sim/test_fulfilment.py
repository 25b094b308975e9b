"""The life of an order by hand: times at every stage where standard times do not scatter."""

import pytest

from sim.facts import NEVER, Account, CancelReason, Mode
from sim.places import metres
from sim.units import DAY, HOUR, MINUTE, SECOND

TEN = 10 * HOUR
STORE, DEPOT = 0, 1


def order_of(population):
    """Return the first order's columns as plain numbers."""
    return {column: values[0].item() for column, values in population.world.facts["orders"].columns().items()}


def clock(population, *columns):
    """Return the first order's times in minutes after ten of the first day."""
    order = order_of(population)
    return [(order[column] - TEN) / MINUTE for column in columns]


def test_an_order_to_collect_waits_at_the_desk_from_when_it_is_packed(city, lived):
    population = lived(city, [(TEN, Mode.COLLECT, STORE, (0, 1))])
    # Picking 2 min and 30 s for each of two units, packing 1 min, promised in two hours.
    stages = clock(population, "placed", "pick_start", "picked", "packed", "handed", "promise")
    assert stages == [0, 0, 3, 4, 4, 120]
    order = order_of(population)
    assert order["delivered"] > order["promise"], "nobody comes before the time promised"
    assert order["cancelled"] == NEVER


def test_a_rider_takes_the_order_from_the_store_to_the_door(city, lived):
    population = lived(city, [(TEN, Mode.INSTANT, STORE, (0,))])
    world = population.world
    (store, _, base), home = world.city.site_xy, (population[0].home_x, population[0].home_y)
    out, way = (int(metres(*a, *b)) for a, b in ((base, store), (store, home)))
    # 19 km/h: 2 min at the store, 4 at the door; picked and packed after 3 min and a half.
    loaded = 3.5 * MINUTE + round(out * HOUR / 19_000) + 2 * MINUTE
    order = order_of(population)
    assert order["handed"] - TEN == loaded
    assert order["delivered"] - TEN == loaded + round(way * HOUR / 19_000) + 4 * MINUTE
    trips = world.facts["trips"]
    assert (trips["metres_empty"][trips["kind"] == 0][0], trips["metres_loaded"][trips["kind"] == 0][0]) == (out, way)


def test_a_parcel_is_picked_packed_and_leaves_at_the_cut_off(city, lived):
    population = lived(city, [(TEN, Mode.PARCEL, DEPOT, (0, 1, 2))])
    order = order_of(population)
    assert (order["picked"] - TEN) == 150 * SECOND, "90 s, and 20 s for each of three units"
    assert (order["packed"] - order["picked"]) == 2 * MINUTE
    assert order["handed"] == 17 * HOUR
    day, time = divmod(order["delivered"], DAY)
    assert day == 1
    assert 9 * HOUR <= time < 19 * HOUR
    assert order["promise"] == DAY + 19 * HOUR


@pytest.mark.requirement("S117")
def test_a_free_hand_packs_what_is_picked_before_it_picks_more(city, lived):
    depot = city["places"]["warehouses"]["west"]
    depot |= {"pack_benches": 1, "shifts": {"day": {"start": "06:00", "end": "22:00", "staff": 2}}}
    orders = lived(city, [(TEN, Mode.PARCEL, DEPOT, (nth,)) for nth in range(5)]).world.facts["orders"]
    begun, packed = ((orders[column] - TEN).tolist() for column in ("pick_start", "packed"))
    # 90 s and 20 s for a unit, 2 min to pack on the only bench. At 230 one hand is free: two are picked, one is not.
    assert begun == [0, 0, 110 * SECOND, 220 * SECOND, 330 * SECOND]
    assert packed[:2] == [230 * SECOND, 350 * SECOND]


def test_a_parcel_too_late_for_the_truck_leaves_the_next_day(city, lived):
    population = lived(city, [(17 * HOUR, Mode.PARCEL, DEPOT, (0,))])
    order = order_of(population)
    assert order["handed"] == DAY + 17 * HOUR
    assert order["promise"] == 2 * DAY + 19 * HOUR


def test_a_shopper_picks_queues_pays_and_is_gone(city, lived):
    population = lived(city, [(TEN, Mode.WALK_IN, STORE, (0, 1, 2))])
    visit = {column: values[0].item() for column, values in population.world.facts["visits"].columns().items()}
    # 4 min and 40 s a unit among the shelves; 40 s and 3 s a unit at the till.
    assert (visit["queue"] - TEN, visit["served"] - visit["queue"]) == (6 * MINUTE, 0)
    assert visit["leave"] - visit["served"] == 49 * SECOND
    order = order_of(population)
    assert (order["placed"], order["delivered"]) == (visit["leave"], visit["leave"])


def test_an_order_that_no_rider_takes_is_refunded_and_its_units_go_back(city, lived):
    city["places"]["fleets"]["riders"]["shifts"]["day"]["staff"] = 0
    population = lived(city, [(TEN, Mode.INSTANT, STORE, (0, 1))])
    order = order_of(population)
    assert CancelReason(order["cancel_reason"]) == CancelReason.NO_RIDER
    # Ready after 4 min, then an hour and a half in vain.
    assert (order["cancelled"] - TEN) == 94 * MINUTE
    assert order["refund"] == order["goods"] + order["fee"] > 0
    assert population.world.facts["stock_days"]["put_back"].sum() == 2
    money = population.world.books.total
    assert money[Account.SALES] + money[Account.DELIVERY_FEES] + money[Account.REFUNDS] == 0
    assert money[Account.GOODS] == 0


def test_an_order_none_of_whose_units_are_there_is_cancelled_at_once(city, lived):
    city["policies"] = {"replenishment": {"facing": 1}}
    wishes = [(TEN, Mode.COLLECT, STORE, (0,)), (TEN + 1, Mode.COLLECT, STORE, (0,))]
    orders = lived(city, wishes).world.facts["orders"]
    assert orders["got"].tolist() == [1, 0]
    assert orders["cancel_reason"].tolist() == [CancelReason.NONE, CancelReason.NO_STOCK]
    assert orders["goods"][1] == orders["fee"][1] == 0


@pytest.mark.parametrize(("opens", "starts"), [("07:00", 7 * HOUR), ("05:30", 5 * HOUR + 30 * MINUTE)])
def test_picking_waits_for_the_crew(city, lived, opens, starts):
    city["places"]["stores"]["centre"]["shifts"]["day"]["start"] = opens
    assert order_of(lived(city, [(2 * HOUR, Mode.COLLECT, STORE, (0,))]))["pick_start"] == starts
