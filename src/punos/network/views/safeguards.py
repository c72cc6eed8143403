"""Pages of what protects the client: limits, turvakielto, a stand-in, inquiries."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from punos.access import actions as access
from punos.network import actions, queries
from punos.network.forms import (
    InquiryForm,
    LeftOutForm,
    PermitForm,
    ProtectionForm,
    RecordPermitForm,
    StandInForm,
)
from punos.network.protecting import EndProtectionForm
from punos.people.http import Request, tried, typed


@require_http_methods(["GET", "POST"])
def left_out(request: Request, case_id: UUID) -> HttpResponse:
    """What the client leaves out; only the client sees it."""
    page = queries.left_out_page(request.actor, case_id)
    form = LeftOutForm(typed(request))
    if tried(form, access.forbid, by=request.actor, case_id=case_id) is None:
        return render(request, "network/left_out.html", {"page": page, "form": form})
    messages.success(request, _("Rajaus on tallennettu. Vain sinä näet sen."))
    return redirect("left-out", case_id)


@require_POST
def lift(request: Request, case_id: UUID, prohibition_id: UUID) -> HttpResponse:
    access.lift_prohibition(by=request.actor, case_id=case_id, prohibition_id=prohibition_id)
    messages.success(request, _("Rajaus on poistettu."))
    return redirect("left-out", case_id)


@require_http_methods(["GET", "POST"])
def permits(request: Request, case_id: UUID) -> HttpResponse:
    """The client's disclosure permits between two registers, one at a time."""
    page = queries.permits_page(request.actor, case_id)
    form = PermitForm(typed(request), organisations=page.organisations)
    if tried(form, access.give_permit, by=request.actor, case_id=case_id) is None:
        return render(request, "network/permits.html", {"page": page, "form": form})
    messages.success(request, _("Luovutuslupa on tallennettu."))
    return redirect("permits", case_id)


@require_POST
def withdraw_permit(request: Request, case_id: UUID, permit_id: UUID) -> HttpResponse:
    access.withdraw_permit(by=request.actor, case_id=case_id, permit_id=permit_id)
    messages.success(request, _("Luovutuslupa on peruttu."))
    return redirect("permits", case_id)


@require_http_methods(["GET", "POST"])
def record_permit(request: Request, case_id: UUID) -> HttpResponse:
    """Record a permit that the client gave on paper, beside the worker or before a witness."""
    page = queries.record_permit_page(request.actor, case_id)
    form = RecordPermitForm(typed(request), organisations=page.organisations)
    if tried(form, actions.record_permit, by=request.actor, case_id=case_id) is None:
        return render(request, "network/permit_record.html", {"page": page, "form": form})
    messages.success(request, _("Luovutuslupa on kirjattu."))
    return redirect("network", case_id)


@require_http_methods(["GET", "POST"])
def protection(request: Request, case_id: UUID) -> HttpResponse:
    """Note turvakielto: from that moment where the client is stays masked."""
    page = queries.protection_page(request.actor, case_id)
    form = ProtectionForm(typed(request), people=page.household)
    if tried(form, access.protect_address, by=request.actor, case_id=case_id) is None:
        found = {"page": page, "form": form, "ending": EndProtectionForm()}
        return render(request, "network/protection.html", found)
    messages.success(request, _("Turvakielto on merkitty. Paikat eivät näy muille."))
    return redirect("case", case_id)


@require_POST
def end_protection(request: Request, case_id: UUID) -> HttpResponse:
    """End a turvakielto that was noted by mistake."""
    page = queries.protection_page(request.actor, case_id)
    ending = EndProtectionForm(request.POST)
    if tried(ending, actions.end_protection, by=request.actor, case_id=case_id) is None:
        form = ProtectionForm(None, people=page.household)
        found = {"page": page, "form": form, "ending": ending}
        return render(request, "network/protection.html", found)
    messages.success(request, _("Merkintä on poistettu. Asiakkaalle kerrottiin."))
    return redirect("protection", case_id)


@require_http_methods(["GET", "POST"])
def stand_in(request: Request, case_id: UUID) -> HttpResponse:
    """Ask a colleague of the same unit to stand in, or end a standing in."""
    page = queries.stand_in_page(request.actor, case_id)
    if line := page.line(request.POST.get("end", "")):
        actions.end_standing_in(by=request.actor, case_id=case_id, seat_id=line.seat_id)
        messages.success(request, _("Tallennettu. Hän ei näe nyt mitään."))
        return redirect("stand-in", case_id)
    places = [(place, _stand_in_form(request, place)) for place in page.places]
    for place, form in places:
        if tried(form, actions.name_substitute, by=request.actor, seat_id=place.seat_id):
            messages.success(request, _("Pyyntö on lähtenyt. Asiakkaalle kerrottiin."))
            return redirect("stand-in", case_id)
    return render(request, "network/stand_in.html", {"page": page, "places": places})


def _stand_in_form(request: Request, place: queries.StandInPlace) -> StandInForm:
    """Return the form of one seat; what was sent is read by the form of that seat alone."""
    is_meant = request.POST.get("seat_id") == str(place.seat_id)
    sent = request.POST if is_meant else None
    return StandInForm(sent, found=place.colleagues, auto_id=f"sij-{place.seat_id}-%s")


@require_http_methods(["GET", "POST"])
def inquiries(request: Request) -> HttpResponse:
    """Asian selvittäminen: a named matter, two persons, an end date; the client is told."""
    page = queries.inquiries_page(request.actor)
    form = InquiryForm(typed(request))
    if tried(form, access.ask_inquiry, by=request.actor) is None:
        return render(request, "network/inquiries.html", {"page": page, "form": form})
    messages.success(request, _("Pyyntö odottaa toisen hyväksyntää."))
    return redirect("inquiries")


@require_POST
def approve_inquiry(request: Request, inquiry_id: UUID) -> HttpResponse:
    actions.approve_inquiry(by=request.actor, inquiry_id=inquiry_id)
    messages.success(request, _("Selvitys on hyväksytty. Asiakkaalle on kerrottu."))
    return redirect("inquiries")
