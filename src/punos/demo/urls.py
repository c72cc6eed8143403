"""Address of the demo sign-in; it answers in demo mode only."""

from django.urls import path

from punos.demo import views

urlpatterns = [
    path("demo/", views.cast, name="demo"),
]
