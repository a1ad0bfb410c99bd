from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.local.committed import faults


def found(name: str, text: str) -> list[str]:
    return list(faults(Path(name), text))


@pytest.mark.parametrize("folder", ["root", "work", "home/somebody", "Users/somebody"])
def test_a_path_of_one_machine_is_named_with_its_line(folder: str) -> None:
    assert found("docs/page.md", f"first\nsee `/{folder}/thing`\n") == [
        "docs/page.md:2: a path of one machine"
    ]


@pytest.mark.parametrize("before", [".", "a/", "${HOME}/", "frame", "https://x.example/"])
def test_paths_inside_the_checkout_are_fine(before: str) -> None:
    assert found("docs/page.md", f"{before}work/x") == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements/base.txt", "--extra-" + "index-url somewhere"),
        ("requirements/dev.txt", "--find-" + "links somewhere"),
        ("package-lock.json", '"resolved"' + ': "somewhere"'),
        (".npmrc", "registry" + "=somewhere"),
    ],
)
def test_a_lock_file_names_no_registry(name: str, line: str) -> None:
    assert found(name, line) == [f"{name}:1: a package registry"]


def test_other_files_may_speak_of_registries() -> None:
    assert found("Makefile", "--no-emit-index-url --no-emit-find-links") == []
