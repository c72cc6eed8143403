"""Pages of signing in and out, and of the met device. Pages of allauth wear our looks."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from punos.people import actions, doors, queries, session
from punos.people.forms import CodeForm, DigitsForm, EnrolForm, LinkForm, SignInForm
from punos.people.http import Request, tried, typed


class SignIn(LoginView):  # type: ignore[misc]
    """E-mail and password, and the way back in on a met device."""

    template_name = "people/sign_in.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_met = queries.device_of(doors.device_token(self.request)) is not None
        page = doors.next_page(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_met": is_met, "next": page}


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """The code of the app, after the password."""

    template_name = "people/second_factor.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm


class Enrol(ActivateTOTPView):  # type: ignore[misc]
    """Taking the second factor into use: the only page that a password alone opens at work."""

    template_name = "people/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect(doors.next_page(request))
        if "password" not in session.methods(request):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[EnrolForm]:
        return EnrolForm

    def get_success_url(self) -> str:
        return doors.next_page(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next": self.get_success_url()}

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        super().form_valid(form)
        mine = {each.type: each for each in Authenticator.objects.filter(user=self.request.user)}
        totp, spare = mine["totp"], mine["recovery_codes"].wrap()
        # Asked once more so that the same code does not open a second door.
        totp.wrap().validate_code(form.cleaned_data["code"])
        post_authentication(self.request, totp)
        doors.renew(self.request, way="second_factor")
        spare.mark_as_viewed()
        codes = {"codes": spare.get_unused_codes(), "next": self.get_success_url()}
        return render(self.request, "people/spare_codes.html", codes)


@login_not_required
@require_POST
def sign_out(request: Request) -> HttpResponse:
    doors.sign_out(request)
    return redirect("sign-in")


@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    actions.sign_out_everywhere(by=request.actor)
    doors.sign_out(request, why="everywhere")
    response = redirect("sign-in")
    doors.forget_device(response)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: Request) -> HttpResponse:
    form = DigitsForm(typed(request))
    met = tried(form, doors.meet_by_digits, request=request) if form.is_bound else None
    if met:
        return doors.come_in(request, met)
    return render(request, "people/device.html", {"form": form, "next": doors.next_page(request)})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def device_link(request: Request, token: str) -> HttpResponse:
    form = LinkForm(typed(request))
    met = tried(form, doors.meet_by_link, request=request, token=token) if form.is_bound else None
    if met:
        return doors.come_in(request, met)
    return render(request, "people/device_link.html", {"form": form})


@login_not_required
@require_POST
def device_return(request: Request) -> HttpResponse:
    return doors.come_back(request)
