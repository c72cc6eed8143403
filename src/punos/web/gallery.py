"""Every component in its states on one page: the target of the accessibility test."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from punos.web.samples import samples


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the gallery in demo mode; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    return render(request, "gallery.html", samples())


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what an open browser without a connection is told."""
    return render(request, "offline.html")
