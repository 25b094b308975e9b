"""The program: its version, commit, libraries and the fingerprint of the code that makes results."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

DISTRIBUTION = "o2o-workbench"
LIBRARIES = ("numpy", "scipy", "pandas", "simpy", "mesa", "pulp", "highspy", "duckdb")
HOME = Path(__file__).resolve().parent.parent
_PACKAGES = ("sim", "agents", "optimize", "scenarios", "o2o")
_READERS = ("commands", "report", "figures", "page", "validate")
"""Parts of ``o2o`` that only read results: a change there makes no result stale."""


@cache
def program_version() -> str:
    """Return the version of the workbench."""
    return _version(DISTRIBUTION) or "unknown"


@cache
def libraries() -> dict[str, str]:
    """Return the versions of Python and of the libraries that results depend on."""
    found = {name: _version(name) or "absent" for name in LIBRARIES}
    return {"python": platform.python_version()} | found


@cache
def fingerprint() -> str:
    """Return a SHA-256 of the source code and library versions: equal when results must be equal."""
    digest = hashlib.sha256(repr(sorted(libraries().items())).encode())
    for path in _sources():
        digest.update(path.relative_to(HOME).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def describe_program() -> dict[str, Any]:
    """Return what a manifest says about the program that wrote it."""
    return {
        "version": program_version(),
        "commit": commit(),
        "fingerprint": fingerprint(),
        "libraries": libraries(),
        "machine": {"system": platform.system(), "cpu": platform.machine()},
    }


def commit(home: Path = HOME) -> str | None:
    """Return the git commit that ``home`` stands at, or None outside a checkout."""
    git = home / ".git"
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        return _commit_of(git, head.removeprefix("ref: "))
    except OSError:
        return None


def _commit_of(git: Path, reference: str) -> str | None:
    if (git / reference).is_file():
        return (git / reference).read_text().strip()
    for line in (git / "packed-refs").read_text().splitlines():
        found, _, name = line.partition(" ")
        if name == reference:
            return found
    return None


def _sources() -> list[Path]:
    paths = [path for package in _PACKAGES for path in (HOME / package).rglob("*.py")]
    return sorted(path for path in paths if not _only_reads(path))


def _only_reads(path: Path) -> bool:
    package, inner = path.relative_to(HOME).parts[:2]
    return package == "o2o" and inner.removesuffix(".py") in _READERS


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
