"""Theory: closed forms of queues and stocks, in unit mean service time unless said (Erlang 1917; Kleinrock 1975)."""

from math import exp


def erlang_b(servers: int, load: float) -> float:
    """Return the share of arrivals lost by ``servers`` without a waiting room at offered ``load``."""
    loss = 1.0
    for busy in range(1, servers + 1):
        loss = load * loss / (busy + load * loss)
    return loss


def erlang_c(servers: int, load: float) -> float:
    """Return the chance of having to wait for one of ``servers`` at offered ``load`` < ``servers``."""
    loss = erlang_b(servers, load)
    return loss / (1.0 - load / servers * (1.0 - loss))


def wait_beyond(servers: int, load: float, time: float) -> float:
    """Return the chance of waiting longer than ``time`` in M/M/c."""
    return erlang_c(servers, load) * exp(-(servers - load) * time)


def mean_wait(servers: int, load: float) -> float:
    """Return the mean wait of all arrivals in M/M/c."""
    return erlang_c(servers, load) / (servers - load)


def mean_wait_single(load: float, cv: float) -> float:
    """Return the mean wait in M/G/1 whose service times have coefficient of variation ``cv`` (Pollaczek 1930)."""
    return load / (1.0 - load) * (1.0 + cv**2) / 2


def mean_wait_by_class(first: float, second: float) -> tuple[float, float]:
    """Return the mean waits of two classes in M/M/1 with non-preemptive priority (Cobham 1954)."""
    residual = first + second
    return residual / (1.0 - first), residual / ((1.0 - first) * (1.0 - first - second))


def blocked(load: float, room: int) -> float:
    """Return the share of arrivals blocked by M/M/1 that holds at most ``room`` jobs, the one in service included."""
    return (1.0 - load) * load**room / (1.0 - load ** (room + 1))


def turned_away(rate: float, servers: int, patience: float, share: float) -> tuple[float, float, float]:
    """Return the shares of arrivals that turn away and that wait, and the mean number in line, in M/M/c with balking.

    A birth-death chain: of those who find n >= c present, a ``share`` reckons a wait of (n - c + 1) / c and joins with
    the chance that an exponential patience is longer (Ancker and Gafarian 1963, with this reckoning).

    Args:
        rate: arrivals.
        servers: c.
        patience: its mean.
        share: of the arrivals, those who look at the line; with 0, ``rate`` must be below ``servers``.
    """
    chance, total, away, waits, line = 1.0, 0.0, 0.0, 0.0, 0.0
    for present in range(servers + 2_000):
        ahead = max(present - servers + 1, 0) / servers
        joins = 1.0 - share * (1.0 - exp(-ahead / patience))
        total += chance
        away += chance * (1.0 - joins)
        waits += chance * joins * (present >= servers)
        line += chance * max(present - servers, 0)
        chance *= rate * joins / min(present + 1, servers)
    return away / total, waits / total, line / total


def base_stock(mean: float, level: int) -> tuple[float, float, float]:
    """Return fill rate, expected backorders and expected units on hand under base stock (Palm 1938).

    Args:
        mean: expected demand during a lead time.
        level: order-up-to level; units on order are Poisson with ``mean``.
    """
    chance, below, on_hand = exp(-mean), 0.0, 0.0
    for outstanding in range(level):
        below += chance
        on_hand += (level - outstanding) * chance
        chance *= mean / (outstanding + 1)
    return below, mean - level + on_hand, on_hand
