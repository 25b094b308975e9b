"""The workbench: assemble, run, measure, compare, show."""
