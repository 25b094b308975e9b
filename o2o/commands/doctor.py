"""o2o doctor: what is installed, and what this machine offers."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from o2o.commands.shared import answer, json_option, out_option, table


@click.command(name="doctor")
@out_option
@json_option
def command(out: Path, as_json: bool) -> None:
    """Show versions, cores, memory, free disk, and whether results can be written."""
    found = examine(out)
    rows = [(key, _shown(value)) for key, value in found.items()]
    answer(found, table(rows), as_json)


def examine(out: Path) -> dict[str, Any]:
    """Return what this machine offers; sizes in bytes, None where it does not say."""
    from o2o.executors import default_workers
    from o2o.program import libraries, program_version

    folder = next(parent for parent in [out.absolute(), *out.absolute().parents] if parent.exists())
    return {
        "version": program_version(),
        "libraries": libraries(),
        "cores": default_workers(1_000_000),
        "memory": _memory(),
        "free_disk": shutil.disk_usage(folder).free,
        "results": str(out),
        "results_writable": folder.is_dir() and os.access(folder, os.W_OK),
        "extras": {name: find_spec(name) is not None for name in ("jupyterlab", "optuna", "SALib", "distributed")},
    }


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {told}" for name, told in value.items())
    if isinstance(value, int) and value > 1_000_000:
        return f"{value / 1e9:.1f} GB"
    return str(value)
