"""Lets the tests beside the benchmark import its modules, as bench.py does when it runs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
