"""Home, the case page, one's own people, and looking through another's eyes."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.notices import actions as notices
from punos.people.http import Request
from punos.web import queries


@require_GET
def home(request: Request) -> HttpResponse:
    return render(request, "home.html", {"home": queries.home(request.actor)})


@require_GET
def case(request: Request, case_id: UUID) -> HttpResponse:
    return render(request, "case.html", {"page": queries.case_page(request.actor, case_id)})


@require_http_methods(["GET", "POST"])
def preview(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """Katso hänen silmin: the same page, composed with the rights that the topics would open.

    The topics come by POST from the form they are chosen in, so that none stands in an address.
    """
    topics = request.POST.getlist("topics")
    page, seat = queries.preview_page(request.actor, case_id, seat_id, topics)
    return render(request, "case.html", {"page": page, "preview": seat, "is_invited": True})


@require_POST
def preview_close_one(request: Request, case_id: UUID) -> HttpResponse:
    """The same before a close one is invited: nobody is asked and nothing is opened by a look."""
    facts = {name: request.POST.get(name, "")[:80] for name in ("first_name", "relation")}
    topics = request.POST.getlist("topics")
    page, seat = queries.close_one_preview(request.actor, case_id, **facts, topics=topics)
    context = {"page": page, "preview": seat, "is_invited": False}
    return render(request, "case.html", context)


@require_GET
def people(request: Request) -> HttpResponse:
    return render(request, "people.html", {"people": queries.people_page(request.actor)})


@require_GET
def own_data(request: Request) -> HttpResponse:
    """Go to the client's own page about who sees what."""
    case_id = queries.own_case(request.actor)
    return redirect("consents", case_id) if case_id else redirect("home")


@require_POST
def see_notice(request: Request, notice_id: UUID) -> HttpResponse:
    """Mark a notice as seen and go where it leads."""
    return redirect(notices.see(by=request.actor, notice_id=notice_id) or "home")


@login_not_required
@require_GET
def about(request: Request) -> HttpResponse:
    """Say how the program guards data and whom to ask."""
    return render(request, "about.html")
