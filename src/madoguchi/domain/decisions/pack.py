"""Tables, facts and constraints of a pack folder, as a rulebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from madoguchi.domain.decisions.axes import FactDomain
from madoguchi.domain.decisions.errors import DecisionError, FileRefusedError
from madoguchi.domain.decisions.feel.values import literal
from madoguchi.domain.decisions.reader import MAX_BYTES, read
from madoguchi.domain.decisions.rulebook import Constraint, Rulebook

FACTS_FILE = "facts-needed.yaml"
CONSTRAINTS_FILE = "constraints.yaml"


@dataclass(frozen=True, slots=True)
class FactList:
    """A fact catalogue as far as decisions need one."""

    facts: Mapping[str, FactDomain]

    def domain(self, name: str) -> FactDomain | None:
        return self.facts.get(name)

    def names(self) -> Iterable[str]:
        return self.facts.keys()


def read_file(path: Path) -> bytes:
    """The bytes of a table file; too large ones are refused before they are read."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError(f"{path.name}: ファイルが大きすぎます(上限{MAX_BYTES // 1024 // 1024}MB)")
    return path.read_bytes()


def table_files(path: Path) -> list[Path]:
    files = sorted(path.glob("*.dmn")) if path.is_dir() else [path]
    if not files:
        raise DecisionError(f"{path}: DMNのファイルがありません")
    return files


def load_rulebook(path: Path, facts: Path | None = None) -> Rulebook:
    """The rulebook of a DMN file or of a folder, with the folder's facts and constraints if it has any."""
    files = table_files(path)
    contents = [read_file(file) for file in files]
    versions = {
        i: (hashlib.sha256(data).hexdigest(), file.name)
        for i, (file, data) in enumerate(zip(files, contents, strict=True))
    }
    models = [read(data) for data in contents]
    return Rulebook(models, load_facts(path, facts), load_constraints(path), versions=versions)


def load_constraints(path: Path) -> tuple[Constraint, ...]:
    """The constraints in the folder of tables, if there are any."""
    rules = path / CONSTRAINTS_FILE
    return read_constraints(rules.read_text(encoding="utf-8")) if rules.exists() else ()


def load_facts(path: Path, facts: Path | None = None) -> FactList | None:
    """The fact list given, or the one in the folder of tables, if there is any."""
    chosen = facts or path / FACTS_FILE
    return read_facts(chosen.read_text(encoding="utf-8")) if facts or chosen.exists() else None


def read_facts(text: str) -> FactList:
    """The facts of a YAML list: name, type, allowed, scope, silent, cost, priors. Raises DecisionError."""
    entries = _list(yaml.safe_load(text), "facts")
    facts = {domain.name: domain for domain in map(_fact, entries)}
    if len(facts) != len(entries):
        names = [str(entry.get("name")) for entry in entries]
        raise DecisionError(
            "同じ項目が二度あります: " + "、".join(sorted({n for n in names if names.count(n) > 1}))
        )
    return FactList(facts)


def _list(loaded: object, key: str) -> Sequence[Mapping[str, object]]:
    found = loaded.get(key) if isinstance(loaded, dict) else None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise DecisionError(f"「{key}:」の一覧がありません")
    return found


def _fact(entry: Mapping[str, object]) -> FactDomain:
    allowed, priors = entry.get("allowed", ""), entry.get("priors")
    if isinstance(allowed, list):
        allowed = ", ".join(literal(str(value)) for value in allowed)
    return FactDomain(
        name=str(entry["name"]),
        kind=str(entry["type"]),
        allowed=str(allowed),
        scope=str(entry.get("scope", "household")),
        label=str(entry.get("label", entry["name"])),
        silent=entry.get("silent") is True,
        cost=float(str(entry.get("cost", 1))),
        priors={str(k).lower() if isinstance(k, bool) else str(k): float(v) for k, v in priors.items()}
        if isinstance(priors, dict)
        else None,
    )


def read_constraints(text: str) -> tuple[Constraint, ...]:
    """Impossible combinations: name, `never` (FEEL text by fact), reason."""
    return tuple(map(_constraint, _list(yaml.safe_load(text), "constraints")))


def _constraint(entry: Mapping[str, object]) -> Constraint:
    tests = entry.get("never")
    if not isinstance(tests, dict) or not tests:
        raise DecisionError(f"制約「{entry.get('name')}」に「never:」がありません")
    return Constraint(
        str(entry.get("name", "")), {str(k): str(v) for k, v in tests.items()}, str(entry.get("reason", ""))
    )
