"""Builds the web font: a style sheet and its WOFF2 slices, from IPAmj Mincho (Debian `fonts-ipamj-mincho`).

    python -m madoguchi.local.web_font FONT OUT [PREFIX]

PREFIX (default `mj`) starts the names: give another one for the additional font of 行政事務標準文字.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from madoguchi.domain.text.web_font import WebFont

LICENCE = re.compile("licen[cs]e|OFL", re.IGNORECASE)


def build_slices(font: Path, out: Path, prefix: str = "mj") -> None:
    """Writes `out/PREFIX.css`, `out/PREFIX-NNN.woff2` and the licence, but for what is up to date.

    About 90 s of processor time, most used characters first. The style sheet comes last and every file is
    whole or not there, so a build that was stopped is taken up again. The licence must lie beside the font:
    it goes with every copy. FileNotFoundError if it does not; OSError, TTLibError for an unreadable font.
    """
    licences = [file for file in font.parent.iterdir() if file.suffix == ".txt" and LICENCE.search(file.name)]
    if not licences:
        raise FileNotFoundError(f"{font.parent}: the licence of {font.name} is not beside it")
    web_font = WebFont(font, prefix)
    _discard_other_version(web_font, out)
    missing = [part.name for part in web_font.slices if not (out / f"{part.name}.woff2").exists()]
    if missing:
        with ProcessPoolExecutor(min(len(missing), os.cpu_count() or 1)) as pool:
            list(pool.map(partial(_write_slice, web_font, out), missing))
    for licence in licences:
        shutil.copy(licence, out)
    css = web_font.css().encode()
    if not _holds(out / f"{prefix}.css", css):
        _write(out / f"{prefix}.css", css)


def _discard_other_version(web_font: WebFont, out: Path) -> None:
    stamp, version = out / f"{web_font.prefix}.version", web_font.version.encode()
    if _holds(stamp, version):
        return
    out.mkdir(parents=True, exist_ok=True)
    for stale in (out / f"{web_font.prefix}.css", *out.glob(f"{web_font.prefix}-[0-9][0-9][0-9].woff2")):
        stale.unlink(missing_ok=True)
    _write(stamp, version)


def _write_slice(web_font: WebFont, out: Path, name: str) -> None:
    _write(out / f"{name}.woff2", web_font.slice_bytes(name))


def _holds(path: Path, data: bytes) -> bool:
    return path.exists() and path.read_bytes() == data


def _write(path: Path, data: bytes) -> None:
    partial_file = path.with_suffix(".part")
    partial_file.write_bytes(data)
    partial_file.replace(path)


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    start, out = time.monotonic(), Path(arguments[1])
    build_slices(Path(arguments[0]), out, *arguments[2:])
    size = sum(file.stat().st_size for file in out.glob("*.woff2"))
    print(f"{out}: {size / 1e6:.1f} MB of WOFF2, {time.monotonic() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
