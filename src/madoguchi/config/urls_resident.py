"""The resident's site: its own host name, its own cookie, nothing of the staff's."""

from django.urls import include, path

urlpatterns = [path("", include("madoguchi.apps.receptions.urls_resident"))]
handler404 = "madoguchi.config.errors.not_found_resident"
handler500 = "madoguchi.config.errors.broken_resident"
