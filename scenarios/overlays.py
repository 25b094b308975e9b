"""Overlays: extends, variants and --set laid over one another, each value keeping its origin.

Maps merge key by key, everything else is replaced, ``key: null`` removes. Order, last wins: the files that
are extended from first to last, the file itself, its variants in the order asked for, --set from left to right.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scenarios.errors import Problem
from scenarios.files import YAML_ENDINGS, Files
from scenarios.hints import near
from scenarios.shape import Block, Keyed, shape_at
from scenarios.tree import Node, Origin, Source
from scenarios.tree import Path as TreePath
from scenarios.yaml_reader import RefusedError, read_yaml

MOST_ANCESTORS = 10
_STEP = re.compile(r'(?:"([^"]+)"|([^."=\s]+))(\.|$)')


@dataclass(frozen=True)
class Layer:
    """A file with all that it extends, and the variants it offers."""

    tree: Node
    variants: dict[str, Node]


class Overlays:
    """Lays the parts of one scenario over one another; ``files.problems`` gathers what is wrong on the way."""

    def __init__(self, files: Files, shape: Block) -> None:
        self._files = files
        self._shape = shape

    def file(self, path: Path, above: tuple[Path, ...] = ()) -> Layer:
        """Return ``path`` laid over the files it extends.

        Raises:
            RefusedError: one of the files cannot be read.
        """
        tree = self._files.tree(path)
        entries = dict(tree.items())
        parents = self._parents(path, entries.pop("extends", None), (*above, path))
        own = _variants(entries.pop("variants", None))
        merged = self.tables(tree.with_value(entries), (), path)
        if parents:
            below = parents[0].tree
            for parent in parents[1:]:
                below = self.lay(below, parent.tree)
            merged = self.lay(below, merged)
        offered: dict[str, Node] = {}
        for parent in parents:
            offered |= parent.variants
        for name, body in own.items():
            if body.value is not None:
                offered[name] = self.tables(body, (), path)
            elif name in offered:
                del offered[name]
            else:
                self._nothing_to_remove(body, ("variants", name), offered)
        return Layer(merged, offered)

    def lay(self, base: Node, over: Node, path: TreePath = ()) -> Node:
        """Return ``over`` merged into ``base``; a merged map counts as written where it was written last."""
        if over.whole or not (isinstance(base.value, dict) and isinstance(over.value, dict)):
            return over
        entries = dict(base.value)
        for key, node in over.value.items():
            if node.value is not None:
                entries[key] = self.lay(entries[key], node, (*path, key)) if key in entries else node
            elif key in entries:
                del entries[key]
            else:
                self._nothing_to_remove(node, (*path, key), entries)
        return over.with_value(entries)

    def variant(self, layer: Layer, names: str) -> Node:
        """Return the tree with the variants laid over it; several are separated by commas.

        Raises:
            RefusedError: no such variant.
        """
        tree = layer.tree
        source = Source("--variant", (names,))
        column = 1
        for name in names.split(","):
            if name not in layer.variants:
                hint = near(name, layer.variants) if layer.variants else "the file has no block variants:"
                at = Origin(source, 1, column, len(name))
                raise RefusedError(at.problem(("variants",), f"there is no variant {name!r}", hint))
            column += len(name) + 1
            tree = self.lay(tree, layer.variants[name])
        return tree

    def set(self, tree: Node, argument: str, folder: Path) -> Node:
        """Return the tree with ``a.b=c`` laid over it; paths in ``c`` are relative to ``folder``.

        Raises:
            RefusedError: not of that form.
        """
        source = Source("--set", tuple(argument.split("\n")))
        steps, used = _steps(argument)
        if not steps or argument[used : used + 1] != "=":
            hint = "write for example --set places.stores.north.tills=6; keys that hold a dot stand in double quotes"
            raise RefusedError(Origin(source, 1, 1, len(argument)).problem((), "--set takes KEY=VALUE", hint))
        node, problems = read_yaml(argument[used + 1 :], source, used + 1)
        for problem in problems:
            self._note(problem)
        for key, column in reversed(steps):
            at = Origin(source, 1, column, len(key))
            node = Node({key: Node(node.value, node.at, at)}, at, at)
        return self.lay(tree, self.tables(node, (), folder / "--set"))

    def tables(self, node: Node, path: TreePath, owner: Path) -> Node:
        """Return the tree with every ``from_csv: file`` replaced by the entries of that file."""
        entries = node.items()
        if "from_csv" in entries:
            return self._table(node, path, owner)
        if not entries:
            return node
        return node.with_value({key: self.tables(child, (*path, key), owner) for key, child in entries.items()})

    def _table(self, node: Node, path: TreePath, owner: Path) -> Node:
        rest = dict(node.items())
        name = rest.pop("from_csv")
        shape = shape_at(self._shape, path)
        if not isinstance(shape, Keyed):
            hint = "tables stand for blocks with keys of your choice, such as goods.products or places.stores"
            self._note(name.key.problem((*path, "from_csv"), "no table can stand here", hint))
            return node.with_value(rest)
        file = self._files.beside(owner, name, (*path, "from_csv"), (".csv",))
        entries: dict[str, Node] = self._files.table(file, path, shape.item)
        table = Node(entries, name.at, node.key, whole=True)
        merged = self.lay(table, node.with_value(rest), path)
        return Node(merged.value, merged.at, merged.key, whole=True)

    def _parents(self, path: Path, extends: Node | None, chain: tuple[Path, ...]) -> list[Layer]:
        if extends is None:
            return []
        named = extends.value if isinstance(extends.value, list) else [extends]
        layers = []
        for node in named:
            parent = self._files.beside(path, node, ("extends",), YAML_ENDINGS)
            seen = [file.resolve() for file in chain]
            if parent.resolve() in seen:
                names = " -> ".join([*(file.name for file in chain[seen.index(parent.resolve()) :]), parent.name])
                raise RefusedError(node.at.problem(("extends",), f"the files extend each other in a circle: {names}"))
            if len(chain) > MOST_ANCESTORS:
                names = " -> ".join(file.name for file in chain)
                message = f"more than {MOST_ANCESTORS} files extend one another: {names}"
                raise RefusedError(node.at.problem(("extends",), message, "put the common part into fewer files"))
            layers.append(self.file(parent, chain))
        return layers

    def _nothing_to_remove(self, node: Node, path: TreePath, known: Iterable[str]) -> None:
        self._note(node.key.problem(path, f"there is no {path[-1]!r} that null could remove", near(path[-1], known)))

    def _note(self, problem: Problem) -> None:
        self._files.problems.append(problem)


def _variants(block: Node | None) -> dict[str, Node]:
    """Return the bodies of a block ``variants``; null withdraws one that an extended file offers.

    Raises:
        RefusedError: it is no map of maps.
    """
    if block is None:
        return {}
    for name, body in block.items().items():
        if body.value is None:
            continue
        if not isinstance(body.value, dict):
            raise RefusedError(body.at.problem(("variants", name), "a variant is a block of changed values"))
        for word in ("extends", "variants"):
            if word in body.value:
                at = body.value[word].key
                raise RefusedError(at.problem(("variants", name, word), f"{word}: cannot stand in a variant"))
    if not isinstance(block.value, dict):
        raise RefusedError(block.at.problem(("variants",), "variants: is a block of named variants"))
    return block.value


def _steps(argument: str) -> tuple[list[tuple[str, int]], int]:
    """Return the keys of ``a.b=c`` with their columns, and the number of characters read."""
    steps: list[tuple[str, int]] = []
    end = _key_end(argument)
    position = 0
    while position < end:
        match = _STEP.match(argument, position, end)
        if match is None:
            return [], position
        group = 1 if match[1] is not None else 2
        steps.append((match[group], match.start(group) + 1))
        position = match.end()
        if match[3] and position == end:
            return [], position
    return steps, position


def _key_end(argument: str) -> int:
    """Return where the key ends: the first equals sign outside of double quotes."""
    quoted = False
    for position, char in enumerate(argument):
        quoted ^= char == '"'
        if char == "=" and not quoted:
            return position
    return len(argument)
