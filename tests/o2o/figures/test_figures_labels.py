"""Labels: room for names beside marks and line ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from o2o.figures.labels import Box, Frame, place, spread, text_width

WIDE = Frame(Box(-1000, -1000, 1000, 1000), 10.0)


def test_overlap_is_the_area_both_cover():
    # 2 x 1 of the corner.
    assert Box(0, 0, 4, 3).overlap(Box(2, 2, 9, 9)) == 2
    assert Box(0, 0, 4, 3).overlap(Box(4, 0, 9, 9)) == 0


def test_a_lone_name_stands_to_the_right_of_its_mark():
    (box,) = place(["north"], [(0.0, 0.0)], [5.0], WIDE)
    assert box.left == 7
    assert box.top == -box.bottom


def test_neighbours_do_not_cover_each_other():
    points = [(0.0, 0.0), (30.0, 0.0), (0.0, 14.0)]
    boxes = place(["first store", "second store", "third store"], points, [4.0] * 3, WIDE)
    marks = [Box(x - 4, y - 4, x + 4, y + 4) for x, y in points]
    pairs = [(a, b) for k, a in enumerate(boxes) for b in [*boxes[:k], *marks]]
    assert sum(a.overlap(b) for a, b in pairs) == 0


def test_a_name_at_the_edge_turns_inwards():
    frame = Frame(Box(0, 0, 100, 100), 10.0)
    (box,) = place(["far east"], [(95.0, 50.0)], [4.0], frame)
    assert box.right < 95


def test_chinese_letters_are_as_wide_as_high():
    assert text_width("静安", 10) == 20


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_spread_labels_keep_their_order_and_their_distance(heights):
    moved = spread(heights, 5.0)
    order = sorted(range(len(heights)), key=lambda k: (heights[k], k))
    gaps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert all(gap > 4.5 for gap in gaps)


def test_labels_with_room_stay_where_they_are():
    assert spread([10.0, 50.0, 30.0], 5.0) == pytest.approx([10.0, 50.0, 30.0])
