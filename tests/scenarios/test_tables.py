"""Tables: cells as any spreadsheet writes them, values as the schema wants them, places for every problem."""

import csv
import io

import pytest
from numpy.random import PCG64, Generator

from scenarios.shape import shape_of
from scenarios.tables import read_table
from scenarios.tree import Source, plain
from sim.catalog import SkuSpec

SKU = shape_of(SkuSpec)


def read(text):
    return read_table(text, Source("goods.csv", tuple(text.split("\n"))), ("goods", "products"), SKU)


def test_cells_become_numbers_where_numbers_are_wanted_and_stay_text_elsewhere():
    entries, problems = read("id,name,category,price,cost,popularity\n7up,7,001,3.50,2 CNY,1e3\n")
    assert not problems
    assert plain(entries["7up"]) == {
        "name": "7",
        "category": "001",
        "price": 3.5,
        "cost": "2 CNY",
        "popularity": 1000.0,
    }


def test_columns_may_stand_in_any_order_and_empty_cells_leave_their_field_out():
    entries, problems = read("cost,popularity,price,id,category,name\n2,,3,apple,Fruit,Apple\n\n")
    assert not problems
    assert "popularity" not in plain(entries["apple"])


@pytest.mark.parametrize("seed", range(5))
def test_cells_are_read_as_the_standard_library_reads_them(seed):
    random = Generator(PCG64(seed))
    pieces = ["a", "牛奶", '"', ",", " ", "1.5", "''", "x y"]
    rows = [["".join(random.choice(pieces, random.integers(0, 5))).strip() for _ in range(2)] for _ in range(200)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([[f"p{number}", *row] for number, row in enumerate(rows)])
    entries, problems = read("id,name,category\n" + written.getvalue())
    assert not problems
    for number, (name, category) in enumerate(rows):
        expected = {key: text for key, text in (("name", name), ("category", category)) if text}
        assert plain(entries[f"p{number}"]) == expected


def test_every_cell_knows_its_row_and_column():
    entries, _ = read('id,name,category,price\npear,"Pear, green",Fruit,4\n')
    price = entries["pear"].items()["price"].at
    assert (price.line, price.column) == (2, 26)


def test_all_rows_that_are_wrong_are_told():
    _, problems = read("id,name\napple,Apple,1\npear\nplum,Plum\nplum,Plum\n,x\n")
    assert [problem.line for problem in problems] == [2, 3, 5, 6]


def test_lists_are_no_columns():
    from sim.plan import WaveSpec

    _, problems = read_table("id,stores\na,b\n", Source("waves.csv"), ("plan", "waves"), shape_of(WaveSpec))
    assert "unknown column 'stores'" in problems[0].message
