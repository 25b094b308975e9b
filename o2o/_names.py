"""Names: our import names are plain words, so make sure that no other distribution took one of them."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from o2o.errors import NameClashError

PACKAGES = ("sim", "agents", "optimize", "scenarios")
HOME = Path(__file__).resolve().parent.parent
COMPILED = Path(".venv", "compiled")
"""where ./dev keeps the package ``sim`` with compiled modules, beside the checkout's"""


def check_names(packages: Iterable[str] = PACKAGES, home: Path = HOME) -> None:
    """Refuse to go on unless every package of the workbench is found beside ``o2o``, or is the compiled one.

    Raises:
        NameClashError: a package is missing or comes from elsewhere.
    """
    for name in packages:
        found = _folders(name)
        if not {home / name, home / COMPILED / name} & set(found):
            where = ", ".join(str(folder) for folder in found) or "nowhere"
            raise NameClashError(
                f"the workbench's package '{name}' should be in {home}, but is found in: {where}; another "
                "distribution took its name: install the workbench in an environment of its own"
            )


def _folders(name: str) -> list[Path]:
    spec = find_spec(name)
    if spec is None:
        return []
    if spec.submodule_search_locations is None:
        return [Path(spec.origin or name).resolve()]
    return [Path(folder).resolve() for folder in spec.submodule_search_locations]
