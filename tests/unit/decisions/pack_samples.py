"""The sample households of the standard pack, made complete: every fact has a value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from madoguchi.domain.decisions.axes import FactDomain

PACK = Path(__file__).parents[3] / "packs" / "standard"
TABLES, SAMPLES = PACK / "decisions", PACK / "decisions-samples"
HOUSEHOLD = "世帯"
AGES = (15, 18, 20, 40, 60, 65, 75)


@dataclass(frozen=True)
class Sample:
    name: str
    line: dict
    required: dict[str, list[str]]


def load_samples(domains: dict[str, FactDomain]) -> list[Sample]:
    defaults = yaml.safe_load((SAMPLES / "defaults.yaml").read_text(encoding="utf-8"))
    found = []
    for path in sorted(SAMPLES.glob("[0-9]*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["samples"]:
            sample = Sample(entry["name"], complete(entry, defaults, domains), entry["required"])
            found.append(sample)
    return found


def complete(entry: dict, defaults: dict, domains: dict[str, FactDomain]) -> dict:
    facts = {**_no(domains, "household"), **defaults["event"], **entry["facts"]}
    moving = facts["event.type"] in defaults["moving_events"]
    members = []
    for member in entry["members"]:
        own = {**_no(domains, "person"), **defaults["person"], "person.moving": moving}
        own |= by_age(member["facts"].get("person.fy_age"), member["facts"]["person.age"]) | member["facts"]
        own["person.kosei"] = own["person.nenkin"] == "2号"
        members.append({"id": member["id"], "facts": {k: v for k, v in own.items() if k in domains}})
    facts = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in facts.items() if k in domains}
    return {"facts": facts, "members": members}


def _no(domains: dict[str, FactDomain], scope: str) -> dict:
    return {n: False for n, d in domains.items() if d.kind == "boolean" and d.scope == scope}


def by_age(fiscal: int | None, age: int) -> dict:
    """What follows from the age; the fiscal age is the age on 1 April unless the sample says otherwise."""
    year = age if fiscal is None else fiscal
    stages = [(6, "就学前"), (12, "小"), (15, "中"), (18, "高校年代"), (22, "大学生年代")]
    stage = next((name for end, name in stages if year < end), "以後")
    reached = {f"person.age_{n}_reached": age >= n for n in AGES}
    child = {"person.is_preschool": year < 6, "person.kodomo_iryo_age": year < 18}
    return reached | child | {"person.fy_age": year, "person.school_stage": stage}


def required_of(results) -> dict[str, list[str]]:
    """Procedure id → members, as the samples write it."""
    found: dict[str, list[str]] = {}
    for result in results:
        if result["status"] == "required":
            found.setdefault(result["procedure"].split()[0], []).append(result["member"] or HOUSEHOLD)
    return found
