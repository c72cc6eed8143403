"""The page about the client for a worker who leads: name, identity code, lost phone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from punos.network import actions, queries
from punos.network.forms import GenitiveForm, IdentityForm
from punos.people.http import Request, tried


def _card(request: Request, case_id: UUID, **forms: object) -> HttpResponse:
    page = queries.client_card(request.actor, case_id)
    context = {
        "page": page,
        "genitive_form": GenitiveForm(initial={"genitive": page.genitive}),
        "identity_form": IdentityForm(),
        **forms,
    }
    return render(request, "network/card.html", context, status=422 if forms else 200)


@require_GET
def client_card(request: Request, case_id: UUID) -> HttpResponse:
    return _card(request, case_id)


@require_POST
def name_genitive(request: Request, case_id: UUID) -> HttpResponse:
    form = GenitiveForm(request.POST)
    if tried(form, actions.name_genitive, by=request.actor, case_id=case_id) is None:
        return _card(request, case_id, genitive_form=form)
    messages.success(request, _("Nimi on tallennettu."))
    return redirect("client-card", case_id)


@require_POST
def note_identity(request: Request, case_id: UUID) -> HttpResponse:
    form = IdentityForm(request.POST)
    if tried(form, actions.note_identity, by=request.actor, case_id=case_id) is None:
        return _card(request, case_id, identity_form=form)
    messages.success(request, _("Henkilötunnus on merkitty. Sitä ei näytetä kenellekään."))
    return redirect("client-card", case_id)


@require_POST
def end_devices(request: Request, case_id: UUID) -> HttpResponse:
    actions.end_client_devices(by=request.actor, case_id=case_id)
    messages.success(request, _("Asiakkaan laitteet on kirjattu ulos. Avaa hänelle uusi puhelin."))
    return redirect("client-card", case_id)
