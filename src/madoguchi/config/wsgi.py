"""The WSGI entry point: granian --interface wsgi madoguchi.config.wsgi:application."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings.production")

application = get_wsgi_application()

from madoguchi.apps.operations import readiness  # noqa: E402 - needs the applications to be loaded

readiness.check()
Thread(target=readiness.warm, name="rules", daemon=True).start()
