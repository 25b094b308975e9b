"""A small city and eight initiatives in three phases, for tests of the closed loop."""

CITY = """schema_version: 1
name: Two stores
calendar: {start: 2026-03-02, days: 24, warm_up: 6}
people: {segments: {everyone: {customers: 500}}}
places:
  warehouses: {west: {lon: 121.33, lat: 31.20}}
  fleets: {blue: {lon: 121.44, lat: 31.22}}
  stores:
    north: {lon: 121.44, lat: 31.25, fleet: blue}
    south: {lon: 121.45, lat: 31.19, fleet: blue}
experiment: {replications: 2, twin: false}
"""
PROGRAMME = """schema_version: 1
name: Eight to buy
budget: {points: 1000, reserve: 0, carried: 0, discount: 0}
phases:
  first: {months: 1, share: 0.4}
  second: {months: 1, share: 0.4}
  third: {months: 1, share: 0.2}
scopes: {everywhere: {}}
initiatives:
  desk: {name: Pickup desk, points: 18, months: 0, effects: {collect: {lever: collect, to: true}}}
  quick:
    name: Ready in half an hour
    points: 22
    months: 0
    needs: [desk]
    effects: {promise: {lever: collect.promise, to: "30 min"}}
  riders: {name: Riders, points: 22, months: 0, effects: {instant: {lever: instant, to: true}}}
  free: {name: Free delivery, points: 14, months: 0, needs: [riders], effects: {fee: {lever: instant.fee, to: 0}}}
  wide:
    name: Riders go further
    points: 12
    months: 0
    needs: [riders]
    effects: {radius: {lever: instant.radius, to: "9 km"}}
  parcels: {name: Free parcels, points: 24, months: 0, effects: {fee: {lever: parcel.fee, to: 0}}}
  ads: {name: Advertisements, points: 34, months: 0, effects: {spend: {lever: paid.spend, to: 60}}}
  known: {name: Known shop, points: 30, months: 0, effects: {natural: {lever: natural.factor, to: 60}}}
joint:
  both: {members: [desk, riders]}
"""
