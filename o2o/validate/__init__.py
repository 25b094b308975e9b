"""Validation: the workbench against theory, conservation laws and its own randomness."""
