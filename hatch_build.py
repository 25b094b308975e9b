"""The build hook that compiles the engine: mypyc makes C of the modules between whose lines a simulated day passes.

The sources stay what they are and run as plain Python as well, with the same results. The hook is off unless
HATCH_BUILD_HOOK_ENABLE_CUSTOM=true; it needs a C compiler, mypy and setuptools. The modules are listed in
pyproject.toml.
"""

import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import setup

config, *modules = sys.argv.pop(1).split(",")
setup(name="engine", packages=[], ext_modules=mypycify([f"--config-file={config}", *modules], opt_level="3"))
"""


class EngineHook(BuildHookInterface[Any]):
    """Adds the compiled modules to a wheel, beside their sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile a copy of the package ``sim``, away from the checkout, where a stale module would hide its source.

        Raises:
            RuntimeError: there is no C compiler, or it was not content; with what it said.
        """
        if version == "editable":
            return
        self._place = TemporaryDirectory()
        for made in self._compiled(Path(self._place.name)):
            build_data["force_include"][str(made)] = made.relative_to(self._place.name).as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the copy."""
        if version != "editable":
            self._place.cleanup()

    def _compiled(self, place: Path) -> Iterator[Path]:
        root = Path(self.root)
        copytree(root / "sim", place / "sim")
        names = ",".join([str(root / "pyproject.toml"), *self.config["modules"]])
        command = [sys.executable, "-c", SETUP, names, "--quiet", "build_ext", "--inplace"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the engine could not be compiled:\n{done.stdout}{done.stderr}")
        for pattern in ("sim/*", "*__mypyc"):
            yield from place.glob(pattern + EXTENSION_SUFFIXES[0])
