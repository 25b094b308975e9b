"""Descriptions: the sentence under each field of a spec, read from its source.

Python drops a string that follows an attribute; planners get it in error hints, editors and the reference.
"""

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise


def describe(cls: type) -> dict[str, str]:
    """Return field -> description for the fields that ``cls`` itself declares."""
    return _module_descriptions(cls.__module__).get(cls.__qualname__, {})


@cache
def _module_descriptions(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: _fields(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, text in pairwise(node.body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            found[field.target.id] = " ".join(text.value.value.split())
    return found
