"""Settings of the test suite. The database addresses are filled in once the test server runs (tests/conftest.py)."""

import os
import tempfile

NOWHERE = "postgresql://madoguchi_{role}@/none?host=/nonexistent"
os.environ.setdefault("DATABASE_URL", NOWHERE.format(role="app"))
os.environ.setdefault("DATABASE_OWNER_URL", NOWHERE.format(role="owner"))
os.environ.setdefault("DATABASE_SEALER_URL", NOWHERE.format(role="sealer"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("STAFF_HOST", "127.0.0.1")
os.environ.setdefault("RESIDENT_HOST", "localhost")
os.environ.setdefault("COOKIE_SECURE", "no")
os.environ.setdefault("OBJECT_DIRECTORY", tempfile.gettempdir() + "/madoguchi-test-objects")

from madoguchi.config.settings.base import *  # noqa: E402, F403

DEMO = True
# Static files straight from their sources: no collecting step in between.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for _alias in DATABASES.values():  # noqa: F405
    _alias["OPTIONS"].pop("pool", None)
