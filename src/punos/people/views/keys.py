"""Pages of keys: the client's phone makes one and comes in by it; staff keep their second factors."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos.people import doors, keys, passkeys, session
from punos.people.forms import AgainForm, KeyForm, PasskeyForm
from punos.people.http import Request, tried, typed

Parts = ParamSpec("Parts")


def known_just_now(
    view: Callable[Concatenate[Request, Parts], HttpResponse],
) -> Callable[Concatenate[Request, Parts], HttpResponse]:
    """Ask the password once more, if it is long since; then the page goes on (TRUST 7.5.1)."""

    @wraps(view)
    def asked(request: Request, /, *args: Parts.args, **parts: Parts.kwargs) -> HttpResponse:
        if not session.is_fresh(request):
            return redirect(doors.with_next("prove-again", doors.way_back(request)))
        return view(request, *args, **parts)

    return asked


@login_not_required
@require_POST
def passkey_in(request: Request) -> HttpResponse:
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        return JsonResponse(passkeys.ask_to_use(request))
    if tried(form, passkeys.come_in, request=request) is not None:
        return redirect(doors.next_page(request))
    messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(doors.with_next("sign-in", request.POST.get("next", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_make(request: Request) -> HttpResponse:
    page = doors.next_page(request)
    if passkeys.just_met(request) is None:
        return redirect(page)
    form = PasskeyForm(typed(request))
    if form.is_bound and not form.is_valid():
        return JsonResponse(passkeys.ask_to_make(request))
    if form.is_bound and tried(form, passkeys.make, request=request) is not None:
        messages.success(request, _("Avain on tallessa. Pääset sillä takaisin."))
        response = redirect(page)
        doors.forget_device(response)
        return response
    return render(request, "people/passkey_make.html", {"form": form, "next": page})


@require_http_methods(["GET", "HEAD", "POST"])
def prove_again(request: Request) -> HttpResponse:
    form = AgainForm(typed(request))
    if form.is_bound and tried(form, doors.prove_again, request=request) is not None:
        return redirect(doors.next_page(request, "keys"))
    context = {"form": form, "next": doors.next_page(request, "keys")}
    return render(request, "people/prove_again.html", context)


@require_GET
def own_keys(request: Request) -> HttpResponse:
    if not keys.has_factor(request.actor):
        raise Http404
    context = {"page": keys.keys_page(request.actor), "form": KeyForm()}
    return render(request, "people/keys.html", context)


@require_POST
@known_just_now
def key_add(request: Request) -> HttpResponse:
    if request.POST.get("credential", "") == "":
        return JsonResponse(keys.ask_to_make(request.actor))
    form = KeyForm(request.POST)
    codes = tried(form, keys.add, request=request)
    if codes is None:
        messages.error(request, _("Avain ei käynyt. Kokeile uudelleen."))
        return redirect("keys")
    if codes:
        context = {"codes": codes, "next": doors.next_page(request)}
        return render(request, "people/spare_codes.html", context)
    return redirect("keys")


@require_POST
@known_just_now
def key_remove(request: Request, key_id: int) -> HttpResponse:
    try:
        keys.remove(by=request.actor, key_id=key_id)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("keys")


@require_POST
@known_just_now
def key_codes(request: Request) -> HttpResponse:
    codes = keys.renew_spare_codes(by=request.actor)
    return render(request, "people/spare_codes.html", {"codes": codes, "next": reverse("keys")})
