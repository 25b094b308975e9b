"""The reference of scenario files, programmes and levers, as Markdown made from the schemas and the lever catalogue."""

from scenarios.human import in_words
from scenarios.programme import Programme
from scenarios.schema import Scenario
from scenarios.shape import Block, Entry, Keyed, Leaf, shape_of
from sim.levers import CATALOGUE, Lever
from sim.units import show_clock, show_distance, show_duration, show_money

_INTRODUCTION = """# Scenario files

A scenario is one YAML 1.2 file: a city, its customers, and what the planner does to it. The smallest is ten lines:
`scenarios/library/two-stores/two-stores.yaml`. Everything left out has the default given below.

## How files are read

- **Units** are written as people write them: `30 min`, `2 h`, `1.5 d`, `"09:00"`, `3 km`, `19 km/h`, `12.5 CNY`,
  `61 %`. A duration, distance or speed without a unit is refused; money without one is in CNY.
- **Keys**: places, segments, waves and the like are maps from a key of your choice to an entry, never lists. Keys are
  `a-z`, `0-9`, `.`, `_`, `-`, at most 64; names to show go into `name:` in any script.
- **`extends: base.yaml`** (or a list of files) lays this file over others: maps merge key by key, everything else is
  replaced, `key: null` removes. At most 10 files deep.
- **`variants:`** holds named changes; `FILE:rain` or `FILE:rain,strike` lays them over the file in that order.
  Those of an extended file are offered, too, unless `variants: {rain: null}` withdraws them.
- **`--set places.stores.north.tills=6`** comes last; a key that holds a dot stands in double quotes. Order, last wins:
  extended files, the file, variants, `--set`. `o2o show FILE --origins` prints where every value came from.
- **Tables**: any map with keys of your choice may be `{from_csv: file.csv}`. The first line names the columns: `id` and
  fields of the entry; an empty cell leaves its field out. Entries beside `from_csv` are laid over the rows; a table in
  an overlay replaces the whole map below it. Comma-separated, UTF-8, a row a line.
- **Files** named in `extends` and `from_csv` are relative to the file that names them, and lie in the folder of the
  scenario that is run, the folder above it, or below either; nothing else can be read.
- **Refused**: unknown keys, keys given twice, anchors, aliases, merge keys, tags, tabs as indentation, other encodings
  than UTF-8, more than 32 levels, 25,000 values or 600,000 characters in one file (tables: 10 MB). `no`, `22:30` and
  `1_000` are text; dates are `2026-03-01`.
- **Errors** come all at once, each with file, line, column, the line itself and the way out. Exit code 3; 8 when only
  the size asks for `experiment.large: true`.

Editors complete and check these files with the schema that `o2o schema` prints; the first line of a file names it:
`# yaml-language-server: $schema=...`.

## Blocks
"""

_PROGRAMMES = """# Programmes

A programme says what money may buy: initiatives, each with its cost, its months, what it needs and the levers that it
moves once it is live. `o2o optimize budget FILE` plans the programme that the scenario names in
`planning.budget.programme`, beside the scenario's file; the shipped one (`scenarios/library/initiatives.yaml`, 47
initiatives, 18 months) when it names none. A small one is in [six plans for a small town](six-plans.md); the model is
described [in mathematics](theory/budget.md).

The file is read as scenario files are ([how](scenario-files.md#how-files-are-read)): units, keys, `extends`, `variants`
(chosen by `planning.budget.variant`), and errors with their lines. Moreover:

- *Costs* are in points, hundredths of `budget.points`: with `points: 5000`, an initiative of 20 points costs 1,000 CNY
  for all stores. Its share `fixed` is paid with the first scope, the rest in proportion to the stores.
- *Scopes* go from narrow to wide and take the scenario's first stores. Levers of stores move scope by scope; what
  has no stores, such as a chain's lever, is bought once.
- *Months* are the programme's. In the run a month passes in 30 days, or in fewer where the calendar is shorter: the
  measured days are divided by the months of all phases.
- *What an initiative brings* is not written here: it is simulated. Neither is a joint effect; naming its members has it
  measured beside their own effects. Without a name the effects of two initiatives add up.
- *Money* is `points` times `fixed` in the first month, and the share `revenue` of what the city then sells. A phase may
  spend its `share` of all that arrives, less the `reserve`, and `carried` of what the phase before has left.
- *Ways to the same thing* are initiatives that exclude each other (`excludes`): a vendor who has it live in two months
  for 30 points, and one's own people, who take six months and 15 points.

## Blocks
"""

