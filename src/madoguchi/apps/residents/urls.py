from django.urls import path

from madoguchi.apps.residents.views import finding, protection

app_name = "residents"
urlpatterns = [
    path("search/", finding.search, name="search"),
    path("residents/<int:resident_id>/", finding.household, name="household"),
    path("residents/<int:resident_id>/application/", protection.apply, name="apply"),
    path("residents/<int:resident_id>/application/provisional/", protection.provisional, name="provisional"),
    path("residents/<int:resident_id>/application/taken/", protection.applied, name="applied"),
    path("residents/<int:resident_id>/application/taken/<str:number>/", protection.applied, name="applied"),
    path("protections/", protection.protections, name="protections"),
    path("protections/comparison/", protection.comparison, name="comparison"),
    path("protections/applications/<str:number>/", protection.application, name="application"),
    path("protections/<int:protection_id>/end/", protection.end, name="protection_end"),
]
