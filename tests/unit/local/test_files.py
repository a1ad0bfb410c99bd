"""Fonts, browser and vendored files: what is refused, and with which words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from madoguchi.local import browser, fonts, vendor
from madoguchi.local.browser import BrowserMissingError, chromium
from madoguchi.local.fonts import FONT, GUIDE, NAMES, FontError, Package, fonts_dir


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORK_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)


FOO = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"


def a_package(root: Path, package: Package, content: bytes) -> Path:
    for name in package.sha256:
        font = root / "usr/share/fonts/some/where" / name
        font.parent.mkdir(parents=True, exist_ok=True)
        font.write_bytes(content)
    licence = root / package.licence_within
    licence.parent.mkdir(parents=True)
    licence.write_text("licence")
    return root


def installed(monkeypatch: pytest.MonkeyPatch, root: Path, content: bytes) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda package: a_package(root / package.name, package, content))


def with_digest(package: Package, sha256: str) -> Package:
    return replace(package, sha256=dict.fromkeys(package.sha256, sha256))


def test_another_font_of_that_name_is_refused_and_nothing_copied(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, work / "system", b"some other font")
    with pytest.raises(FontError, match="is not IPAmj Mincho"):
        fonts_dir()
    assert list((work / "fonts").iterdir()) == []


def test_the_licence_lies_beside_the_fonts(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NAMES", "GUIDE"):
        monkeypatch.setattr(fonts, name, with_digest(getattr(fonts, name), FOO))
    installed(monkeypatch, work / "system", b"foo")
    folder = fonts_dir()
    assert {file.name for file in folder.iterdir()} == {FONT, NAMES.licence, "guide"}
    assert {file.name for file in (folder / "guide").iterdir()} == {*GUIDE.sha256, GUIDE.licence}


def test_one_wrong_font_keeps_the_whole_package_out(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "NAMES", with_digest(NAMES, FOO))
    first, *others = GUIDE.sha256
    monkeypatch.setattr(
        fonts, "GUIDE", replace(GUIDE, sha256={first: FOO, **dict.fromkeys(others, "another")})
    )
    installed(monkeypatch, work / "system", b"foo")
    with pytest.raises(FontError, match="is not Noto Sans CJK"):
        fonts_dir()
    assert list((work / "fonts" / "guide").iterdir()) == []


def test_without_apt_it_says_what_to_put_where(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda _: None)
    monkeypatch.setenv("PATH", str(work))
    with pytest.raises(FontError, match=r"apt-get install fonts-ipamj-mincho"):
        fonts_dir()


def test_a_named_browser_comes_before_all_others(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = work / "own-browser"
    own.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert chromium() == own


def test_a_named_browser_that_is_none_is_said_not_replaced(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(work / "missing"))
    with pytest.raises(BrowserMissingError, match="CHROMIUM is set"):
        chromium()


def test_without_a_browser_it_says_exactly_what_to_install(
    work: Path, nobody: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(work))
    with pytest.raises(BrowserMissingError, match="sudo apt-get install -y --no-install-recommends chromium"):
        chromium()


def test_browsers_are_looked_for_by_name(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(work))
    (work / "google-chrome").touch(mode=0o755)
    assert browser.launch_options()["executable_path"] == str(work / "google-chrome")


def test_vendored_files_replace_what_was_there(tmp_path: Path) -> None:
    modules, target = tmp_path / "node_modules", tmp_path / "static" / "vendor"
    for source in vendor.FILES:
        path = modules / source / "x.woff2" if source.endswith("/files") else modules / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    target.mkdir(parents=True)
    (target / "of-an-older-version.js").touch()
    vendor.copy(modules, target)
    assert (target / "htmx.min.js").read_text() == "htmx.org/dist/htmx.min.js"
    assert (target / "noto-sans-jp" / "files" / "x.woff2").exists()
    assert not (target / "of-an-older-version.js").exists()
