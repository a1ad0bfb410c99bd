from django.urls import path

from madoguchi.apps.inbound import views

app_name = "inbound"
urlpatterns = [
    path("", views.sets, name="sets"),
    path("run/", views.run, name="run"),
    path("<int:set_id>/", views.one_set, name="set"),
    path("<int:set_id>/confirm/", views.confirm, name="confirm"),
    path("<int:set_id>/recheck/", views.recheck, name="recheck"),
    path("lines/<int:row_id>/", views.line, name="line"),
    path("lines/<int:row_id>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:set_id>/retry/", views.retry, name="retry"),
]
