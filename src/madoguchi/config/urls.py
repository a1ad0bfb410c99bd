"""The staff site."""

from django.urls import include, path

urlpatterns = [
    path("", include("madoguchi.apps.receptions.urls")),
    path("", include("madoguchi.apps.visits.urls")),
    path("", include("madoguchi.apps.residents.urls")),
    path("", include("madoguchi.apps.accounts.urls")),
    path("entry/", include("madoguchi.apps.entry.urls")),
    path("expected/", include("madoguchi.apps.expected.urls")),
    path("tasks/", include("madoguchi.apps.tasks.urls")),
    path("inbound/", include("madoguchi.apps.inbound.urls")),
    path("outbound/", include("madoguchi.apps.outbound.urls")),
    path("log/", include("madoguchi.apps.logbook.urls")),
    path("settings/", include("madoguchi.apps.operations.urls")),
]
handler404 = "madoguchi.config.errors.not_found"
handler500 = "madoguchi.config.errors.broken"
