"""Closing a meeting, its minutes, and the client's word on them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from punos import paper as papers
from punos.meetings import actions, forms, queries
from punos.meetings.views.telling import done, done_with
from punos.people import limits
from punos.people.http import Request


@require_POST
def close(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    if done(request, actions.close_meeting, case_id=case_id, meeting_id=meeting_id):
        messages.success(request, _("Tapaaminen on suljettu. Muistio on valmis luettavaksi."))
    return redirect(queries.reading_address(request.actor, case_id, meeting_id))


@require_GET
def minutes(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    page = queries.minutes_page(request.actor, case_id, meeting_id)
    context = {"page": page, "next_form": forms.NextForm.of(page.after)}
    return render(request, page.template, context)


@require_POST
def accept(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "wish")
    where = {"case_id": case_id, "meeting_id": meeting_id}
    if done_with(request, forms.AcceptForm(request.POST), actions.accept_minutes, **where):
        messages.success(request, _("Muistio on hyväksytty. Kirjaaja ei enää näe sitä."))
    return redirect(queries.reading_address(request.actor, case_id, meeting_id))


@require_POST
def ask(request: Request, case_id: UUID, meeting_id: UUID, entry_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "wish")
    where = {"case_id": case_id, "meeting_id": meeting_id, "entry_id": entry_id}
    if done_with(request, forms.WishForm(request.POST), actions.ask_correction, **where):
        messages.success(request, _("Korjauspyyntö näkyy muistiossa. Alkuperäinen säilyy."))
    return redirect(queries.reading_address(request.actor, case_id, meeting_id))


@require_POST
def correct(request: Request, case_id: UUID, meeting_id: UUID, correction_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "correct")
    where = {"case_id": case_id, "meeting_id": meeting_id, "correction_id": correction_id}
    if done_with(request, forms.CorrectedForm(request.POST), actions.answer_correction, **where):
        messages.success(request, _("Korjaus on lisätty. Asiakkaalle kerrotaan."))
    return redirect("meeting-minutes", case_id, meeting_id)


@require_GET
def paper(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    data = queries.paper_data(request.actor, case_id, meeting_id)
    limits.spend((limits.PAPER, str(request.actor.who.pk)))
    body = papers.pdf("meetings/minutes.typ", data, language=(get_language() or "fi")[:2])
    headers = {"Content-Disposition": 'attachment; filename="muistio.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
