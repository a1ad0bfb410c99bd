"""Serves the gallery on a free port of loopback (or the one given) and prints the address."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.gallery.settings"

import django
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    django.setup()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    app = StaticFilesHandler(WSGIHandler())
    with make_server("127.0.0.1", port, app, server_class=Server, handler_class=QuietHandler) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)  # noqa: T201
        server.serve_forever()


main()
