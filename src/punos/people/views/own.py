"""Pages of own settings, password, devices and language; and whether the program can serve."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.people import actions, doors, health, keys, links, queries
from punos.people.forms import PasswordForm, ReachForm, SettingsForm
from punos.people.http import Request, tried, typed


@require_http_methods(["GET", "HEAD", "POST"])
def own_settings(request: Request) -> HttpResponse:
    page = queries.settings_page(request.actor)
    form = SettingsForm(typed(request), initial=page.initial)
    changed = tried(form, actions.change_settings, by=request.actor) if form.is_bound else None
    if changed:
        messages.success(request, _("Asetukset on tallennettu."))
        return redirect("settings")
    context = {"page": page, "form": form, "reach_form": ReachForm(), "ways": ways(request)}
    return render(request, "people/settings.html", context)


@require_POST
def reach_add(request: Request) -> HttpResponse:
    form = ReachForm(request.POST)
    if tried(form, actions.add_reach, by=request.actor):
        return redirect("settings")
    page = queries.settings_page(request.actor)
    context = {"page": page, "form": SettingsForm(initial=page.initial), "reach_form": form}
    return render(request, "people/settings.html", context | {"ways": ways(request)})


def ways(request: Request) -> dict[str, bool]:
    """Return which pages of ways in the settings lead to."""
    actor = request.actor
    return {"has_keys": keys.has_factor(actor), "may_invite": links.may_invite(actor)}


@require_POST
def reach_remove(request: Request, reach_id: int) -> HttpResponse:
    actions.remove_reach(by=request.actor, reach_id=reach_id)
    return redirect("settings")


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    if not queries.settings_page(request.actor).has_password:
        raise Http404
    form = PasswordForm(typed(request))
    if form.is_bound and tried(form, doors.change_password, request=request) is not None:
        messages.success(request, _("Salasana on vaihdettu. Muut kirjautumiset päättyivät."))
        return redirect("settings")
    return render(request, "people/password.html", {"form": form})


@require_GET
def devices(request: Request) -> HttpResponse:
    mine = queries.devices(request.actor, doors.device_token(request))
    context = {"devices": mine, "sign_ins": queries.sign_ins(request.actor)}
    return render(request, "people/devices.html", context)


@require_POST
def sign_in_end(request: Request, ref: UUID) -> HttpResponse:
    actions.end_sign_in(by=request.actor, ref=ref)
    return redirect("devices")


@require_POST
def device_end(request: Request, device_id: UUID) -> HttpResponse:
    actions.end_device(by=request.actor, device_id=device_id)
    return redirect("devices")


@login_not_required
@require_POST
def set_language(request: Request) -> HttpResponse:
    response = redirect(doors.next_page(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.actor.person:
            actions.choose_language(by=request.actor, language=language)
        name, is_secure = settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, language, samesite="Lax", httponly=True, secure=is_secure)
    return response


@require_POST
def keep_alive(request: Request) -> HttpResponse:
    """Somebody types: the middleware has put the idle sign-out off."""
    del request
    return HttpResponse(status=204)


@login_not_required
@require_GET
def is_healthy(request: HttpRequest) -> HttpResponse:
    del request
    problem = health.problem()
    return HttpResponse(
        problem or "Kunnossa.\n",
        content_type="text/plain; charset=utf-8",
        status=503 if problem else 200,
    )
