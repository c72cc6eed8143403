"""The page of the demo sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from punos.demo import doors, queries
from punos.demo.forms import BecomeForm
from punos.people.http import Request, typed


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: Request) -> HttpResponse:
    page = queries.cast()
    form = BecomeForm(typed(request))
    if form.is_bound and form.is_valid():
        doors.become(request=request, **form.cleaned_data)
        return redirect("home")
    return render(request, "demo/cast.html", {"page": page, "form": form})
