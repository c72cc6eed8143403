"""Addresses of the plan."""

from django.urls import path

from punos.plan import views

STEP = "asiat/<uuid:case_id>/askeleet/<uuid:step_id>/"

urlpatterns = [
    path("askeleet/", views.steps, name="steps"),
    path("asiat/<uuid:case_id>/suunnitelma/", views.plan, name="plan"),
    path("asiat/<uuid:case_id>/suunnitelma/tavoite/", views.goal, name="goal"),
    path("asiat/<uuid:case_id>/suunnitelma/kopio/", views.copy, name="plan-copy"),
    path("asiat/<uuid:case_id>/suunnitelma/kopio.pdf", views.copy_pdf, name="plan-pdf"),
    path("asiat/<uuid:case_id>/askeleet/", views.add, name="step-add"),
    path("asiat/<uuid:case_id>/lopeta/", views.end_work, name="case-end"),
    path(
        "asiat/<uuid:case_id>/huoltaja/<uuid:seat_id>/paatos/",
        views.decide_guardian,
        name="guardian-decide",
    ),
    path(STEP, views.step, name="step"),
    path(f"{STEP}valmis/", views.complete, name="step-complete"),
    path(f"{STEP}valmis/peru/", views.reopen, name="step-reopen"),
    path(f"{STEP}este/", views.name_obstacle, name="step-obstacle"),
    path(f"{STEP}apua/", views.ask_help, name="step-help"),
    path(f"{STEP}uusi-paiva/", views.give_new_day, name="step-new-day"),
    path(f"{STEP}muokkaa/", views.change, name="step-change"),
    path(f"{STEP}osat/", views.add_part, name="step-part"),
    path(f"{STEP}luovu/", views.withdraw, name="step-withdraw"),
]
