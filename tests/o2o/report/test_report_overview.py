"""A run at a glance: the panels there are data for, and a picture that a notebook shows by itself."""

from o2o.figures import overview


def titles(figure):
    return [ax.get_title(loc="left") for ax in figure.axes]


def test_a_run_with_online_orders_has_four_panels(pilot):
    assert titles(pilot.plot()) == ["Net sales, CNY a day", "Online orders a day", "Orders on time, %", "City"]


def test_panels_that_need_facts_are_left_out_without_them(factless):
    assert "Online orders a day" not in titles(overview(factless))


def test_a_notebook_shows_it_with_names_in_chinese(plain):
    svg = overview(plain)._repr_svg_()
    assert svg.startswith("<svg")
    assert "静安" in svg


def test_the_same_run_gives_the_same_bytes(plain):
    assert overview(plain)._repr_svg_() == overview(plain)._repr_svg_()
