"""Labels: where names go so that they neither cover each other nor what they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes


@dataclass(frozen=True)
class Box:
    """A rectangle in points on the sheet."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> float:
        """Return the area both cover, in square points."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(0.0, wide) * max(0.0, high)


def text_width(text: str, size: float) -> float:
    """Return about how many points wide ``text`` is at ``size`` points; Chinese letters are square."""
    return sum(size if ord(letter) > 0x2E7F else 0.56 * size for letter in text)


@dataclass(frozen=True)
class Frame:
    """Where names may stand, and how large they are written."""

    box: Box
    size: float
    """points"""


def place(
    names: Sequence[str], points: Sequence[tuple[float, float]], radii: Sequence[float], frame: Frame
) -> list[Box]:
    """Return a box for each name beside its point, all in points on the sheet.

    Each name takes the first free place around its point, "right of it" before others; where none is free, the one
    that covers least. ``radii``: of the marks drawn at the points.
    """
    marks = [Box(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)]
    taken = list(marks)
    placed = []
    for name, (x, y), radius in zip(names, points, radii, strict=True):
        choices = _around(x, y, radius + 2, text_width(name, frame.size), frame.size * 1.2)
        best = min(choices, key=lambda box: _covered(box, taken, frame.box))
        taken.append(best)
        placed.append(best)
    return placed


def _covered(box: Box, taken: Sequence[Box], frame: Box) -> float:
    """Return how badly ``box`` stands: what it covers, and what of it leaves the frame."""
    whole = (box.right - box.left) * (box.top - box.bottom)
    return sum(box.overlap(other) for other in taken) + (whole - box.overlap(frame))


def _around(x: float, y: float, away: float, width: float, height: float) -> list[Box]:
    """Return candidate boxes around a point, the most natural first."""
    lean = 0.7 * away
    corners = [
        (x + away, y - height / 2),
        (x - away - width, y - height / 2),
        (x - width / 2, y + away),
        (x - width / 2, y - away - height),
        (x + lean, y + lean),
        (x + lean, y - lean - height),
        (x - lean - width, y + lean),
        (x - lean - width, y - lean - height),
    ]
    return [Box(left, bottom, left + width, bottom + height) for left, bottom in corners]


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Return ``heights`` moved apart to at least ``gap``, in the same order from low to high, moved little."""
    order = sorted(range(len(heights)), key=lambda k: (heights[k], k))
    moved = list(heights)
    for _ in range(50):
        for low, high in pairwise(order):
            short = gap - (moved[high] - moved[low])
            if short > 0:
                moved[low] -= short / 2
                moved[high] += short / 2
    return moved


def label_ends(ax: Axes, ends: Sequence[tuple[str, float, str]], size: float = 8.5) -> None:
    """Write (name, height, colour) at the right edge of ``ax``, beside the ends of its lines."""
    low, high = ax.get_ylim()
    # Lines that end close together must not write over each other. Axes on a sheet have a figure.
    points = ax.get_window_extent().height / ax.get_figure(root=True).dpi * 72  # type: ignore[union-attr]
    gap = (high - low) * size * 1.25 / max(points, 1.0)
    for (name, _, colour), height in zip(ends, spread([end[1] for end in ends], gap), strict=True):
        ax.annotate(
            name,
            (1.0, height),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=colour,
            annotation_clip=False,
        )
