"""The guard of our import names: it refuses to start beside a distribution that replaced one."""

import sys

import pytest

from o2o._names import HOME, PACKAGES, check_names
from o2o.errors import NameClashError


def test_our_packages_are_found_beside_o2o():
    check_names()
    assert {(HOME / name).is_dir() for name in PACKAGES} == {True}


def test_a_package_replaced_by_another_distribution_is_named_with_its_place(tmp_path, monkeypatch):
    for name in ("ours", "agents_of_others"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    check_names(["ours"], tmp_path)
    with pytest.raises(NameClashError, match=f"'agents_of_others' should be in {HOME}, but is found in: {tmp_path}"):
        check_names(["agents_of_others"], HOME)


def test_a_module_in_the_place_of_a_package_is_refused(tmp_path, monkeypatch):
    (tmp_path / "lonely_sim.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NameClashError, match=r"lonely_sim\.py"):
        check_names(["lonely_sim"], tmp_path)


def test_a_missing_package_is_named():
    assert "surely_absent" not in sys.modules
    with pytest.raises(NameClashError, match=r"'surely_absent' should be in .* found in: nowhere"):
        check_names(["surely_absent"])
