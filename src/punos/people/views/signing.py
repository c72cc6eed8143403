"""Pages of signing in and out, and of the met device. Pages of allauth wear our looks."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from punos.people import actions, doors, keys, post, queries, session
from punos.people.forms import CodeForm, DigitsForm, EnrolForm, KeyForm, LinkForm, SignInForm
from punos.people.http import Request, tried, typed
from punos.people.strong import coming
from punos.people.strong import queries as strong

# Methods that these pages do not use are refused before anything is asked.
used_methods = method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")


@used_methods
class SignIn(LoginView):  # type: ignore[misc]
    """E-mail and password, and the way back in on a met device."""

    template_name = "people/sign_in.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_met = queries.device_of(doors.device_token(self.request)) is not None
        page = doors.next_page(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        ways: dict[str, Any] = {
            "can_mail": post.can_mail(),
            "has_light": post.can_mail() or post.can_text(),
        }
        ways |= strong.doors_of_others(page)
        return context | ways | {"is_met": is_met, "next": page}


@used_methods
class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """A key, or a code of the app or a spare one, after the password."""

    template_name = "people/second_factor.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | keys.kinds_of(self.stage.login.user)


@used_methods
class Enrol(ActivateTOTPView):  # type: ignore[misc]
    """Taking a second factor into use: what a password alone opens at work is this page and its keys."""

    template_name = "people/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect(doors.next_page(request))
        if "password" not in session.methods(request):
            raise Http404
        if not session.is_fresh(request):
            return redirect(doors.with_next("prove-again", doors.way_back(request)))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[EnrolForm]:
        return EnrolForm

    def get_success_url(self) -> str:
        return doors.next_page(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        more = {"next": self.get_success_url(), "key_form": KeyForm()}
        return context | more | {"is_first": not keys.has_factor(self.request.actor)}

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        is_first = not keys.has_factor(self.request.actor)
        super().form_valid(form)
        codes = keys.app_added(request=self.request, code=form.cleaned_data["code"])
        if not is_first:
            return redirect("keys")
        context = {"codes": codes, "next": self.get_success_url()}
        return render(self.request, "people/spare_codes.html", context)


@login_not_required
@require_POST
def sign_out(request: Request) -> HttpResponse:
    onward = coming.way_out(request)
    doors.sign_out(request)
    return doors.leave_nothing(redirect(onward or doors.next_page(request, "sign-in")))


@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    actions.sign_out_everywhere(by=request.actor)
    doors.sign_out(request, why="everywhere")
    response = doors.leave_nothing(redirect("sign-in"))
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
