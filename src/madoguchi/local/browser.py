"""The browser of the browser tests: Debian's Chromium, found and never downloaded from anywhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
ARGUMENTS = (
    "--no-sandbox",  # root has none, containers often refuse it; the pages are our own
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "chromium")


class BrowserMissingError(Exception):
    """Says what to install."""


def chromium() -> Path:
    """CHROMIUM, else one that is installed, else (as root) installed now. Raises BrowserMissingError."""
    named = os.environ.get("CHROMIUM")
    if named:
        return _named(Path(named))
    found = _installed()
    if found is None and os.geteuid() == 0:
        _install()
        found = _installed()
    if found is None:
        raise BrowserMissingError(
            f"The browser tests need Chromium. Install it with `sudo {' '.join(INSTALL)}`, "
            "or set CHROMIUM to the path of a Chromium or Chrome."
        )
    return found


def launch_options() -> dict[str, object]:
    """For playwright's `chromium.launch` and the `browser_type_launch_args` of pytest-playwright."""
    return {"executable_path": str(chromium()), "args": list(ARGUMENTS)}


def _named(path: Path) -> Path:
    if not os.access(path, os.X_OK):
        raise BrowserMissingError("CHROMIUM is set, but what it names is not a program that can be run.")
    return path


def _installed() -> Path | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def _install() -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("apt-get", "update"), INSTALL):
        subprocess.run(command, env=env, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    try:
        print(f"browser: {chromium()}")
    except BrowserMissingError as fault:
        sys.exit(str(fault))
