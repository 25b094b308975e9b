"""Mishaps: how the command line tells of errors, interruptions and its own faults."""

import os
import shlex
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from o2o.durable import canonical_json
from o2o.interruption import InterruptedRunError

INTERNAL = 70
"""exit code of the program's own faults"""
CRASHES = Path("results")
"""Folder of the crash files."""


def answer_planned(error: Exception, code: int, arguments: Sequence[str]) -> int:
    """Tell of an error that the planner can act on and return its exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        kind, message = "usage", error.format_message()
    else:
        click.echo(f"error: {error}", err=True)
        kind, message = getattr(error, "kind", "scenario"), str(error)
    _tell_json({"kind": kind, "exit_code": code, "message": message, **_details(error)}, arguments)
    return code


def answer_interruption(stop: InterruptedRunError, arguments: Sequence[str]) -> int:
    """Say how to go on after an interruption and return its exit code."""
    message = f"interrupted ({stop}){_way_on(arguments)}"
    click.echo(message, err=True)
    _tell_json({"kind": "interrupted", "exit_code": stop.exit_code, "message": message}, arguments)
    return stop.exit_code


def _way_on(arguments: Sequence[str]) -> str:
    """Return what is kept of interrupted work, and the command that goes on from there."""
    match list(arguments):
        case ["run", *_]:
            kept, again = "finished replications", ["--resume"] if "--resume" not in arguments else []
        case ["compare" | "decompose" | "check" | "report", *_]:
            kept, again = "finished replications", []
        case ["optimize", "budget" | "media", *_]:
            kept, again = "simulated trials", []
        case _:
            return ""
    return f"; {kept} are kept; go on with: {shlex.join(['o2o', *arguments, *again])}"


def answer_unplanned(error: Exception, arguments: Sequence[str]) -> int:
    """Write the details of a fault of the program to a file, name it, and return their exit code."""
    summary = f"internal error: {type(error).__name__}: {str(error).partition(chr(10))[0]}"
    details = f"o2o {shlex.join(arguments)}\n{''.join(traceback.format_exception(error))}"
    try:
        message = f"{summary}; details are in {_crash_file(details)}"
    except OSError:
        message = f"{summary}\n{details}"
    click.echo(message, err=True)
    _tell_json({"kind": "internal", "exit_code": INTERNAL, "message": message}, arguments)
    return INTERNAL


def _crash_file(details: str) -> Path:
    from o2o.program import describe_program

    CRASHES.mkdir(exist_ok=True)
    path = CRASHES / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    path.write_text(f"{details}\n{canonical_json(describe_program()).decode()}", encoding="utf-8")
    return path


def _details(error: Exception) -> dict[str, object]:
    listed = getattr(error, "to_json", None)
    told = listed() if callable(listed) else {}
    return told if isinstance(told, dict) else {"problems": told}


def _tell_json(error: dict[str, object], arguments: Sequence[str]) -> None:
    if "--json" in arguments:
        sys.stdout.write(canonical_json({"error": error}).decode())
