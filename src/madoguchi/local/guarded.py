"""Turns itself into a program that dies with the process that started it.

Run by path, not imported: `python -I -S guarded.py SIGNAL PARENT_PID IDENTITY PROGRAM [ARGUMENT ...]`.
A program of its own rather than a preexec_fn, which is not safe where other threads hold locks.

The kernel forgets the wish to die with the parent at every change of credentials: hence it is set last.
It is bound to the thread that started us: start servers from a thread that stays.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
ORDINARY = 1000  # any id but 0: what the program sees in its user namespace
NOBODY = 65534
REFUSED = 97

libc = ctypes.CDLL(None, use_errno=True)


def enter_namespace() -> None:
    """Be root outside, so that every file stays readable, and somebody ordinary inside."""
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{ORDINARY} {gid} 1")
    Path("/proc/self/uid_map").write_text(f"{ORDINARY} {uid} 1")


def become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def main(signal_number: str, parent: str, identity: str, *program: str) -> None:
    try:
        {"same": lambda: None, "namespace": enter_namespace, "nobody": become_nobody}[identity]()
    except OSError as refusal:
        print(f"guarded: the system refuses {identity}: {refusal}", file=sys.stderr)
        sys.exit(REFUSED)
    libc.prctl(PR_SET_PDEATHSIG, int(signal_number))
    if os.getppid() != int(parent):
        sys.exit("guarded: the parent is gone")
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
