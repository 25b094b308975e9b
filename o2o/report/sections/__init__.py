"""Sections of the report of a run, one a file: evidence in, content of a template out, None when there is none."""
