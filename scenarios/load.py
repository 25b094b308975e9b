"""Loading: a scenario file, or the tree in a manifest, as a checked Scenario with the origin of every value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from scenarios.catalogue import bundled_table
from scenarios.checks import findings, located
from scenarios.errors import Problem, ScenarioError, TooLargeError
from scenarios.files import Files
from scenarios.keys import key_problems, unknown_keys, why_no_id
from scenarios.overlays import Layer, Overlays
from scenarios.schema import Scenario
from scenarios.tree import Node, Origin, Plain, Source, dotted, from_plain, leaves, plain, written
from scenarios.validate import ROOT, validate
from scenarios.yaml_reader import RefusedError


@dataclass(frozen=True)
class Loaded:
    """A scenario that can be run, and where its values came from."""

    scenario: Scenario
    tree: dict[str, Plain]
    """what the files say when laid over one another, in human units, tables included"""
    origins: Mapping[str, str]
    """dotted path of a value -> "file:line:column" """
    path: Path
    warnings: tuple[Problem, ...] = ()


class Explained(NamedTuple):
    """A value and where it was written."""

    path: str
    value: Plain
    origin: str


def load(path: str | Path, *, variant: str | None = None, sets: Sequence[str] = ()) -> Loaded:
    """Return the scenario in ``path``, with ``variant`` ("rain" or "rain,strike") and ``sets`` ("a.b=c") laid over it.

    Raises:
        ScenarioError: the file cannot be read or the scenario not be run; holds all problems found.
        TooLargeError: it could, but its size needs ``experiment.large: true``.
    """
    path = Path(path)
    files = Files(path)
    overlays = Overlays(files, ROOT)
    try:
        layer = overlays.file(path)
        layer = Layer(with_goods(layer.tree), layer.variants)
        tree = overlays.variant(layer, variant) if variant else layer.tree
    except RefusedError as refused:
        raise ScenarioError([*files.problems, refused.problem]) from None
    for argument in sets:
        try:
            tree = overlays.set(tree, argument, path.parent)
        except RefusedError as refused:
            files.problems.append(refused.problem)
    return _checked(tree, path, [*files.problems, *_variant_problems(layer)])


def from_tree(tree: Mapping[str, object], base_dir: str | Path) -> Loaded:
    """Return the scenario of a resolved ``tree``, as `Loaded.tree` holds it; ``base_dir`` is where it was kept.

    Raises:
        ScenarioError: the tree is no scenario (any more); holds all problems found.
    """
    path = Path(base_dir)
    source = Source(path.as_posix())
    try:
        root = from_plain(dict(tree), Origin(source, 0, 0))
    except ValueError as error:
        raise ScenarioError([Problem(source.name, 0, 0, "", str(error))]) from None
    return _checked(with_goods(root), path, [])


def explain(loaded: Loaded) -> list[Explained]:
    """Return every value that a file wrote, with its origin, in the order of the files."""
    root = from_plain(loaded.tree, Origin(Source(""), 0, 0))
    return [Explained(dotted(path), plain(node), loaded.origins[dotted(path)]) for path, node in leaves(root)]


def _checked(tree: Node, path: Path, problems: list[Problem]) -> Loaded:
    """Return the scenario of ``tree``; ``problems`` are those found on the way to it."""
    keys = list(key_problems(tree, ROOT))
    validated = validate(tree, Scenario)
    found = findings(validated.model, validated.doubtful) if validated.model else []
    placed = [located(tree, finding) for finding in found]
    errors = _once(
        [*problems, *keys, *validated.problems, *(problem for problem in placed if problem.level == "error")]
    )
    if errors:
        sizes = sum(finding.too_large for finding in found)
        raise (TooLargeError if len(errors) == sizes else ScenarioError)(errors)
    scenario, data = validated.model, plain(tree)
    if scenario is None or not isinstance(data, dict):
        raise ScenarioError([tree.at.problem((), "this is no scenario")])
    origins = {dotted(at): str(node.at) for at, node in leaves(tree)}
    return Loaded(scenario, data, origins, path, tuple(placed))


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """Return one problem a place, in the order of the lines within each file."""
    first: dict[tuple[str, int, int, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.file, problem.line, problem.column, problem.path), problem)
    files = list(dict.fromkeys(problem.file for problem in problems))
    return sorted(first.values(), key=lambda problem: (files.index(problem.file), problem.line, problem.column))


def _variant_problems(layer: Layer) -> list[Problem]:
    problems = []
    for name, body in layer.variants.items():
        message, hint = why_no_id(name)
        if message:
            problems.append(body.key.problem(("variants", name), message, hint))
        problems += unknown_keys(body, ROOT, ("variants", name))
    return problems


def with_goods(tree: Node) -> Node:
    """Return the tree with the bundled catalogue where the file names no products."""
    goods = tree.items().get("goods")
    if written(tree, ("goods", "products")) or (goods is not None and not isinstance(goods.value, dict)):
        return tree
    table = bundled_table()
    below = goods if goods is not None else table.with_value({})
    return tree.with_value({**tree.items(), "goods": below.with_value({**below.items(), "products": table})})
