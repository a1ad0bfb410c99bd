"""IPAmj Mincho, from Debian's package `fonts-ipamj-mincho`, for root and for anybody else.

The font is not ours to commit. Its licence (IPA Font License 1.0, art. 3.2) stays beside it.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from madoguchi.local.places import work_dir

PACKAGE = "fonts-ipamj-mincho"
FONT = "ipamjm.ttf"
LICENCE = "IPA_Font_License.txt"
VERSION = "005.01"
SHA256 = "75268aa9ac2d92080048196af08adee37f1c286cf4b7777ed5ac3722a8737f5f"
INSTALLED = Path("/usr/share/fonts")
LICENCE_IN_PACKAGE = f"usr/share/doc/{PACKAGE}/copyright"


class FontError(Exception):
    """Says what to install by hand."""


def fonts_dir() -> Path:
    """The folder with IPAmj Mincho, fetched if it isn't there yet. Raises FontError.

    A city's additional fonts (MJ+) are for FONTS_DIR, a folder of its own.
    """
    folder = work_dir() / "fonts"
    if not ((folder / FONT).exists() and (folder / LICENCE).exists()):
        folder.mkdir(parents=True, exist_ok=True)
        apt = work_dir() / "apt"
        _take(_installed() or _downloaded(apt), folder)
        shutil.rmtree(apt, ignore_errors=True)
    return folder


def _installed() -> Path | None:
    """The root folder under which the package's files lie, when the system has them."""
    there = any(INSTALLED.rglob(FONT)) and (Path("/") / LICENCE_IN_PACKAGE).exists()
    return Path("/") if there else None


def _take(root: Path, folder: Path) -> None:
    """The font last: its presence says that everything is there."""
    font = next((root / "usr/share/fonts").rglob(FONT))
    found = hashlib.sha256(font.read_bytes()).hexdigest()
    if found != SHA256:
        raise FontError(
            f"{font} is not IPAmj Mincho {VERSION}, with which the glyphs of names were checked "
            f"(sha256 {found}). Nothing was copied. Put version {VERSION} there, or set FONTS_DIR."
        )
    shutil.copyfile(root / LICENCE_IN_PACKAGE, folder / LICENCE)
    unfinished = folder / f"{FONT}.new"
    shutil.copyfile(font, unfinished)
    unfinished.replace(folder / FONT)


def _downloaded(apt: Path) -> Path:
    """Unpack the package into `apt/root`; needs no root: lists and cache are private."""
    for folder in ("lists/partial", "cache/archives/partial", "download", "root"):
        (apt / folder).mkdir(parents=True, exist_ok=True)
    if not _apt(apt, "download", PACKAGE):
        _apt(apt, "update", required=True)
        _apt(apt, "download", PACKAGE, required=True)
    package = next((apt / "download").glob(f"{PACKAGE}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", str(package), str(apt / "root")], check=True)
    return apt / "root"


def _apt(apt: Path, *words: str, required: bool = False) -> bool:
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
        raise FontError(_by_hand("there is no apt-get here")) from None
    if required and done.returncode:
        raise FontError(_by_hand(done.stderr.strip()))
    return done.returncode == 0


def _by_hand(reason: str) -> str:
    return (
        f"IPAmj Mincho couldn't be fetched: {reason}\n"
        f"Install it (`apt-get install {PACKAGE}`) and run this again, or put {FONT} and its licence as "
        f"{LICENCE} into {work_dir() / 'fonts'}."
    )


if __name__ == "__main__":
    try:
        print(f"fonts: {fonts_dir()}")
    except FontError as fault:
        sys.exit(str(fault))
