"""Pages for what is missing, forbidden or broken: they help, and give nothing away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is missing and what may not be seen with one and the same page."""
    del exception
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this cannot be done here and now."""
    del exception
    return render(request, "403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; the page needs neither database nor shell."""
    return render(None, "500.html", status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page had grown old, and how to send again."""
    del reason
    return render(request, "403.html", {"stale": True}, status=403)
