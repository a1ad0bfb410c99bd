"""S3 and what speaks its language. Nothing waits without a bound; every failure is one typed error."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from madoguchi.integrations.findings import Finding
from madoguchi.integrations.objectstore.port import NotThere, Options, Reader, Stored, StoreUnavailable

UNREACHABLE = "オブジェクトストレージに接続できません。"
LIMITS = Config(
    connect_timeout=3,
    read_timeout=30,
    retries={"total_max_attempts": 3, "mode": "standard"},
    s3={"addressing_style": "path"},
    # Other makers' servers don't take checksums behind the body; ours are sent where we ask for them.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
ABSENT = {"404", "NoSuchKey", "NotFound"}
PRESENT = {"412", "PreconditionFailed", "ConditionalRequestConflict"}


class S3Store:
    def __init__(self, options: Options) -> None:
        self._bucket = options.bucket
        keys: dict[str, Any] = {}
        if options.access_key:
            keys = {"aws_access_key_id": options.access_key, "aws_secret_access_key": options.secret_key}
        if options.endpoint:
            keys |= {"endpoint_url": options.endpoint, "region_name": "us-east-1"}
        self._client = boto3.client("s3", config=LIMITS, **keys)

    def listing(self, prefix: str) -> Iterator[Stored]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        with _typed():
            for page in pages:
                for item in page.get("Contents", ()):
                    version = f"{item['ETag']} {item['LastModified'].isoformat()}"
                    yield Stored(item["Key"], item["Size"], version)

    @contextlib.contextmanager
    def open(self, key: str) -> Iterator[Reader]:
        with _typed():
            body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        with contextlib.closing(body):
            yield _Body(body)

    def put(self, key: str, body: bytes | BinaryIO, sha256: str) -> None:
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        with _typed():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ChecksumSHA256=digest)

    def put_if_absent(self, key: str, body: bytes) -> bool:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        try:
            with _typed():
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=io.BytesIO(body),
                    ChecksumSHA256=digest,
                    IfNoneMatch="*",
                )
        except _AlreadyThere:
            return False
        return True

    def exists(self, key: str) -> bool:
        try:
            with _typed():
                self._client.head_object(Bucket=self._bucket, Key=key)
        except NotThere:
            return False
        return True

    def check_config(self) -> list[Finding]:
        try:
            with _typed():
                self._client.list_objects_v2(Bucket=self._bucket, MaxKeys=1)
        except (StoreUnavailable, NotThere) as error:
            words = error.words if isinstance(error, StoreUnavailable) else "バケットがありません。"
            return [Finding(False, f"{words} S3_ENDPOINT・S3_BUCKET・S3_ACCESS_KEY を確認してください。")]
        return [Finding(True, "オブジェクトストレージのバケットを一覧できます。")]


class _AlreadyThere(Exception):
    pass


class _Body:
    """A stream whose failures are typed, in the middle of a file too."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int, /) -> bytes:
        with _typed():
            return bytes(self._body.read(size))


@contextlib.contextmanager
def _typed() -> Iterator[None]:
    """Errors of the library carry addresses and key ids: none of that goes further, not even as a cause."""
    try:
        yield
    except ClientError as error:
        raise _meaning(error) from None
    except (BotoCoreError, HTTPError, OSError):
        raise StoreUnavailable(UNREACHABLE) from None


def _meaning(error: ClientError) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in ABSENT:
        return NotThere(code)
    if code in PRESENT:
        return _AlreadyThere(code)
    if code in ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"):
        return StoreUnavailable("オブジェクトストレージがアクセスを拒みました（権限か鍵の設定）。")
    if code == "NoSuchBucket":
        return StoreUnavailable("オブジェクトストレージに設定のバケットがありません。")
    return StoreUnavailable(f"オブジェクトストレージが処理できませんでした（{code}）。")
