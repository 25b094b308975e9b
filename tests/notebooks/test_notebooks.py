"""Notebooks: they run from beginning to end, are stored without outputs, and equal their plain text twins."""

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(notebook):
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_equals_its_text(path):
    # Written by: jupytext --to ipynb notebooks/<name>.py
    assert cells(nbformat.read(path, 4)) == cells(jupytext.read(path.with_suffix(".py")))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path):
    code = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if cell.outputs or cell.execution_count] == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_beginning_to_end(path, tmp_path):
    notebook = nbformat.read(path, 4)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    # A chart that cannot be shown comes as bare text.
    charts = [
        out for cell in notebook.cells for out in cell.get("outputs", ()) if "image/svg+xml" in out.get("data", {})
    ]
    assert len(charts) >= 1
    assert (tmp_path / "results" / "pilot-against-baseline.html").stat().st_size > 50_000
