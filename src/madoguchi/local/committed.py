"""Refuses to let a file be committed that names a package registry or a folder of one person's machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from madoguchi.local.places import REPOSITORY

MACHINE_PATH = re.compile(r"(?<![\w.~$)}>/-])/(?:root|work|home/\w+|Users/\w+)/")
REGISTRY = re.compile(r'--(?:extra-)?index-url|--find-links|--trusted-host|registry\s*=|"resolved"\s*:')
LOCKS = ("requirements/*.txt", "requirements/*.in", "package.json", "package-lock.json", ".npmrc", "pip.conf")


def faults(path: Path, text: str) -> Iterator[str]:
    """One line for each finding: file, line number, reason."""
    is_lock = any(path.match(pattern) for pattern in LOCKS)
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: a path of one machine"
        if is_lock and REGISTRY.search(line):
            yield f"{path}:{number}: a package registry"


def committed_files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return (Path(name) for name in listed.stdout.split("\0") if name)


def main() -> int:
    found: list[str] = []
    for path in committed_files():
        whole = REPOSITORY / path
        if whole.is_file():
            found += faults(path, whole.read_bytes().decode("utf-8", errors="replace"))
    print("\n".join(found) or "committed files: nothing that must not be there")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
