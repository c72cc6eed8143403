"""The client's own pages: who sees and what, and who has looked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.network import actions, queries
from punos.network.forms import CloseOneForm, ConsentForm
from punos.people import qr
from punos.people.http import Request, tried


def _page(
    request: Request, case_id: UUID, form: ConsentForm | None = None, seat_id: UUID | None = None
) -> HttpResponse:
    page = queries.consents_page(request.actor, case_id)
    if form and seat_id:
        page = queries.keep_typed(page, seat_id, form["topics"].value() or ())
    context = {"page": page, "form": form or ConsentForm(), "form_seat": seat_id}
    return render(request, "network/consents.html", context, status=422 if form else 200)


@require_GET
def consents(request: Request, case_id: UUID) -> HttpResponse:
    return _page(request, case_id)


@require_POST
def give_consent(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """Give or change one consent; `same` takes the topics and day of the one given last."""
    form = ConsentForm(request.POST)
    if "same" in request.POST:
        same = queries.same_as_before(request.actor, case_id)
        form = ConsentForm(same | {"seen": request.POST.get("seen")})
    who = {"by": request.actor, "case_id": case_id, "seat_id": seat_id}
    if tried(form, actions.accept_seat, **who) is None:
        return _page(request, case_id, form, seat_id)
    messages.success(request, _("Lupa on tallennettu."))
    return redirect("consents", case_id)


@require_POST
def decline(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    actions.decline_seat(by=request.actor, case_id=case_id, seat_id=seat_id)
    messages.success(request, _("Et antanut lupaa. Hän ei näe mitään."))
    return redirect("consents", case_id)


@require_POST
def withdraw(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    actions.withdraw_seat(by=request.actor, case_id=case_id, seat_id=seat_id)
    messages.success(request, _("Lupa on peruttu. Hän ei näe enää uusia eikä vanhoja tietojasi."))
    return redirect("consents", case_id)


@require_GET
def about(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.consents_page(request.actor, case_id)
    return render(request, "network/about.html", {"page": page})


@require_GET
def log(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.log_page(request.actor, case_id, request.GET.get("ennen", ""))
    return render(request, "network/log.html", {"page": page})


@require_http_methods(["GET", "POST"])
def invite_close_one(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.invite_page(request.actor, case_id)
    form = CloseOneForm(request.POST or None)
    link = tried(form, actions.invite_close_one, by=request.actor, case_id=case_id)
    if link is None:
        return render(request, "network/close_one.html", {"page": page, "form": form})
    return _show(request, link, case_id)


@require_POST
def new_link(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    link = actions.make_link(by=request.actor, case_id=case_id, seat_id=seat_id)
    return _show(request, link, case_id)


def _show(request: Request, link: actions.Link, case_id: UUID) -> HttpResponse:
    """Show the link once, as a QR and as text to hand over."""
    url = request.build_absolute_uri(link.path)
    context = {
        "url": url,
        "qr": qr.picture(url),
        "name": link.seat.person.first_name,
        "case_id": case_id,
    }
    return render(request, "network/link.html", context)
