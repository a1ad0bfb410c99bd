"""What every object store promises, asked of a real S3 server and of a directory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from madoguchi.config.env import ObjectStore as Options
from madoguchi.integrations.objectstore import (
    DirectoryStore,
    NotThere,
    ObjectStore,
    S3Store,
    StoreUnavailable,
    from_settings,
)

SECRET = "a-secret-that-must-not-be-said"


def sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@pytest.fixture(scope="module")
def s3_options(s3_server) -> Options:
    s3_server.client().create_bucket(Bucket="stores")
    return Options(
        s3_server.endpoint, "stores", s3_server.keys.madoguchi.access, s3_server.keys.madoguchi.secret, None
    )


@pytest.fixture(params=["s3", "directory"])
def store(request, tmp_path, s3_options) -> Iterator[ObjectStore]:
    if request.param == "directory":
        (tmp_path / "objects").mkdir()
        yield DirectoryStore(tmp_path / "objects")
        return
    made = S3Store(s3_options)
    yield made
    client = made._client
    for stored in list(made.listing("")):
        client.delete_object(Bucket="stores", Key=stored.key)


def test_what_was_put_is_read(store: ObjectStore) -> None:
    raw = "架空\n".encode() * 100_000
    store.put("in/a/b.csv", raw, sha(raw))
    store.put("in/a/c.csv", io.BytesIO(b"c"), sha(b"c"))
    with store.open("in/a/b.csv") as stream:
        assert b"".join(iter(lambda: stream.read(65_536), b"")) == raw
    assert [(s.key, s.size) for s in store.listing("in/")] == [("in/a/b.csv", len(raw)), ("in/a/c.csv", 1)]
    assert list(store.listing("out/")) == []


def test_putting_again_changes_the_version(store: ObjectStore) -> None:
    versions = set()
    for raw in (b"one", b"two"):
        store.put("x/y", raw, sha(raw))
        versions |= {stored.version for stored in store.listing("x/")}
    assert len(versions) == 2


def test_bytes_that_do_not_fit_their_digest_are_no_object(store: ObjectStore) -> None:
    with pytest.raises(StoreUnavailable):
        store.put("x/y", b"damaged", sha(b"sound"))
    assert not store.exists("x/y")


def test_what_is_not_there_is_said(store: ObjectStore) -> None:
    assert not store.exists("no/thing")
    with pytest.raises(NotThere), store.open("no/thing"):
        pass


def test_one_of_many_writers_wins(store: ObjectStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: store.put_if_absent("claim/x", b"%d" % n), range(8)))
    assert sorted(won) == [False] * 7 + [True]


def test_a_sound_configuration_is_found_sound(store: ObjectStore) -> None:
    assert [finding.ok for finding in store.check_config()] == [True]


def test_a_wrong_key_is_found_and_not_told(s3_options: Options) -> None:
    wrong = S3Store(replace(s3_options, secret_key=SECRET))
    found = wrong.check_config()
    assert [finding.ok for finding in found] == [False]
    with pytest.raises(StoreUnavailable) as refusal:
        list(wrong.listing(""))
    assert SECRET not in f"{found}{refusal.value!r}"


def test_a_missing_bucket_is_found(s3_options: Options) -> None:
    assert not S3Store(replace(s3_options, bucket="no-such-bucket")).check_config()[0].ok


def test_nobody_answers(s3_options: Options) -> None:
    nowhere = S3Store(replace(s3_options, endpoint="http://127.0.0.1:9"))
    with pytest.raises(StoreUnavailable, match="接続できません") as refusal:
        nowhere.put("x", b"x", sha(b"x"))
    assert refusal.value.__cause__ is None
    assert not nowhere.check_config()[0].ok


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", "a/../../x", "", ".unfinished/x"])
def test_no_key_leads_out_of_the_directory(tmp_path, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        DirectoryStore(tmp_path).put(key, b"x", sha(b"x"))


def test_a_directory_that_is_gone_is_said(tmp_path) -> None:
    store = DirectoryStore(tmp_path / "gone")
    assert not store.check_config()[0].ok
    with pytest.raises(StoreUnavailable):
        list(store.listing(""))


def test_the_settings_choose(tmp_path, s3_options: Options) -> None:
    assert isinstance(from_settings(replace(s3_options, directory=tmp_path)), DirectoryStore)
    assert isinstance(from_settings(s3_options), S3Store)
