"""Provenance: what a reader needs to make the very same run again."""

from o2o.report.evidence import Evidence
from o2o.report.parts import Section, Table
from o2o.report.words import file_text


def provenance(*runs: Evidence) -> Section:
    """Return the section for one run or several beside each other."""
    facts = [_facts(evidence) for evidence in runs]
    names = ["A", "B"] if len(runs) == 2 else [""] * len(runs)
    rows = [[key, *(fact[key] for fact in facts)] for key in facts[0]]
    table = Table("How this came about", ["", *names], rows, frozenset(range(len(runs) + 1)))
    return Section("provenance", "Provenance", {"table": table, "again": [_again(evidence) for evidence in runs]})


def _facts(evidence: Evidence) -> dict[str, str]:
    about, known = evidence.run.about, evidence.dimensions
    program = about["program"]
    return {
        "Run": str(about["id"]),
        "Scenario": f"{about['scenario']['name']} ({file_text(str(about['scenario']['source']))})",
        "Days": f"{known.days} from {known.start.isoformat()}, of which {known.warm_up} warm-up",
        "Replications": str(about["replications"]),
        "Seed": str(about["seed"]),
        "Scenario hash": str(about["scenario"]["sha256"]),
        "Content hash": str(about["content_hash"]),
        "Program": f"version {program['version']}, commit {program['commit'] or 'unknown'}",
        "Libraries": ", ".join(f"{name} {version}" for name, version in sorted(program["libraries"].items())),
    }


def _again(evidence: Evidence) -> str:
    about = evidence.run.about
    source = file_text(str(about["scenario"]["source"]))
    return f"o2o run {source} --replications {about['replications']} --set experiment.seed={about['seed']}"
