"""The invitee's pages: answer a seat, promise silence, or say "tunnen hänet"."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from punos.network import actions, queries
from punos.people import doors, wall
from punos.people.actor import Level
from punos.people.http import Request


@require_http_methods(["GET", "POST"])
def seat(request: Request, seat_id: UUID) -> HttpResponse:
    if answered := queries.answered_case(request.actor, seat_id):
        return redirect("case", answered)
    page = queries.invited_page(request.actor, seat_id)
    if request.method == "GET":
        return render(request, "network/seat.html", {"page": page})
    return _answer(request, page)


def _answer(request: Request, page: queries.InvitedPage) -> HttpResponse:
    """Take the answer; one who records may not also work, and is told so on the same page."""
    is_yes = _says_yes(request)
    try:
        actions.answer_seat(by=request.actor, seat_id=page.seat.pk, is_yes=is_yes)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("seat", page.seat.pk)
    messages.success(request, _("Olet nyt mukana.") if is_yes else _("Kiitos vastauksesta."))
    return redirect("case", page.seat.case_id) if is_yes else redirect("home")


def _says_yes(request: Request) -> bool:
    return request.POST.get("answer") == "yes"


@require_POST
def recuse(request: Request, case_id: UUID) -> HttpResponse:
    actions.recuse(by=request.actor, case_id=case_id)
    messages.success(request, _("Kiitos. Tämä asia ei näy sinulle."))
    return redirect("home")


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """A close one's link. Opening shows; only the answer spends it and signs in lightly."""
    page = queries.linked_page(token)
    if page is None:
        return render(request, "network/link_over.html", status=410)
    if request.method == "GET" or wall.stands(request, page.seat.person):
        reason = wall.reason(request, page.seat.person)
        return render(request, "network/seat.html", {"page": page, "reason": reason})
    try:
        seat = actions.spend_invitation(token=token)
    except ValidationError:
        return render(request, "network/link_over.html", status=410)
    doors.sign_in(request, seat.person, Level.LIGHT, way="invitation")
    actions.answer_seat(by=request.actor, seat_id=seat.pk, is_yes=_says_yes(request))
    return redirect("home")
