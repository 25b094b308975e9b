"""Fixtures of the running tests: an engine so small that a replication takes milliseconds."""

import sys
from pathlib import Path

# Worker processes import the fake engine by its name, so it must be importable by one.
sys.path.append(str(Path(__file__).parent))
