"""The rules of the house that import-linter can't see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from madoguchi.apps.accounts.policies import ANYONE, Policy

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "madoguchi"
OWN_APPS = sorted(p.name for p in (SOURCE / "apps").iterdir() if (p / "apps.py").exists())
OPEN_TO_ALL = {"accounts:sign_in"}


def routes(urlconf: str) -> list[tuple[str, object]]:
    def walk(resolver: URLResolver, space: str) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                found.append((f"{space}{pattern.name}", pattern.callback))
            else:
                found += walk(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        return found

    return walk(get_resolver(urlconf), "")


STAFF = routes("madoguchi.config.urls")
RESIDENT = routes("madoguchi.config.urls_resident")


def test_there_are_routes_to_look_at():
    assert len(STAFF) > 20
    assert len(RESIDENT) >= 6


@pytest.mark.parametrize(("name", "view"), STAFF + RESIDENT, ids=lambda x: x if isinstance(x, str) else "")
def test_every_url_declares_its_policy(name, view):
    assert isinstance(getattr(view, "policy", None), Policy), name


@pytest.mark.parametrize(("name", "view"), STAFF, ids=lambda x: x if isinstance(x, str) else "")
def test_only_signing_in_is_open_to_all(name, view):
    assert (view.policy is ANYONE) == (name in OPEN_TO_ALL)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("app", OWN_APPS)
def test_other_apps_are_asked_only_through_services_queries_and_types(app):
    own = f"madoguchi.apps.{app}"
    allowed = re.compile(
        r"madoguchi\.apps\.\w+\.(services|queries|types|policies|rights|register|states|jobs|presenters|rendering"
        r"|apps|urls|urls_resident)\b"
    )
    wrong = []
    for path in (SOURCE / "apps" / app).rglob("*.py"):
        if "migrations" in path.parts or "management" in path.parts:
            continue
        for name in imports_of(path):
            is_module = name.startswith("madoguchi.apps.") and not name.startswith(own)
            if is_module and name.count(".") >= 3 and not allowed.match(name):
                wrong.append(f"{path.relative_to(SOURCE)}: {name}")
    assert wrong == []


def test_nobody_keeps_a_foreign_key_to_a_resident():
    """Apps keep a plain id: a join would walk round the door."""
    mirror = {"Resident", "Protection", "SealRegistration"}
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is not None and field.related_model.__name__ in mirror
    ]
    assert wrong == []


SHOWING = re.compile(r"(views|presenters)(_\w+)?(\.py)?$")
VIEWS = sorted(
    path
    for path in (SOURCE / "apps").rglob("*.py")
    if any(SHOWING.match(part) for part in path.relative_to(SOURCE / "apps").parts[1:])
)


@pytest.mark.parametrize("path", VIEWS, ids=lambda p: str(p.relative_to(SOURCE)))
def test_views_and_presenters_hold_no_orm(path):
    text = path.read_text(encoding="utf-8")
    assert ".objects" not in text
    assert not any(
        ".models." in name or name.endswith(".models") for name in imports_of(path) if "madoguchi" in name
    )
    assert "django.db" not in imports_of(path)


TEMPLATES = sorted(SOURCE.rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_hold_nothing_inline_and_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), "inline script"
    assert not re.search(r"<style|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=", text), "inline handler"
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "another host"


PYTHON = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]


def test_files_stay_short():
    long = {str(p.relative_to(SOURCE)): n for p in PYTHON if (n := len(p.read_text().splitlines())) > 500}
    assert long == {}


def test_every_app_has_its_migrations(database):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0, skip_checks=True)


def test_the_manual_shows_the_table_of_states():
    from madoguchi.apps.receptions.states import mermaid

    assert mermaid() in (ROOT / "docs" / "design" / "receptions.md").read_text(encoding="utf-8")


def test_the_trail_has_words_for_every_action():
    from madoguchi.apps.audit.types import LABELS, Action

    assert set(LABELS) == set(Action)
