"""Pages of what goes by mail and text message: light codes, new passwords, invitations to work."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from punos.people import doors, light, links, post
from punos.people.forms import (
    ForgottenForm,
    InviteForm,
    LightCodeForm,
    LightForm,
    NewPasswordForm,
)
from punos.people.http import Request, tried, typed
from punos.people.strong import queries as strong


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def light_ask(request: Request) -> HttpResponse:
    if not (post.can_text() or post.can_mail()):
        raise Http404
    form = LightForm(typed(request))
    if form.is_bound and tried(form, light.ask, request=request) is not None:
        return redirect("light-in")
    return render(request, "people/light_ask.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def light_in(request: Request) -> HttpResponse:
    form = LightCodeForm(typed(request))
    if form.is_bound and tried(form, light.come_in, request=request) is not None:
        return redirect("home")
    return render(request, "people/light_in.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: Request) -> HttpResponse:
    if not post.can_mail():
        raise Http404
    form = ForgottenForm(typed(request))
    if form.is_bound and tried(form, links.ask_reset, request=request) is not None:
        messages.info(request, _("Jos osoite on meillä, siihen tulee linkki. Katso sähköpostisi."))
        return redirect("sign-in")
    return render(request, "people/forgotten.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_anew(request: Request, token: str) -> HttpResponse:
    return _by_link(request, links.choose_anew, token, "people/password_anew.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_begin(request: Request, token: str) -> HttpResponse:
    by_door = {"doors": strong.doors_of_invitation(token)}
    return _by_link(request, links.begin_work, token, "people/staff_begin.html", **by_door)


def _by_link(
    request: Request, act: links.ByLink, token: str, template: str, **more: object
) -> HttpResponse:
    """Take a password by a link: looking spends nothing, and what one may do next is sign in."""
    form = NewPasswordForm(typed(request))
    if form.is_bound and tried(form, act, by=request.actor, token=token) is not None:
        messages.success(request, _("Salasana on vaihdettu. Kirjaudu nyt sillä."))
        return doors.secret_page(redirect("sign-in"))
    return doors.secret_page(render(request, template, {"form": form, **more}))


@require_http_methods(["GET", "HEAD", "POST"])
def staff_invite(request: Request) -> HttpResponse:
    page = links.invite_page(request.actor)
    form = InviteForm(typed(request), units=page.choices)
    if form.is_bound and tried(form, links.invite, by=request.actor) is not None:
        messages.success(request, _("Kutsu lähtee sähköpostilla. Linkki toimii viikon."))
        return redirect("staff-invite")
    return render(request, "people/staff_invite.html", {"page": page, "form": form})


@require_POST
def staff_take_back(request: Request, invitation_id: UUID) -> HttpResponse:
    links.take_back(by=request.actor, invitation_id=invitation_id)
    return redirect("staff-invite")
