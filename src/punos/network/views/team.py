"""The pages of those who are in the network: start, propose, name, leave, end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.network import actions, queries
from punos.network.forms import (
    OwnWorkerForm,
    ProposeForm,
    ResponsibilityForm,
    StartForm,
    WitnessForm,
)
from punos.people import qr, wall
from punos.people.http import Request, tried


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    """Open a shared work: a first name, a phone, one button; then the six digits."""
    page = queries.start_page(request.actor)
    form = StartForm(request.POST or None)
    case = tried(
        form, actions.start_work, by=request.actor, employment=page.employment, model=page.model
    )
    if case is None:
        return render(request, "network/start.html", {"page": page, "form": form})
    return redirect("client-device", case.pk)


@require_http_methods(["GET", "POST"])
def client_device(request: Request, case_id: UUID) -> HttpResponse:
    """Show six digits and a QR to the client who sits beside; each showing makes new ones."""
    context: dict[str, object] = {"page": queries.device_page(request.actor, case_id)}
    if request.method == "POST":
        code = actions.show_code(by=request.actor, case_id=case_id)
        url = request.build_absolute_uri(code.path)
        context |= {"code": code, "url": url, "qr": qr.picture(url)}
        return wall.mark(render(request, "network/device.html", context))
    return render(request, "network/device.html", context)


@require_POST
def close_one_device(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """Raise a close one from light to a met device: the worker meets them with the client."""
    code = actions.raise_level(by=request.actor, case_id=case_id, seat_id=seat_id)
    url = request.build_absolute_uri(code.path)
    page = queries.device_page(request.actor, case_id)
    context = {"page": page, "code": code, "url": url, "qr": qr.picture(url), "is_close": True}
    return wall.mark(render(request, "network/device.html", context))


def _network(request: Request, case_id: UUID, **forms: object) -> HttpResponse:
    page = queries.network_page(request.actor, case_id)
    context = {
        "page": page,
        "own_worker_form": OwnWorkerForm(people=page.workers),
        "responsibility_form": ResponsibilityForm(people=page.everybody),
        **forms,
    }
    return render(request, "network/network.html", context, status=422 if forms else 200)


@require_GET
def network(request: Request, case_id: UUID) -> HttpResponse:
    return _network(request, case_id)


@require_http_methods(["GET", "POST"])
def propose(request: Request, case_id: UUID) -> HttpResponse:
    text = request.POST.get("hae", "")
    page = queries.propose_page(request.actor, case_id, text)
    sent = request.POST if "employment" in request.POST or "why" in request.POST else None
    form = ProposeForm(sent, found=page.found)
    if tried(form, actions.propose_seat, by=request.actor, case_id=case_id) is None:
        return render(request, "network/propose.html", {"page": page, "form": form, "text": text})
    messages.success(request, _("Ehdotus on tehty. Asiakas päättää."))
    return redirect("network", case_id)


@require_POST
def name_own_worker(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.task_page(request.actor, case_id)
    form = OwnWorkerForm(request.POST, people=page.workers)
    if tried(form, actions.name_own_worker, by=request.actor, case_id=case_id) is None:
        return _network(request, case_id, own_worker_form=form)
    messages.success(request, _("Tehtävä on tallennettu."))
    return redirect("network", case_id)


@require_POST
def set_responsibility(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.duty_page(request.actor, case_id)
    form = ResponsibilityForm(request.POST, people=page.everybody)
    if tried(form, actions.set_responsibility, by=request.actor, case_id=case_id) is None:
        return _network(request, case_id, responsibility_form=form)
    messages.success(request, _("Vastuu on tallennettu."))
    return redirect("network", case_id)


@require_http_methods(["GET", "POST"])
def record_consent(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """Record a consent that the client gave on paper, beside the worker or before a witness."""
    page = queries.record_page(request.actor, case_id, seat_id)
    form = WitnessForm(request.POST or None)
    act = actions.record_consent
    if tried(form, act, by=request.actor, case_id=case_id, seat_id=seat_id) is None:
        return render(
            request, "network/record.html", {"page": page, "form": form, "seat_id": seat_id}
        )
    messages.success(request, _("Lupa on kirjattu."))
    return redirect("network", case_id)


@require_POST
def leave(request: Request, case_id: UUID) -> HttpResponse:
    actions.leave(by=request.actor, case_id=case_id)
    messages.success(request, _("Olet lähtenyt verkostosta. Et näe asiaa enää."))
    return redirect("home")
