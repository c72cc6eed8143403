"""The recorder's page: entries, steps, drafts, and the client's "Ei näin"."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from punos.meetings import actions, forms, queries, rules
from punos.meetings.views.telling import done, done_with
from punos.people.http import Request, tried


@require_GET
def recorder(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    page = queries.recorder_page(request.actor, case_id, meeting_id, request.GET.get("kohta", ""))
    context = {"page": page, "step": forms.StepForm(page=page), "key": forms.new_key()}
    return render(request, page.template, context)


@require_POST
def publish(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "write")
    form, where = forms.EntryForm(request.POST), {"case_id": case_id, "meeting_id": meeting_id}
    made = tried(form, actions.publish_entry, by=request.actor, **where)
    if request.htmx:
        return _line(request, form, where, made.pk if made else None)
    if made:
        return redirect(f"{_address(where)}?kohta={made.field}#teksti")
    page = queries.recorder_page(request.actor, case_id, meeting_id, form.data.get("field", ""))
    key = form.data.get("key") or forms.new_key()
    context = {"page": page, "step": forms.StepForm(page=page), "entry": form, "key": key}
    return render(request, page.template, context, status=422)


def _address(where: dict[str, UUID]) -> str:
    return reverse("meeting-recorder", args=[where["case_id"], where["meeting_id"]])


def _field(request: Request) -> str:
    """Return the field to come back to; whatever else was sent stands in no address."""
    field = request.POST.get("kohta", "")
    return field if field in rules.TYPED else ""


def _line(
    request: Request, form: Form, where: dict[str, UUID], entry_id: UUID | None
) -> HttpResponse:
    """Answer the page's script: the line as it stands, or what is wrong in plain words."""
    if entry_id is None:
        sentences = [str(each) for errors in form.errors.values() for each in errors]
        plain = "text/plain; charset=utf-8"
        return HttpResponse(" ".join(sentences), content_type=plain, status=422)
    line = queries.own_line(request.actor, **where, entry_id=entry_id)
    return render(request, "meetings/_entry.html", {"line": line})


@require_POST
def step(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    where = {"case_id": case_id, "meeting_id": meeting_id}
    page = queries.recorder_page(request.actor, case_id, meeting_id)
    form = forms.StepForm(request.POST, page=page)
    made = tried(form, actions.record_step, by=request.actor, **where)
    if request.htmx:
        return _line(request, form, where, made.pk if made else None)
    if made:
        return redirect(f"{_address(where)}?kohta={_field(request)}#askeleet")
    context = {"page": page, "step": form, "key": forms.new_key()}
    return render(request, page.template, context, status=422)


@require_POST
def draft(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "write")
    form = forms.DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    facts = {"case_id": case_id, "meeting_id": meeting_id, **form.cleaned_data}
    try:
        actions.save_draft(by=request.actor, **facts)
    except ValidationError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@require_POST
def read_aloud(request: Request, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    queries.knock(request.actor, case_id, meeting_id, "write")
    form, where = forms.KeyForm(request.POST), {"case_id": case_id, "meeting_id": meeting_id}
    if done_with(request, form, actions.mark_read_aloud, **where):
        messages.success(request, _("Merkitty: luettu ääneen."))
    return redirect("meeting-recorder", case_id, meeting_id)


@require_POST
def strike(request: Request, case_id: UUID, meeting_id: UUID, entry_id: UUID) -> HttpResponse:
    where = {"case_id": case_id, "meeting_id": meeting_id}
    is_oral = "sanottu" in request.POST
    is_struck = done(request, actions.strike_entry, is_oral=is_oral, entry_id=entry_id, **where)
    if request.htmx and is_struck:
        line = queries.own_line(request.actor, entry_id=entry_id, **where)
        return render(request, "meetings/_entry.html", {"line": line})
    if is_oral:
        return redirect(f"{_address(where)}?kohta={_field(request)}")
    return redirect(queries.reading_address(request.actor, **where))