_LEVERS = """# Levers

A running world changes in one way only: a lever takes a value on a day. A plan's changes name levers by path; its waves
open those of the scope store that are on or off. Where a lever stands on the first day is set by the blocks of the
scenario, else by the default here.

| path | scope | unit | range | default | meaning | read by | source |
|---|---|---|---|---|---|---|---|
"""


def scenario_reference() -> str:
    """Return the reference of the blocks of a scenario file."""
    return _blocks(_INTRODUCTION, shape_of(Scenario))


def programme_reference() -> str:
    """Return the reference of the blocks of a programme file."""
    return _blocks(_PROGRAMMES, shape_of(Programme))


def lever_reference() -> str:
    """Return the table of all levers."""
    return _LEVERS + "".join(_lever_row(lever) for lever in CATALOGUE.values())


def _blocks(introduction: str, file: Block) -> str:
    parts = [introduction]
    _section(file, "", parts, set())
    return "\n".join(parts).rstrip("\n") + "\n"


def _section(block: Block, path: str, parts: list[str], seen: set[str]) -> None:
    if block.name in seen:
        return
    seen.add(block.name)
    title = f"`{path}`" if path else "The file"
    rows = "\n".join(_row(name, entry) for name, entry in block.fields.items())
    header = "| key | write | default | meaning |\n|---|---|---|---|"
    parts.append(f"### {title}\n\n{block.about}\n\n{header}\n{rows}\n")
    for name, entry in block.fields.items():
        below = f"{path}.{name}" if path else name
        if isinstance(entry.shape, Keyed):
            _section(entry.shape.item, f"{below}.<key>", parts, seen)
        elif isinstance(entry.shape, Block):
            _section(entry.shape, below, parts, seen)


def _row(name: str, entry: Entry) -> str:
    return f"| `{name}` | {_write(entry)} | {_default(entry)} | {entry.description.replace('|', '/')} |"


def _write(entry: Entry) -> str:
    match entry.shape:
        case Keyed(own_ids=True):
            return "map of keys of your choice"
        case Keyed():
            return "map by KPI"
        case Block():
            return "block"
    return entry.shape.expected


def _default(entry: Entry) -> str:
    if entry.required:
        return "**required**"
    default = entry.default
    if not isinstance(entry.shape, Leaf) or default in (None, ""):
        return ""
    if isinstance(default, tuple):
        return f"{len(default)} values"
    if entry.shape.quantity and isinstance(default, int | float):
        default = in_words(entry.shape.quantity, default)
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default:.12g}`" if isinstance(default, float) else f"`{default}`"


def _lever_row(lever: Lever) -> str:
    low, high, default = (_lever_value(lever, value) for value in (lever.low, lever.high, lever.default))
    span = "on, off" if lever.unit == "on/off" else f"{low} to {high}"
    read_by = f"`{lever.read_by}`"
    cells = (f"`{lever.path}`", lever.scope, lever.unit, span, default, lever.meaning, read_by, lever.source)
    return f"| {' | '.join(cells)} |\n"


def _lever_value(lever: Lever, value: float) -> str:
    shown = {"duration": show_duration, "money": show_money, "distance": show_distance, "time": show_clock}
    if lever.unit == "on/off":
        return "on" if value else "off"
    show = shown.get(lever.unit)
    return show(int(value)) if show else f"{value:,.10g}"
