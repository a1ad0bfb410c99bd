from django.urls import path

from madoguchi.apps.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.board, name="board"),
    path("next/", views.call_next, name="call_next"),
    path("resume/", views.resume, name="resume"),
    path("hall/", views.hall, name="hall"),
    path("<int:task_id>/", views.task, name="task"),
    path("<int:task_id>/call/", views.call, name="call"),
    path("<int:task_id>/start/", views.start, name="start"),
    path("<int:task_id>/take-over/", views.take_over, name="take_over"),
    path("<int:task_id>/finish/", views.finish, name="finish"),
    path("<int:task_id>/hold/", views.put_on_hold, name="hold"),
    path("<int:task_id>/cancel/", views.cancel, name="cancel"),
    path("<int:task_id>/forward/", views.forward, name="forward"),
    path("<int:task_id>/note/", views.note, name="note"),
]
