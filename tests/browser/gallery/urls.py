from django.urls import include, path

from madoguchi.apps.entry import views as entry
from tests.browser.gallery import views

accounts = ([path("accounts/<int:staff_id>/active/", views.posted, name="set_active")], "accounts")

urlpatterns = [
    path("", include(accounts)),
    path("", views.index),
    path("page/<slug:name>/", views.page),
    path("paper.svg", views.paper),
    path("favicon.ico", views.no_picture),
    path("characters/", entry.characters),
    path("towns/", entry.towns),
    path("posted/", views.posted),
    path("fee/", views.fee),
    path("state/", views.state),
    path("others/", views.others),
    path("sign-state/", views.sign_state),
]
