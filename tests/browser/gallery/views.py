from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape, format_html, format_html_join

from tests.browser.gallery.pages import FRAGMENTS, PAGES
from tests.browser.gallery.reception_pages import saved
from tests.browser.gallery.samples import PAPER


def index(request: HttpRequest) -> HttpResponse:
    items = format_html_join("", '<li><a href="/page/{0}/">{0}</a></li>', ((name,) for name in PAGES))
    return HttpResponse(format_html('<!doctype html><html lang="ja"><title>見本</title><ul>{}</ul>', items))


def page(request: HttpRequest, name: str) -> HttpResponse:
    template, context = (PAGES | FRAGMENTS)[name]
    return render(request, template, {**context(), "csrf_token": "gallery"})


def paper(request: HttpRequest) -> HttpResponse:
    """Answers like the preview of a form: draws which certificates were asked for."""
    chosen = ", ".join(request.POST.getlist("certificate"))
    return HttpResponse(PAPER.replace("{chosen}", escape(chosen)), content_type="image/svg+xml")


def posted(request: HttpRequest, **_kept: int) -> JsonResponse:
    """Tells what a form sent, so that a test can see what would reach the server."""
    return JsonResponse({name: request.POST.getlist(name) for name in request.POST})


def fee(request: HttpRequest) -> HttpResponse:
    """Answers like a save: everything as posted, one version on."""
    return render(request, "pages/receptions/_saved.html", saved(request.POST))


def state(request: HttpRequest) -> JsonResponse:
    """Where a waiting resident's page should be: where it is."""
    return JsonResponse({"url": "/page/resident-waiting/"})


def sign_state(request: HttpRequest) -> HttpResponse:
    screen = {"state": "shown", "words": "住民の方が確認しています"}
    return render(request, "pages/receptions/_sign_state.html", {"screen": screen})


def others(request: HttpRequest) -> HttpResponse:
    """Somebody else has the same reception open."""
    shown = {"others": [{"words": "見本 二葉さんも 10時40分 から開いています"}]}
    return render(request, "pages/receptions/_others.html", shown)


def no_picture(request: HttpRequest) -> HttpResponse:
    """Answers of `posted` are no pages of ours, so the browser asks for a picture of the site by itself."""
    return HttpResponse(status=204)
