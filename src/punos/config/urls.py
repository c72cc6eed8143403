"""Every address of the program, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("punos.web.urls")),
    path("", include("punos.people.urls")),
    path("", include("punos.network.urls")),
    path("", include("punos.meetings.urls")),
    path("", include("punos.plan.urls")),
    path("", include("punos.course.urls")),
    path("", include("punos.demo.urls")),
]
handler404 = "punos.web.errors.not_found"
handler403 = "punos.web.errors.forbidden"
handler500 = "punos.web.errors.broken"
