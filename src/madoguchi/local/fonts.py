"""The fonts of the papers, from Debian's packages, for root and for anybody else.

IPAmj Mincho draws names and forms; Noto Sans CJK, in the folder `guide` below it, draws the guide in every
language. They are not ours to commit. Each licence stays beside its fonts.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.local.places import work_dir

FONT = "ipamjm.ttf"
INSTALLED = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class Package:
    """A package of fonts: the files wanted of it, with the digest of the only version that was looked at."""

    name: str
    title: str
    version: str
    sha256: Mapping[str, str]
    licence: str
    folder: str = ""
    """Below the folder of fonts."""

    @property
    def licence_within(self) -> Path:
        return Path("usr/share/doc") / self.name / "copyright"


NAMES = Package(
    "fonts-ipamj-mincho",
    "IPAmj Mincho",
    "005.01",
    {FONT: "75268aa9ac2d92080048196af08adee37f1c286cf4b7777ed5ac3722a8737f5f"},
    "IPA_Font_License.txt",  # IPA Font License 1.0, art. 3.2: stays beside the font
)
GUIDE = Package(
    "fonts-noto-cjk",
    "Noto Sans CJK",
    "2.004",
    {
        "NotoSansCJK-Bold.ttc": "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
        "NotoSansCJK-Regular.ttc": "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    },
    "Noto_CJK_License.txt",  # SIL Open Font License 1.1, condition 2
    folder="guide",
)


class FontError(Exception):
    """Says what to install by hand."""


def fonts_dir() -> Path:
    """The folder with all fonts, each package fetched if it isn't there yet. Raises FontError.

    A city's additional fonts (MJ+) are for FONTS_DIR, a folder of its own.
    """
    folder = work_dir() / "fonts"
    for package in (NAMES, GUIDE):
        _provide(package, folder / package.folder)
    return folder


def _provide(package: Package, folder: Path) -> None:
    if all((folder / name).exists() for name in (*package.sha256, package.licence)):
        return
    folder.mkdir(parents=True, exist_ok=True)
    apt = work_dir() / "apt"
    _take(package, _installed(package) or _downloaded(package, apt), folder)
    shutil.rmtree(apt, ignore_errors=True)


def _installed(package: Package) -> Path | None:
    """The root folder under which the package's files lie, when the system has them."""
    there = all(any(INSTALLED.rglob(name)) for name in package.sha256)
    return Path("/") if there and (Path("/") / package.licence_within).exists() else None


def _take(package: Package, root: Path, folder: Path) -> None:
    """Every font is looked at before one is copied; none is ever there by half."""
    fonts = {name: next((root / "usr/share/fonts").rglob(name)) for name in package.sha256}
    for name, font in fonts.items():
        _check(package, font, package.sha256[name])
    shutil.copyfile(root / package.licence_within, folder / package.licence)
    for name, font in fonts.items():
        unfinished = folder / f"{name}.new"
        shutil.copyfile(font, unfinished)
        unfinished.replace(folder / name)


def _check(package: Package, font: Path, wanted: str) -> None:
    found = hashlib.sha256(font.read_bytes()).hexdigest()
    if found != wanted:
        raise FontError(
            f"{font} is not {package.title} {package.version}, with which the papers were looked at "
            f"(sha256 {found}). Nothing was copied. Put version {package.version} there, or set FONTS_DIR."
        )


def _downloaded(package: Package, apt: Path) -> Path:
    """Unpack the package into `apt/root`; needs no root: lists and cache are private."""
    for folder in ("lists/partial", "cache/archives/partial", "download", "root"):
        (apt / folder).mkdir(parents=True, exist_ok=True)
    if not _apt(package, apt, "download", package.name):
        _apt(package, apt, "update", required=True)
        _apt(package, apt, "download", package.name, required=True)
    found = next((apt / "download").glob(f"{package.name}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", str(found), str(apt / "root")], check=True)
    return apt / "root"


def _apt(package: Package, apt: Path, *words: str, required: bool = False) -> bool:
    options = [
        f"Dir::State::lists={apt / 'lists'}",
        f"Dir::Cache={apt / 'cache'}",
        "Acquire::Languages=none",
        "APT::Sandbox::User=",
        "Debug::NoLocking=true",
    ]
    command = ["apt-get", "-q", *(part for option in options for part in ("-o", option)), *words]
    try:
        done = subprocess.run(command, cwd=apt / "download", capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise FontError(_by_hand(package, "there is no apt-get here")) from None
    if required and done.returncode:
        raise FontError(_by_hand(package, done.stderr.strip()))
    return done.returncode == 0


def _by_hand(package: Package, reason: str) -> str:
    return (
        f"{package.title} couldn't be fetched: {reason}\n"
        f"Install it (`apt-get install {package.name}`) and run this again, or put "
        f"{', '.join(package.sha256)} and the licence as {package.licence} into "
        f"{work_dir() / 'fonts' / package.folder}."
    )


if __name__ == "__main__":
    try:
        print(f"fonts: {fonts_dir()}")
    except FontError as fault:
        sys.exit(str(fault))
