"""A city's own installation: everything comes from the environment."""

from madoguchi.config.settings.base import *  # noqa: F403
from madoguchi.config.settings.base import RESIDENT_HOST, STAFF_HOST

DEMO = False

# TLS ends at the city's load balancer, which sets this header anew on every request and lets none through.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [f"https://{STAFF_HOST}", f"https://{RESIDENT_HOST}"]
SECURE_HSTS_SECONDS = 31_536_000
