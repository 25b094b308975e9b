"""Rules of an expect block: the whole interval must keep the bound."""

import pytest

from o2o.expectation import ExpectError, expectations
from scenarios.expect import ExpectSpec


def only(findings):
    (finding,) = findings
    return finding


def test_the_whole_interval_must_keep_the_bound(small_run):
    # mean 91, sd 2, t(2, 0.975) = 4.302653: interval 86.03 .. 95.97
    run = small_run({"K04": [89.0, 91.0, 93.0]})
    assert only(expectations(run, {"K04": ExpectSpec(min=86)})).passed
    assert only(expectations(run, {"K04": ExpectSpec(min=86, max=96)})).passed
    assert not only(expectations(run, {"K04": ExpectSpec(max=95.9)})).passed
    failed = only(expectations(run, {"K04": ExpectSpec(min=90)}))
    assert not failed.passed
    assert failed.message.startswith("must be at least 90 %, is 91 %, 95 % interval [86.03, 95.97]")
    # t(17, 0.975) x 2 / sqrt(18) = 0.9946 is the first half-width below 1
    assert failed.message.endswith("15 more replications would decide it")


def test_bound_broken_by_the_mean_is_not_a_question_of_replications(small_run):
    failed = only(expectations(small_run({"K04": [89.0, 91.0, 93.0]}), {"K04": ExpectSpec(min=92)}))
    assert "more replications" not in failed.message


def test_increases_are_counted_from_the_base_replication_by_replication(small_run):
    base, run = small_run({"K04": [70.0, 80.0, 90.0]}, name="as is"), small_run({"K04": [75.0, 85.1, 94.9]})
    # differences 5, 5.1, 4.9: mean 5, sd 0.1, half-width 0.2484
    assert only(expectations(run, {"K04": ExpectSpec(min_increase=4.7)}, base)).passed
    failed = only(expectations(run, {"K04": ExpectSpec(max_increase=5.2)}, base))
    assert not failed.passed
    assert "increase over as is" in failed.message
    with pytest.raises(ExpectError, match="needs a run to be counted from"):
        expectations(run, {"K04": ExpectSpec(min_increase=1)})


def test_rule_for_one_site_reads_that_site(small_run):
    run = small_run({"K04": [10.0, 10.0], ("K04", "site:north"): [95.0, 95.0]})
    assert only(expectations(run, {"K04": ExpectSpec(min=90, scope="site:north")})).passed
    with pytest.raises(ExpectError, match="not measured for scope 'site:nroth'"):
        expectations(run, {"K04": ExpectSpec(min=90, scope="site:nroth")})


def test_missing_figures_and_single_replications_never_pass(small_run):
    missing = only(expectations(small_run({"K07": [float("nan"), 1.0]}), {"K07": ExpectSpec(min=0)}))
    assert not missing.passed
    assert "does not apply" in missing.message
    single = only(expectations(small_run({"K04": [99.0]}), {"K04": ExpectSpec(min=0)}))
    assert not single.passed
    assert "at least 2 replications" in single.message


def test_rules_that_demand_nothing_or_the_impossible_are_refused():
    with pytest.raises(ValueError, match="at least one of min"):
        ExpectSpec()
    with pytest.raises(ValueError, match="min 5 lies above max 4"):
        ExpectSpec(min=5, max=4)
    with pytest.raises(ValueError, match="min_increase 0 lies above max_increase -1"):
        ExpectSpec(min_increase=0, max_increase=-1)


def test_rules_are_read_from_plain_data_and_unknown_keys_refused():
    from pydantic import TypeAdapter, ValidationError

    reader = TypeAdapter(dict[str, ExpectSpec])
    assert reader.validate_python({"K04": {"min": 90}})["K04"] == ExpectSpec(min=90)
    with pytest.raises(ValidationError, match="minimum"):
        reader.validate_python({"K04": {"minimum": 90}})
    with pytest.raises(ValidationError, match="is not a number"):
        reader.validate_python({"K04": {"min": "ninety"}})
    with pytest.raises(ValidationError, match="at least one of min"):
        reader.validate_python({"K04": {}})
