"""Pages of the doors of others: leaving for one, coming back, and one's own identities."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.people import doors, limits, session
from punos.people.http import Request
from punos.people.strong import actions, coming, queries, saml, words
from punos.people.strong.door import Door, NotIn

View = Callable[[Request, Door], HttpResponse]


def at_door(view: View) -> Callable[[Request, str], HttpResponse]:
    """Give the view its door; what shuts it is told in plain words, with another way beside."""

    @wraps(view)
    def open_or_tell(request: Request, code: str) -> HttpResponse:
        door = coming.door_or_404(code)
        tried = limits.spend((limits.DOOR_PLACE, limits.place_of(request)))
        try:
            answer = view(request, door)
        except NotIn as shut:
            return _tell(request, door, shut)
        tried.forgive()
        return answer

    return login_not_required(open_or_tell)


def _tell(request: Request, door: Door, shut: NotIn) -> HttpResponse:
    actions.note_refusal(by=request.actor, door=door, why=shut.code)
    said = words.SHUT[shut.code]
    again = queries.again(door, shut.next_page)
    other = doors.with_next("sign-in", shut.next_page)
    context = {"shut": said, "again": again, "other": other}
    return render(request, "people/door_shut.html", context, status=said.status)


@require_GET
@at_door
def door(request: Request, door: Door) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # Another site may lead to the page where one signs in, but not through a door.
        return redirect(doors.with_next("sign-in", doors.next_page(request)))
    if "yhdista" in request.GET and door.is_for_staff and not session.is_fresh(request):
        # A session that somebody left open adds no way in to what is at work.
        return redirect(doors.with_next("prove-again", reverse("identities")))
    return coming.begin(request, door)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@at_door
def door_return(request: Request, door: Door) -> HttpResponse:
    """Come back. SAML comes by POST from elsewhere, without a session, and fetches it by a GET."""
    if request.method == "GET":
        return coming.finish(request, door)
    coming.want(door, "saml")
    return HttpResponseRedirect(f"{request.path}?t={coming.arrive(request, door)}")


@csrf_exempt
@require_http_methods(["GET", "POST"])
@at_door
def door_logout(request: Request, door: Door) -> HttpResponse:
    """The guard ends its session: SAML by the browser, OIDC from server to server."""
    coming.want(door, "saml" if request.method == "GET" else "oidc")
    answer = coming.end_from_afar(request, door)
    if request.method == "POST":
        return HttpResponse(headers={"Cache-Control": "no-store"})
    return HttpResponseRedirect(answer or reverse("sign-in"))


@require_GET
@at_door
def door_metadata(request: Request, door: Door) -> HttpResponse:
    coming.want(door, "saml")
    return HttpResponse(saml.metadata(request, door), content_type="application/samlmetadata+xml")


@login_not_required
@require_GET
def farewell(request: Request) -> HttpResponse:
    page = coming.farewell(request, request.GET.get("m", ""))
    return render(request, "people/farewell.html", page)


@login_not_required
@require_GET
def door_invitation(request: Request, token: str) -> HttpResponse:
    page = queries.invitation_page(token)
    return doors.secret_page(render(request, "people/door_invitation.html", {"page": page}))


@require_GET
def identities(request: Request) -> HttpResponse:
    page = queries.identities_page(request.actor)
    return render(request, "people/identities.html", {"page": page})


@require_POST
def identity_end(request: Request, identity_id: UUID) -> HttpResponse:
    actions.end_identity(by=request.actor, identity_id=identity_id)
    return redirect("identities")
