"""The least that draws a page: no database, no sign-in; the policy for content is the one of production."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parents[3]

SECRET_KEY = "gallery"
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "tests.browser.gallery.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "madoguchi.web"]
MIDDLEWARE = ["csp.middleware.CSPMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
FORM_RENDERER = "madoguchi.web.rendering.FormRenderer"
STATIC_URL = "/static/"
# Where set-up puts what comes from npm and the MJ font (vendor/, mjfont/).
STATICFILES_DIRS = [os.environ.get("MADOGUCHI_STATIC_DIR", ROOT / ".work" / "static")]
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
