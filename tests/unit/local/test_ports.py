"""Ports that are handed out: never the same one twice among our processes, though nobody listens there yet."""

from __future__ import annotations

import socket
import subprocess
import sys

from madoguchi.local import children, demo

GIVES = "from madoguchi.local import children; print(*children.free_ports(8)); input()"


def test_what_was_given_once_is_not_given_again() -> None:
    first, second = children.free_ports(40), children.free_ports(40)
    assert len({*first, *second}) == 80


def test_another_process_gets_other_ports_as_long_as_this_one_lives(monkeypatch) -> None:
    """Both begin to look at the same place."""
    monkeypatch.setattr(children, "PORTS", range(20_000, 20_100))
    with subprocess.Popen(
        [sys.executable, "-c", GIVES.replace("print", "children.PORTS = range(20_000, 20_100); print")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        theirs = {int(port) for port in other.stdout.readline().split()}
        ours = [port for port in range(20_000, 20_100) if children.take(port)]
        other.communicate("\n")
    assert len(theirs) == 8
    assert theirs.isdisjoint(ours)
    assert any(children.take(port) for port in theirs)


def test_two_demos_started_at_once_get_two_ports(monkeypatch) -> None:
    monkeypatch.setattr(demo, "PORT", children.free_ports(1)[0] + 12_000)  # nobody was given that one yet
    assert demo._port() != demo._port()


def test_a_port_that_somebody_listens_on_is_not_taken() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not children.take(listener.getsockname()[1])
