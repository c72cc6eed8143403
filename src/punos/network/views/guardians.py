"""Pages of a minor's guardians, for the professional who leads the work."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from punos.network import actions, queries
from punos.network.forms import GuardianForm
from punos.people import qr, wall
from punos.people.http import Request, tried, typed


@require_http_methods(["GET", "POST"])
def guardians(request: Request, case_id: UUID) -> HttpResponse:
    """Who are the guardians, and a place for one more; it shows nothing by itself."""
    page = queries.guardians_page(request.actor, case_id)
    form = GuardianForm(typed(request))
    link = tried(form, actions.propose_guardian, by=request.actor, case_id=case_id)
    if link is None:
        return render(request, "network/guardians.html", {"page": page, "form": form})
    return _show(request, link)


@require_POST
def guardian_link(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    link = actions.make_guardian_link(by=request.actor, case_id=case_id, seat_id=seat_id)
    return _show(request, link)


def _show(request: Request, link: actions.Link) -> HttpResponse:
    url = request.build_absolute_uri(link.path)
    context = {"url": url, "qr": qr.picture(url), "seat": link.seat}
    return wall.mark(render(request, "network/guardian_link.html", context))


@require_POST
def end_guardian(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    actions.end_guardian(by=request.actor, case_id=case_id, seat_id=seat_id)
    messages.success(request, _("Huoltajan paikka on päättynyt. Hän ei näe enää mitään."))
    return redirect("guardians", case_id)
