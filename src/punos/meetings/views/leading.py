"""The chair's page and buttons; each works without a script."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from punos.meetings import actions, forms, queries
from punos.meetings.views.telling import done
from punos.people.http import Request

ACTS = {
    "item": actions.next_item,
    "question": actions.next_question,
    "speaker": actions.next_speaker,
    "pass": actions.pass_turn,
    "pause": actions.pause,
    "more": actions.add_minutes,
}


def _page(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    page = queries.chair_page(request.actor, case_id, meeting_id)
    return render(request, page.template, {"page": page})


@require_GET
def chair(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    return _page(request, case_id, meeting_id)


@require_POST
def open_(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    marks = forms.read_roll(request.POST)
    done(request, actions.open_meeting, case_id=case_id, meeting_id=meeting_id, roll=marks)
    return redirect("meeting-chair", case_id, meeting_id)


@require_POST
def roll(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    marks = forms.read_roll(request.POST)
    done(request, actions.call_roll, case_id=case_id, meeting_id=meeting_id, roll=marks)
    return redirect("meeting-chair", case_id, meeting_id)


@require_POST
def lead(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "lead")
    form = forms.LeadForm(request.POST)
    if form.is_valid():
        where = {"case_id": case_id, "meeting_id": meeting_id, "seen": form.cleaned_data["seen"]}
        done(request, ACTS[form.cleaned_data["act"]], **where)
    return redirect("meeting-chair", case_id, meeting_id)
