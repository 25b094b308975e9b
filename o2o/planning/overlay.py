"""Overlays: a plan as a file that extends the scenario it was made for, with its tables beside it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from o2o.durable import make_folder, write_file
from o2o.planning.planned import Planned
from o2o.study import Study

if TYPE_CHECKING:
    from scenarios.tree import Plain


def write_overlay(study: Study, planned: Planned, path: Path) -> None:
    """Write the plan to ``path``: variant and --set of ``study`` are in it, so that `o2o run` needs the file alone.

    It extends the scenario's file where a scenario may, from the folder above downwards; else it says everything.

    Raises:
        StorageError: the folder cannot be written.
    """
    from scenarios.writing import difference, file_text, written_tree

    folder = make_folder(path.absolute().parent)
    names = {ending: f"{path.stem}-{ending}" for ending in planned.tables}
    for ending, text in planned.tables.items():
        write_file(folder / names[ending], text.encode())
    tree, base = _renamed(planned.kept, names), study.path.resolve()
    if base.is_relative_to(folder.resolve().parent):
        below: dict[str, Plain] = {"extends": Path(os.path.relpath(base, folder.resolve())).as_posix()}
        tree = below | difference(written_tree(study.path), tree)
    write_file(path, file_text(_comments(study, planned, path), tree).encode())


def _comments(study: Study, planned: Planned, path: Path) -> str:
    figures = "\n".join(f"  {name}: {value}" for name, value in planned.figures())
    made = f"A plan made by o2o optimize {planned.what} for {study.plan.source}:"
    return f"{made}\n{figures}\nTry it: o2o run {path.name}"


def _renamed(tree: "Mapping[str, Plain]", names: Mapping[str, str]) -> "dict[str, Plain]":
    """Return ``tree`` with the tables' endings replaced by the names of their files."""
    found: dict[str, Plain] = {}
    for key, value in tree.items():
        if isinstance(value, dict) and str(value.get("from_csv")) in names:
            found[key] = {"from_csv": names[str(value["from_csv"])]}
        else:
            found[key] = _renamed(value, names) if isinstance(value, dict) else value
    return found
