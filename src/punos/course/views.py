"""The way of a shared work as a page, and the buttons of the steps done by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from punos.course import actions, queries
from punos.course.forms import MarkForm, UnmarkForm
from punos.people.http import Request, tried


@require_GET
def course(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.course_page(request.actor, case_id)
    return render(request, "course/course.html", {"course": page})


@require_POST
def mark(request: Request, case_id: UUID, step_id: str) -> HttpResponse:
    queries.knock(request.actor, case_id)
    form = MarkForm(request.POST)
    made = tried(form, actions.mark_step, by=request.actor, case_id=case_id, step_id=step_id)
    if made is None:
        messages.error(request, _("Tätä askelta ei voi nyt merkitä. Katso uusi tilanne alta."))
    return redirect("course", case_id)


@require_POST
def unmark(request: Request, case_id: UUID, step_id: str) -> HttpResponse:
    queries.knock(request.actor, case_id)
    form = UnmarkForm(request.POST)
    tried(form, actions.unmark_step, by=request.actor, case_id=case_id, step_id=step_id)
    return redirect("course", case_id)
