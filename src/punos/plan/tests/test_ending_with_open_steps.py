"""S4.2 S4.13 S3.21 · When the work ends, each open step is asked about, one by one."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from punos.access.models import Ending
from punos.network import actions as network
from punos.plan import actions, queries
from punos.plan.actions import Said
from punos.plan.models import Completion, Parting, Step
from punos.plan.tests.plans import agree_step, row_of, whats
from punos.trace.models import UseLog
from tests.world import World, a, agree, signed_in


def address(world: World) -> str:
    return reverse("case-end", args=[world.case.pk])


def answers(**said: object) -> dict[str, object]:
    return {"contact_id": "", "sure": "on", **said}


def way(step: Step, code: str, to: object = "") -> dict[str, object]:
    return {f"way-{step.pk}": code, f"to-{step.pk}": str(to)}


@pytest.fixture
def steps(world: World) -> dict[str, Step]:
    """One step for each answer, promised by different people."""
    return {
        "done": agree_step(world, world.aino, "Soitan pajalle"),
        "left": agree_step(world, world.omar, "Katson bussit"),
        "moved": agree_step(world, world.riitta, "Varaan ajan"),
        "not_needed": agree_step(world, world.veikko, "Haen avaimet"),
    }


def test_each_open_step_is_asked_about_and_none_that_is_over(
    world: World, steps: dict[str, Step]
) -> None:
    actions.complete_step(by=a(world.aino), case_id=world.case.pk, step_id=steps["done"].pk)
    part = agree_step(world, world.riitta, "Soitan ensin", parent_id=steps["moved"].pk)
    page = signed_in(world.leena).get(address(world)).content.decode()
    for name in ("left", "moved", "not_needed"):
        assert f'name="way-{steps[name].pk}"' in page
    for step in (steps["done"], part):
        assert f"way-{step.pk}" not in page, "it is done, or goes with the step it is a part of"


def test_the_work_does_not_end_before_every_step_has_its_answer(
    world: World, steps: dict[str, Step]
) -> None:
    some = answers(**way(steps["left"], "left"), **way(steps["moved"], "moved"))
    answer = signed_in(world.leena).post(address(world), some)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors[f"way-{steps['done'].pk}"]
    assert form.errors[f"to-{steps['moved'].pk}"], "somebody goes on, but who"
    assert f"way-{steps['left'].pk}" not in form.errors
    assert form[f"way-{steps['left'].pk}"].value() == "left", "what was chosen stays"
    assert not Ending.objects.exists()
    assert not Parting.objects.exists()


@pytest.mark.parametrize("who", ["aino", "leena"])
def test_every_answer_is_kept_and_the_work_ends(
    world: World, steps: dict[str, Step], who: str
) -> None:
    said = answers(
        **way(steps["done"], "done"),
        **way(steps["left"], "left", world.omar.pk),
        **way(steps["moved"], "moved", world.riitta.pk),
        **way(steps["not_needed"], "not_needed"),
    )
    answer = signed_in(world.cast[who]).post(address(world), said)
    assert answer.status_code == 302
    kept = {each.step_id: (each.way, each.to) for each in Parting.objects.all()}
    assert kept == {
        steps["done"].pk: ("done", None),
        steps["left"].pk: ("left", None),
        steps["moved"].pk: ("moved", world.riitta),
        steps["not_needed"].pk: ("not_needed", None),
    }
    assert Completion.objects.get(step=steps["done"]).by == world.cast[who]
    assert Ending.objects.get(case=world.case).by == world.cast[who]


def test_the_client_reads_in_the_plan_what_became_of_each_step(
    world: World, steps: dict[str, Step]
) -> None:
    actions.end_work(
        by=a(world.aino),
        case_id=world.case.pk,
        said=[
            Said(steps["done"].pk, "moved", world.aino.pk),
            Said(steps["left"].pk, "left"),
            Said(steps["moved"].pk, "moved", world.riitta.pk),
            Said(steps["not_needed"].pk, "not_needed"),
        ],
    )
    assert row_of(world, world.aino, steps["done"]).parting == "jatkat itse"
    assert row_of(world, world.aino, steps["moved"]).parting == "jatkaa: Riitta"
    assert row_of(world, world.aino, steps["left"]).parting == "jäi kesken, kun työ päättyi"
    assert "Haen avaimet" not in whats(world, world.aino)
    plan = signed_in(world.aino).get(reverse("plan", args=[world.case.pk])).content.decode()
    assert "jatkaa: Riitta" in plan


def test_a_part_goes_with_the_step_that_is_not_needed(world: World) -> None:
    step = agree_step(world, world.omar, "Katson bussit")
    part = agree_step(world, world.omar, "Kysyn hinnan", parent_id=step.pk)
    said = [Said(step.pk, "not_needed")]
    actions.end_work(by=a(world.aino), case_id=world.case.pk, said=said)
    part.refresh_from_db()
    assert part.withdrawn_by == world.aino


def test_a_private_step_is_not_hinted_at_to_one_who_may_not_see_it(world: World) -> None:
    network.name_own_worker(
        by=a(world.aino), case_id=world.case.pk, kind="contact", person_id=world.omar.pk
    )
    private = agree_step(world, world.aino, "Puhun siskolle", is_private=True)
    assert "Puhun siskolle" in signed_in(world.leena).get(address(world)).content.decode()
    page = signed_in(world.omar).get(address(world)).content.decode()
    assert "Puhun siskolle" not in page
    assert "Avoimet askeleet" not in page
    actions.end_work(by=a(world.omar), case_id=world.case.pk, said=())
    assert row_of(world, world.aino, private).parting == ""


def test_who_may_end_but_not_read_the_plan_is_asked_of_no_step(
    world: World, steps: dict[str, Step]
) -> None:
    agree(world, world.seats["leena"], topics=("times",))
    page = signed_in(world.leena).get(address(world)).content.decode()
    assert steps["left"].what not in page
    looked = UseLog.objects.filter(actor_id=str(world.leena.pk)).values_list("what", flat=True)
    assert "plan.read" not in looked


def test_the_page_that_shows_the_steps_is_a_look_at_the_plan(
    world: World, steps: dict[str, Step]
) -> None:
    signed_in(world.leena).get(address(world))
    looked = UseLog.objects.filter(actor_id=str(world.leena.pk)).values_list("what", flat=True)
    assert "plan.read" in looked


def test_a_step_done_meanwhile_needs_no_answer_and_a_new_one_does(
    world: World, steps: dict[str, Step]
) -> None:
    said = [Said(step.pk, "left") for step in steps.values()]
    actions.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=steps["left"].pk)
    agree_step(world, world.omar, "Uusi asia")
    with pytest.raises(ValidationError) as refusal:
        actions.end_work(by=a(world.aino), case_id=world.case.pk, said=said)
    assert refusal.value.code == "steps"
    assert not hasattr(queries.plan_page(a(world.aino), world.case.pk).case, "ending")


@pytest.mark.parametrize("name", ["omar", "riitta", "veikko", "outi", "eero"])
def test_nobody_else_ends_the_work(world: World, name: str) -> None:
    browser = signed_in(world.cast[name])
    assert browser.get(address(world)).status_code == 404
    assert browser.post(address(world), answers()).status_code == 404


def test_one_who_is_not_in_the_network_goes_on_with_nothing(
    world: World, steps: dict[str, Step]
) -> None:
    said = [Said(step.pk, "moved", world.outi.pk) for step in steps.values()]
    with pytest.raises(ValidationError):
        actions.end_work(by=a(world.aino), case_id=world.case.pk, said=said)
    assert not Ending.objects.exists()
