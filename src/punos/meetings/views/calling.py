"""Calling a meeting, its page, and the client's word on chair and recorder."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.meetings import actions, forms, queries
from punos.meetings.views.telling import done, done_with
from punos.people.http import Request, tried


@require_GET
def meetings(request: Request) -> HttpResponse:
    context = {
        "lines": queries.my_meetings(request.actor),
        "only_case": queries.only_case(request.actor),
    }
    return render(request, "meetings/meetings.html", context)


@require_GET
def case_meetings(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.case_meetings(request.actor, case_id)
    return render(request, "meetings/case_meetings.html", {"page": page})


@require_http_methods(["GET", "POST"])
def call(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.call_page(request.actor, case_id)
    form = forms.CallForm(request.POST or None, page=page)
    made = tried(form, actions.call_meeting, by=request.actor, case_id=case_id)
    if made:
        messages.success(request, _("Tapaaminen on sovittu."))
        return redirect("meeting", case_id, made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "meetings/call.html", {"page": page, "form": form}, status=status)


@require_GET
def meeting(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    page = queries.meeting_page(request.actor, case_id, meeting_id)
    context = {"page": page, "next_form": forms.NextForm.of(page.after)}
    return render(request, page.template, context)


@require_http_methods(["GET", "POST"])
def move(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    head, standing = queries.move_page(request.actor, case_id, meeting_id)
    form = forms.MoveForm(request.POST) if request.method == "POST" else forms.MoveForm.of(standing)
    moved = tried(
        form, actions.move_meeting, by=request.actor, case_id=case_id, meeting_id=meeting_id
    )
    if moved:
        messages.success(request, _("Uusi aika ja paikka on kerrottu muille."))
        return redirect("meeting", case_id, meeting_id)
    context = {"head": head, "form": form, "standing": forms.MoveForm.of(standing)}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/move.html", context, status=status)


@require_POST
def cancel(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    if done(request, actions.cancel_meeting, case_id=case_id, meeting_id=meeting_id):
        messages.success(request, _("Tapaaminen on peruttu. Muille on kerrottu."))
    return redirect("meeting", case_id, meeting_id)


@require_POST
def choose(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "choose")
    where = {"case_id": case_id, "meeting_id": meeting_id}
    done_with(request, forms.ChooseForm(request.POST), actions.choose_person, **where)
    return redirect("meeting", case_id, meeting_id)


@require_POST
def answer(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "answer")
    where = {"case_id": case_id, "meeting_id": meeting_id}
    if done_with(request, forms.AnswerForm(request.POST), actions.answer_person, **where):
        messages.success(request, _("Vastauksesi on tallennettu."))
    return redirect("meeting", case_id, meeting_id)


@require_POST
def replace(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "replace")
    form = forms.ReplaceForm(request.POST)
    where = {"case_id": case_id, "meeting_id": meeting_id}
    if done_with(request, form, actions.replace_recorder, **where):
        messages.success(request, _("Kirjaaja on vaihdettu."))
    return redirect("meeting", case_id, meeting_id)


@require_POST
def unknown(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    done(request, actions.say_unknown, case_id=case_id, meeting_id=meeting_id)
    return redirect("meeting", case_id, meeting_id)


@require_POST
def aside(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    if done(request, actions.step_aside, case_id=case_id, meeting_id=meeting_id):
        messages.success(request, _("Kiitos, että kerroit. Joku muu pyydetään tilallesi."))
    return redirect("meetings")
