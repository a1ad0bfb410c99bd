"""Settings shared by every environment. What differs comes in through `config.env` and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from madoguchi.config.databases import database
from madoguchi.config.env import read_environment

ENV = read_environment(os.environ)

PACKAGE_DIR = Path(__file__).resolve().parents[2]
WORK_DIR = ENV.work_dir
FONTS_DIR = ENV.fonts_dir

DEBUG = False
SECRET_KEY = ENV.secret_key
STAFF_HOST = ENV.staff_host
RESIDENT_HOST = ENV.resident_host
ALLOWED_HOSTS = [STAFF_HOST.rsplit(":", 1)[0], RESIDENT_HOST.rsplit(":", 1)[0]]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates, for FORM_RENDERER
    "django_htmx",
    "csp",
    "axes",
    "madoguchi.apps.audit",
    "madoguchi.apps.accounts",
    "madoguchi.apps.catalogue",
    "madoguchi.apps.residents",
    "madoguchi.apps.documents",
    "madoguchi.apps.outbox",
    "madoguchi.apps.tasks",
    "madoguchi.apps.receptions",
    "madoguchi.apps.visits",
    "madoguchi.apps.expected",
    "madoguchi.apps.inbound",
    "madoguchi.apps.outbound",
    "madoguchi.apps.logbook",
    "madoguchi.apps.operations",
    "madoguchi.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madoguchi.config.middleware.hosts",
    "madoguchi.config.middleware.no_store",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "madoguchi.config.middleware.structured_log",
    "madoguchi.apps.accounts.middleware.idle_lock",
    "madoguchi.apps.accounts.middleware.PolicyMiddleware",
    "madoguchi.apps.receptions.middleware.StopMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "madoguchi.config.urls"
RESIDENT_URLCONF = "madoguchi.config.urls_resident"
WSGI_APPLICATION = "madoguchi.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "madoguchi.config.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "madoguchi.web.rendering.FormRenderer"
# In the session: no cookie of their own, and only the staff's side has any.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {25: "good", 30: "warn", 40: "danger"}

# default: the counter's work. audit: the same database on a connection of its own, so that a look is written
# down before the data is given. owner: migrations and partitions. sealer: the chain of seals.
DATABASES = {
    "default": database(ENV.database_url, pooled=True),
    "audit": database(ENV.database_url, pooled=True),
    "owner": database(ENV.database_owner_url or ENV.database_url, timeout_ms=0),
    "sealer": database(ENV.database_sealer_url or ENV.database_url),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "madoguchi.apps.accounts.views.locked_out"
# An id is locked wherever the tries come from: the counters share addresses, and an attacker's can change.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# The name that `authenticate` is called with; axes would look for the model's own field and count nobody.
AXES_USERNAME_FORM_FIELD = "username"

IDLE_LOCK_MINUTES = ENV.idle_lock_minutes
SESSION_COOKIE_NAME = "madoguchi_staff"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.cookie_secure
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "madoguchi_csrf"
CSRF_COOKIE_SECURE = ENV.cookie_secure
CSRF_COOKIE_HTTPONLY = True
RESIDENT_COOKIE_NAME = "madoguchi_resident"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT: Path | None = WORK_DIR / "collected"
STATICFILES_DIRS = [WORK_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

OBJECT_STORE = ENV.object_store
AUDIT_ANCHOR_FILE = ENV.audit_anchor_file

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "madoguchi.config.log_format.WithoutWords",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "madoguchi": {"level": "INFO"},
        # Its messages carry the addresses that were asked for.
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
