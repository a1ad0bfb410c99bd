"""The one place where environment variables are read.

Every question is asked first and `finish` answers with all faults at once, so a wrong set-up costs one
restart and not five. A value is never part of a message: it may be a password.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

T = TypeVar("T")

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
SCHEMES = frozenset({"postgresql", "postgres", "http", "https"})


class Misconfigured(Exception):
    """Says every variable that is missing or malformed, with what it is for. Carries no values."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The environment is not complete ({len(faults)} to correct):\n{lines}")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable as asked for; `default` is None where it must be set."""

    name: str
    kind: str
    default: str | None
    why: str


class Env:
    """Reads typed values. A question without a default makes the variable required.

    A faulty variable answers with a harmless value of its type until `finish` raises.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._variables: dict[str, Variable] = {}
        self._faults: list[str] = []

    @property
    def variables(self) -> tuple[Variable, ...]:
        return tuple(self._variables[name] for name in sorted(self._variables))

    def text(self, name: str, *, default: str | None = None, why: str) -> str:
        return self._ask(name, "text", default, why, parse=str, harmless="")

    def url(self, name: str, *, default: str | None = None, why: str) -> str:
        return self._ask(name, "URL", default, why, parse=_url, harmless="")

    def secret(self, name: str, *, default: str | None = None, why: str, shortest: int = 32) -> str:
        """A key nobody can guess: at least `shortest` characters."""
        kind = f"secret of at least {shortest} characters"
        return self._ask(name, kind, default, why, parse=_secret(shortest), harmless="")

    def flag(self, name: str, *, default: bool | None = None, why: str) -> bool:
        shown = None if default is None else _yes_no(default)
        return self._ask(name, "yes or no", shown, why, parse=_flag, harmless=False)

    def whole(
        self, name: str, *, default: int | None = None, why: str, least: int = 0, most: int = 1_000_000
    ) -> int:
        shown = None if default is None else str(default)
        return self._ask(
            name, f"whole number {least} to {most}", shown, why, parse=_whole(least, most), harmless=least
        )

    def path(self, name: str, *, default: str | None = None, within: Path, why: str) -> Path:
        """An absolute path; whether it exists is for its user to say. The default lies `within`."""
        return self._ask(name, "absolute path", default, why, parse=_path(within, default), harmless=within)

    def optional_path(self, name: str, *, why: str) -> Path | None:
        return self._ask(name, "absolute path", "", why, parse=_path(Path(), None), harmless=None)

    def refuse(self, fault: str) -> None:
        """Add a fault that only several variables together show."""
        self._faults.append(fault)

    def finish(self) -> None:
        """Raises Misconfigured if anything asked for was missing or malformed."""
        if self._faults:
            raise Misconfigured(tuple(self._faults))

    def _given(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def _ask(
        self, name: str, kind: str, default: str | None, why: str, *, parse: Callable[[str], T], harmless: T
    ) -> T:
        self._variables[name] = Variable(name, kind, default, why)
        given = self._given(name)
        if not given and default is None:
            self._faults.append(f"{name} is missing: {why}")
            return harmless
        if not given and default == "":
            return harmless
        try:
            return parse(given or str(default))
        except ValueError as fault:
            self._faults.append(f"{name} {fault}: {why}")
            return harmless


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Where linkage files come and go: a bucket, or where there is none a directory."""

    endpoint: str
    """Empty for AWS itself."""
    bucket: str
    access_key: str
    """Empty where the machine's own role signs."""
    secret_key: str
    directory: Path | None


@dataclass(frozen=True, slots=True)
class Environment:
    """All that differs from one installation to the next."""

    database_url: str
    database_owner_url: str
    database_sealer_url: str
    secret_key: str
    staff_host: str
    resident_host: str
    cookie_secure: bool
    idle_lock_minutes: int
    object_store: ObjectStore
    work_dir: Path
    fonts_dir: Path
    audit_anchor_file: Path
    """Outside the database, best on another machine: without it a cut-off end of the trail is unseen."""
    variables: tuple[Variable, ...]


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Raises Misconfigured."""
    env = Env(environ)
    read = _questions(env)
    if read.staff_host and _name(read.staff_host) == _name(read.resident_host):
        env.refuse("RESIDENT_HOST is STAFF_HOST: a resident's cookie must never reach a staff page")
    env.finish()
    return read


def _name(host: str) -> str:
    """Without the port: cookies know no ports."""
    return host.rsplit(":", 1)[0].rstrip(".").lower()


def _questions(env: Env) -> Environment:
    """Required is only what has no default that is right for a city."""
    work_dir = env.path(
        "WORK_DIR", default=".work", within=Path.cwd(), why="files the server makes for itself"
    )
    fonts = "the folder of IPAmj Mincho and additional fonts; the default lies in WORK_DIR"
    anchor = "heads of the trail's seals, outside the database; a file for each database, best elsewhere"
    lock = "after so many minutes an unattended screen is locked"
    return Environment(
        database_url=env.url("DATABASE_URL", why="the database, as the role that can't alter the trail"),
        database_owner_url=env.url("DATABASE_OWNER_URL", default="", why="as its owner: for migrations only"),
        database_sealer_url=env.url(
            "DATABASE_SEALER_URL", default="", why="as the sealer: for the worker only"
        ),
        secret_key=env.secret("SECRET_KEY", why="signs sessions; after a change everybody signs in again"),
        staff_host=env.text("STAFF_HOST", why="host name of the staff pages"),
        resident_host=env.text("RESIDENT_HOST", why="host name of the resident pages, another than theirs"),
        cookie_secure=env.flag("COOKIE_SECURE", default=True, why="`no` only without TLS, as in the demo"),
        idle_lock_minutes=env.whole("IDLE_LOCK_MINUTES", default=10, least=1, most=120, why=lock),
        object_store=_object_store(env),
        work_dir=work_dir,
        fonts_dir=env.path("FONTS_DIR", default="fonts", within=work_dir, why=fonts),
        audit_anchor_file=env.path(
            "AUDIT_ANCHOR_FILE", default="audit-anchors.jsonl", within=work_dir, why=anchor
        ),
        variables=env.variables,
    )


def _object_store(env: Env) -> ObjectStore:
    store = ObjectStore(
        endpoint=env.url("S3_ENDPOINT", default="", why="the S3 server of linkage files; none is AWS itself"),
        bucket=env.text("S3_BUCKET", default="", why="the bucket of linkage files"),
        access_key=env.text("S3_ACCESS_KEY", default="", why="none where the machine's own role signs"),
        secret_key=env.secret("S3_SECRET_KEY", default="", shortest=8, why="belongs to S3_ACCESS_KEY"),
        directory=env.optional_path("OBJECT_DIRECTORY", why="takes the place of S3 where there is none"),
    )
    if bool(store.bucket) == bool(store.directory):
        env.refuse("S3_BUCKET or OBJECT_DIRECTORY: linkage files need one of the two, and not both")
    if bool(store.access_key) != bool(store.secret_key):
        env.refuse("S3_ACCESS_KEY and S3_SECRET_KEY belong together: set both or none")
    return store


def table(variables: tuple[Variable, ...]) -> str:
    """The table of docs/operations/environment.md."""
    rows = [f"| `{v.name}` | {v.kind} | {_shown_default(v)} | {v.why} |" for v in variables]
    return "\n".join(["| variable | value | default | what for |", "|---|---|---|---|", *rows])


def _shown_default(variable: Variable) -> str:
    if variable.default is None:
        return "**required**"
    return f"`{variable.default}`" if variable.default else "none"


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError("is not a URL") from None
    if parts.scheme not in SCHEMES:
        raise ValueError("is not a URL that begins with postgresql://, http:// or https://")
    if parts.scheme.startswith("http") and not parts.hostname:
        raise ValueError("names no host")
    if parts.scheme.startswith("postgres"):
        _check_database_url(text)
    return text


def _check_database_url(text: str) -> None:
    try:
        parts = conninfo_to_dict(text)
    except ProgrammingError:
        raise ValueError("is not a database URL") from None
    if not parts.get("dbname"):
        raise ValueError("names no database")


def _secret(shortest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) < shortest:
            raise ValueError(f"is shorter than {shortest} characters")
        return text

    return parse


def _flag(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ValueError("is neither yes nor no")
    return text.lower() in TRUE


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(text)

    return parse


def _path(within: Path, default: str | None) -> Callable[[str], Path]:
    def parse(text: str) -> Path:
        if text == default:
            return within / text
        if not Path(text).is_absolute():
            raise ValueError("is not an absolute path")
        return Path(text)

    return parse


if __name__ == "__main__":
    every = Env({})
    _questions(every)
    print(table(every.variables))  # noqa: T201
