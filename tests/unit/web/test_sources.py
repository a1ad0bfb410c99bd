"""Rules for every template and static source: nothing inline, nothing from another host, nothing lost."""

import re
from pathlib import Path

import pytest

import madoguchi.web

WEB = Path(madoguchi.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SOURCES = sorted(p for p in (WEB / "static").rglob("*") if p.suffix in {".css", ".js"})


def name(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_and_no_style_of_its_own(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\s(style|on[a-z]+)=", text)
    assert "|safe" not in text
    assert "hx-on" not in text


@pytest.mark.parametrize("path", [*TEMPLATES, *SOURCES], ids=name)
def test_nothing_comes_from_another_host(path: Path) -> None:
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]{2,}", path.read_text("utf-8"), re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_source_that_a_template_names_is_there(path: Path) -> None:
    named = re.findall(r"\{% static '(madoguchi/[^']+)' %\}", path.read_text("utf-8"))

    assert [each for each in named if not (WEB / "static" / each).exists()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_form_that_posts_carries_its_token(path: Path) -> None:
    forms = re.findall(r'<form[^>]*method="post".*?</form>', path.read_text("utf-8"), re.DOTALL)

    assert [form[:80] for form in forms if "{% csrf_token %}" not in form] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_says_what_it_needs(path: Path) -> None:
    assert "{% comment %}" in path.read_text("utf-8")
