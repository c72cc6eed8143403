"""The pages of the plan: glue between an address, one query or action, and a template."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from punos import paper
from punos.people import limits
from punos.people.http import Request, tried, typed
from punos.plan import actions, forms, guardians, parting, queries


@require_GET
def plan(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.plan_page(request.actor, case_id)
    form = forms.StepForm(adding=page.adding) if page.adding else None
    return render(request, "plan/plan.html", {"page": page, "form": form})


@require_GET
def steps(request: Request) -> HttpResponse:
    if case_id := queries.own_plan(request.actor):
        return redirect("plan", case_id)
    return render(request, "plan/steps.html", {"cases": queries.my_steps(request.actor)})


@require_POST
def add(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.plan_page_to(request.actor, case_id, "add")
    form = forms.StepForm(request.POST, adding=page.adding)
    if tried(form, actions.add_step, by=request.actor, case_id=case_id):
        messages.success(request, _("Askel on suunnitelmassa."))
        return redirect("plan", case_id)
    return render(request, "plan/plan.html", {"page": page, "form": form})


@require_http_methods(["GET", "POST"])
def goal(request: Request, case_id: UUID) -> HttpResponse:
    page = queries.plan_page_to(request.actor, case_id, "goal")
    if request.method == "GET":
        form = forms.GoalForm(initial={"words": page.goal, "seen_id": page.goal_id})
        return render(request, "plan/goal.html", {"page": page, "form": form})
    form = forms.GoalForm(request.POST)
    if tried(form, actions.set_goal, by=request.actor, case_id=case_id):
        return redirect("plan", case_id)
    if form.is_changed_meanwhile:  # what the other wrote stands beside it
        page = queries.plan_page_to(request.actor, case_id, "goal")
    return render(request, "plan/goal.html", {"page": page, "form": form})


@require_GET
def step(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    page = queries.step_page(request.actor, case_id, step_id)
    return render(request, "plan/step.html", {"page": page, "forms": forms.of_step(page)})


@require_POST
def complete(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    actions.complete_step(by=request.actor, case_id=case_id, step_id=step_id)
    return _row(request, case_id, step_id, _("Merkitty tehdyksi."), undo=step_id)


@require_POST
def reopen(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    actions.reopen_step(by=request.actor, case_id=case_id, step_id=step_id)
    return _row(request, case_id, step_id, _("Askel on taas auki."))


def _row(
    request: Request, case_id: UUID, step_id: UUID, said: str, undo: UUID | None = None
) -> HttpResponse:
    """Answer htmx with the row that changed, everybody else with the plan."""
    if not request.htmx:
        messages.success(request, said)
        return redirect("plan", case_id)
    row = queries.top_row(request.actor, case_id, step_id)
    return render(request, "plan/plan.html#step", {"step": row, "undo": undo})


@require_POST
def name_obstacle(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    return _change(request, case_id, step_id, "obstacle", actions.name_obstacle)


@require_POST
def give_new_day(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    return _change(request, case_id, step_id, "new_day", actions.give_new_day)


@require_POST
def change(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    return _change(request, case_id, step_id, "change", actions.change_step)


@require_POST
def add_part(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    return _change(request, case_id, step_id, "part", actions.add_step)


def _change(
    request: Request, case_id: UUID, step_id: UUID, name: str, act: Callable[..., Any]
) -> HttpResponse:
    """Run one of the step's forms; with something to mend the step's page shows it again."""
    page = queries.step_page_to_write(request.actor, case_id, step_id)
    form = forms.bound(name, request.POST, page)
    target = "parent_id" if name == "part" else "step_id"
    if tried(form, act, by=request.actor, case_id=case_id, **{target: step_id}):
        messages.success(request, _("Tallennettu."))
        return redirect("step", case_id, step_id)
    if form.has_error("__all__", "changed"):  # what the other wrote stands beside it
        page = queries.step_page_to_write(request.actor, case_id, step_id)
    shown = {**forms.of_step(page), name: form}
    return render(request, "plan/step.html", {"page": page, "forms": shown})


@require_POST
def ask_help(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    actions.ask_help(by=request.actor, case_id=case_id, step_id=step_id)
    messages.success(request, _("Apua on pyydetty."))
    return redirect("step", case_id, step_id)


@require_POST
def withdraw(request: Request, case_id: UUID, step_id: UUID) -> HttpResponse:
    actions.withdraw_step(by=request.actor, case_id=case_id, step_id=step_id)
    messages.success(request, _("Askeleesta luovuttiin."))
    return redirect("plan", case_id)


@require_http_methods(["GET", "POST"])
def end_work(request: Request, case_id: UUID) -> HttpResponse:
    """End the shared work: each open step is asked about first, then whom to turn to."""
    page = parting.end_page(request.actor, case_id)
    form = forms.EndForm(typed(request), page=page)
    if tried(form, actions.end_work, by=request.actor, case_id=case_id) is None:
        status = 422 if form.is_bound else 200
        return render(request, "plan/end.html", {"page": page, "form": form}, status=status)
    messages.success(request, _("Yhteinen työ on päättynyt."))
    return redirect("home")


@require_GET
def copy(request: Request, case_id: UUID) -> HttpResponse:
    return render(
        request, "plan/copy.html", {"page": queries.plan_page_to(request.actor, case_id, "copy")}
    )


@require_GET
def copy_pdf(request: Request, case_id: UUID) -> HttpResponse:
    data = queries.copy_data(request.actor, case_id)
    limits.spend((limits.PAPER, str(request.actor.who.pk)))
    pdf = paper.pdf("plan/plan.typ", data, language=request.LANGUAGE_CODE)
    disposition = 'attachment; filename="suunnitelma.pdf"'
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


@require_http_methods(["GET", "POST"])
def decide_guardian(request: Request, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """What of the plan a minor's guardian sees, and why."""
    page = guardians.decide_page(request.actor, case_id, seat_id)
    form = forms.GuardianForm(typed(request), page=page)
    where = {"by": request.actor, "case_id": case_id, "seat_id": seat_id}
    if tried(form, actions.decide_guardian, **where) is None:
        return render(request, "plan/guardian.html", {"page": page, "form": form})
    messages.success(request, _("Päätös on tallennettu. Nuori näkee sen omalta sivultaan."))
    return redirect("guardians", case_id)
