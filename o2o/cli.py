"""The command line: finds the command, runs it, and answers with its exit code."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from o2o._names import check_names
from o2o.errors import NameClashError
from o2o.interruption import InterruptedRunError, interruptible
from o2o.mishaps import INTERNAL, answer_interruption, answer_planned, answer_unplanned

COMMANDS = {
    "run": ("o2o.commands.run", "Simulate a scenario and show its figures."),
    "compare": ("o2o.commands.compare", "Show what changes from one scenario or run to others."),
    "decompose": ("o2o.commands.decompose", "Show how much of a difference is owed to each of several changes."),
    "check": ("o2o.commands.check", "Compare outcomes with baselines and expectations, for CI."),
    "validate": ("o2o.commands.validate", "Check the engine against theory."),
    "optimize": ("o2o.commands.optimize", "Find the best plan of one kind, with its bound, as a scenario to run."),
    "show": ("o2o.commands.show", "Print a scenario as it resolves, with the origin of every value."),
    "schema": ("o2o.commands.schema", "Print the JSON Schema of scenario files, for editors."),
    "init": ("o2o.commands.init", "Write a small scenario to start from."),
    "list": ("o2o.commands.list_runs", "List the runs and their states."),
    "report": ("o2o.commands.report", "Write the report of a run."),
    "doctor": ("o2o.commands.doctor", "Show versions and what this machine offers."),
}
"""Command -> module that holds it as ``command``, one line of help. Modules load only when their command runs."""


class Commands(click.Group):
    """The commands of the workbench, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, loaded."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name][0]} holds no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """Try omnichannel retail plans in a simulated city before the money is committed."""


def main() -> NoReturn:
    """Run the command line of this process."""
    code = answer(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; give Python a place to flush to at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def answer(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; errors are told, never raised."""
    try:
        with interruptible():
            check_names()
            return _invoke(arguments)
    except BrokenPipeError:
        return 0
    except InterruptedRunError as stop:
        return answer_interruption(stop, arguments)
    except NameClashError as clash:
        click.echo(f"error: {clash}", err=True)
        return INTERNAL
    except Exception as error:
        code = getattr(error, "exit_code", INTERNAL)
        return answer_unplanned(error, arguments) if code == INTERNAL else answer_planned(error, code, arguments)


def _invoke(arguments: Sequence[str]) -> int:
    try:
        with root.make_context("o2o", list(arguments)) as context:
            code = root.invoke(context)
    except click.exceptions.Exit as leaving:
        code = leaving.exit_code
    return code if isinstance(code, int) else 0
