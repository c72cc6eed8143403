"""S4.5 S4.7 S3.10 S3.5 · One plan of small steps: agreed, done, opened again, given up."""

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from punos import clock
from punos.access.models import Case
from punos.notices.models import Notice
from punos.plan import actions, queries
from punos.plan.models import Completion, Goal, Step
from punos.plan.pages import DeskSteps
from punos.plan.tests.plans import agree_step, days_later, in_days, let_record, row_of, whats
from punos.trace.models import AuditEvent
from punos.trace.refusal import Refused
from tests.world import World, a


def test_a_step_with_one_line_is_ones_own(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan Tuomakselle")
    assert (step.responsible, step.whose, step.due_on) == (world.aino, "client", None)
    assert whats(world, world.omar) == ["Soitan Tuomakselle"]


def test_a_step_says_who_what_by_when_and_how_we_notice(world: World) -> None:
    step = agree_step(
        world,
        world.leena,
        "Siirtää vuorot iltapäivään",
        responsible_id=world.omar.pk,
        due_on=in_days(3),
        sign="uusi vuorolista on Ainolla",
    )
    row = row_of(world, world.aino, step)
    assert (row.name, row.role, row.strand) == ("Omar", "nuorisotyöntekijä", "work")
    assert row.day_on == in_days(3)
    assert row.sign == "uusi vuorolista on Ainolla"


def test_the_responsible_one_is_told_of_a_new_step_and_oneself_is_not(world: World) -> None:
    agree_step(world, world.leena, "Oma")
    step = agree_step(world, world.leena, "Sinun", responsible_id=world.omar.pk)
    told = Notice.objects.filter(kind="step_new")
    assert [(notice.to, notice.subject_id) for notice in told] == [(world.omar, step.pk)]


@pytest.mark.parametrize("name", ["outi", "eero", "kirsi", "pekka"])
def test_a_step_is_promised_only_by_one_who_is_in_the_network(world: World, name: str) -> None:
    with pytest.raises(ValidationError) as no:
        agree_step(world, world.leena, "X", responsible_id=world.cast[name].pk)
    assert no.value.code == "member"
    assert not Step.objects.exists()


@pytest.mark.parametrize("name", ["outi", "eero", "kirsi", "pekka"])
def test_who_is_not_in_the_plan_neither_reads_nor_writes_it(world: World, name: str) -> None:
    step = agree_step(world, world.aino, "Oma")
    who, case_id = a(world.cast[name]), world.case.pk
    with pytest.raises(Refused):
        queries.plan_page(who, case_id)
    with pytest.raises(Refused):
        queries.step_page(who, case_id, step.pk)
    with pytest.raises(Refused):
        queries.copy_data(who, case_id)
    with pytest.raises(Refused):
        actions.add_step(by=who, case_id=case_id, what="X")
    for act in (actions.complete_step, actions.ask_help, actions.withdraw_step):
        with pytest.raises(Refused):
            act(by=who, case_id=case_id, step_id=step.pk)
    assert queries.my_steps(who) == []
    assert queries.desk_steps(who) == DeskSteps((), (), ())


def test_done_is_a_fact_that_opening_again_takes_away(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    for _ in range(2):
        actions.complete_step(by=a(world.aino), case_id=world.case.pk, step_id=step.pk)
    assert Completion.objects.count() == 1
    row = row_of(world, world.leena, step)
    assert (row.state, row.done) == ("done", "tehty tänään")
    for _ in range(2):
        actions.reopen_step(by=a(world.aino), case_id=world.case.pk, step_id=step.pk)
    assert row_of(world, world.leena, step).state == ""
    events = AuditEvent.objects.filter(subject_id=str(step.pk)).order_by("number")
    assert [event.event for event in events] == [
        "plan.step.agreed",
        "plan.step.completed",
        "plan.step.reopened",
    ]


def test_the_own_worker_marks_the_clients_step_when_asked_and_is_named(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    actions.complete_step(by=a(world.leena), case_id=world.case.pk, step_id=step.pk)
    assert row_of(world, world.omar, step).done == "tehty tänään, merkitsi Leena"


@pytest.mark.parametrize("name", ["omar", "riitta", "veikko"])
def test_nobody_else_marks_the_clients_step_done(world: World, name: str) -> None:
    step = agree_step(world, world.aino, "Soitan")
    with pytest.raises(Refused):
        actions.complete_step(by=a(world.cast[name]), case_id=world.case.pk, step_id=step.pk)
    assert not row_of(world, world.cast[name], step).may_complete


@pytest.mark.parametrize("name", ["aino", "leena", "riitta", "veikko"])
def test_a_workers_promise_is_marked_done_by_that_worker_alone(world: World, name: str) -> None:
    step = agree_step(world, world.omar, "Siirrän vuorot")
    with pytest.raises(Refused):
        actions.complete_step(by=a(world.cast[name]), case_id=world.case.pk, step_id=step.pk)


def test_interim_tasks_stand_inside_their_step_and_go_one_deep(world: World) -> None:
    """S4.7."""
    step = agree_step(world, world.omar, "Siirrän vuorot")
    part = agree_step(world, world.omar, "Kysyn listasta", parent_id=step.pk, due_on=in_days(1))
    own = agree_step(
        world, world.omar, "Lähetä toiveet", parent_id=step.pk, responsible_id=world.aino.pk
    )
    row = row_of(world, world.aino, step)
    assert [each.what for each in row.parts] == ["Kysyn listasta", "Lähetä toiveet"]
    assert whats(world, world.aino) == ["Siirrän vuorot"]
    actions.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=part.pk)
    assert row_of(world, world.aino, step).state == "begun"
    with pytest.raises(ValidationError) as no:
        agree_step(world, world.omar, "X", parent_id=own.pk)
    assert no.value.code == "parent"


def test_a_step_given_up_leaves_every_list_with_its_interim_tasks(world: World) -> None:
    step = agree_step(world, world.omar, "Siirrän vuorot", due_on=in_days(1))
    agree_step(world, world.omar, "Kysyn", parent_id=step.pk, responsible_id=world.aino.pk)
    actions.withdraw_step(by=a(world.aino), case_id=world.case.pk, step_id=step.pk)
    assert whats(world, world.aino) == []
    assert queries.my_steps(a(world.aino)) == []
    assert queries.desk_steps(a(world.omar)).soon == ()
    assert Step.objects.filter(withdrawn_by=world.aino).count() == 2
    assert AuditEvent.objects.filter(event="plan.step.withdrawn").count() == 1
    with pytest.raises(Http404):
        queries.step_page(a(world.aino), world.case.pk, step.pk)


def test_another_member_does_not_give_up_somebodys_step(world: World) -> None:
    step = agree_step(world, world.omar, "Siirrän vuorot")
    with pytest.raises(Refused):
        actions.withdraw_step(by=a(world.riitta), case_id=world.case.pk, step_id=step.pk)


def test_the_same_form_sent_twice_makes_one_step(world: World) -> None:
    key = uuid4()
    made = [agree_step(world, world.leena, "Soitan", made_key=key) for _ in range(2)]
    assert made[0] == made[1]
    assert Step.objects.count() == 1
    with pytest.raises(ValidationError):
        agree_step(world, world.omar, "Toinen", made_key=key)


def test_the_database_too_keeps_one_step_for_one_form(world: World) -> None:
    step = agree_step(world, world.leena, "Soitan", made_key=uuid4())
    step.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        step.save(force_insert=True)


def test_the_second_saver_overwrites_nothing_that_was_not_seen(world: World) -> None:
    step = agree_step(world, world.omar, "Siirrän vuorot")
    seen = step.version
    actions.change_step(
        by=a(world.omar), case_id=world.case.pk, step_id=step.pk, version=seen, what="Eka"
    )
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_step(
            by=a(world.omar), case_id=world.case.pk, step_id=step.pk, version=seen, what="Toka"
        )
    step.refresh_from_db()
    assert (step.what, step.version, step.changed_by) == ("Eka", seen + 1, world.omar)


def test_the_same_text_saved_twice_is_no_conflict(world: World) -> None:
    step = agree_step(world, world.omar, "Siirrän vuorot")
    for _ in range(2):
        actions.change_step(
            by=a(world.omar),
            case_id=world.case.pk,
            step_id=step.pk,
            version=step.version,
            what="Uusi",
        )
    assert row_of(world, world.aino, step).version == step.version + 1


def test_the_goal_stands_in_the_clients_words_whoever_wrote_it_down(world: World) -> None:
    goal = actions.set_goal(by=a(world.leena), case_id=world.case.pk, words="Haluan jaksaa.")
    assert (goal.author, goal.recorder, goal.owner) == (world.aino, world.leena, world.case.owner)
    assert queries.plan_page(a(world.omar), world.case.pk).goal == "Haluan jaksaa."


def test_a_new_goal_ends_the_old_one_and_an_unseen_one_is_not_overwritten(world: World) -> None:
    first = actions.set_goal(by=a(world.aino), case_id=world.case.pk, words="Eka")
    second = actions.set_goal(
        by=a(world.aino), case_id=world.case.pk, words="Toka", seen_id=first.pk
    )
    with pytest.raises(actions.ChangedMeanwhile):
        actions.set_goal(by=a(world.leena), case_id=world.case.pk, words="Kolmas", seen_id=first.pk)
    assert Goal.objects.get(ended_at=None) == second
    assert Goal.objects.count() == 2


@pytest.mark.parametrize("name", ["omar", "veikko"])
def test_others_do_not_write_the_clients_goal(world: World, name: str) -> None:
    with pytest.raises(Refused):
        actions.set_goal(by=a(world.cast[name]), case_id=world.case.pk, words="Hänen pitäisi")


def test_a_professionals_step_belongs_to_the_employer(world: World) -> None:
    mine = agree_step(world, world.omar, "Siirrän")
    hers = agree_step(world, world.aino, "Soitan")
    his = agree_step(world, world.veikko, "Tulen mukaan")
    assert mine.owner == world.workshop.organisation
    assert {hers.owner, his.owner} == {world.case.owner}
    assert (his.whose, his.author) == ("close", world.veikko)


def test_the_recorder_writes_steps_of_that_meeting_only_and_is_not_their_author(
    world: World,
) -> None:
    """S4.10."""
    occasion = let_record(world, world.kirsi)
    step = agree_step(
        world, world.kirsi, "Varaa ajan", responsible_id=world.leena.pk, occasion=occasion
    )
    assert (step.author, step.recorder) == (world.leena, world.kirsi)
    assert (step.owner, step.occasion) == (world.case.owner, occasion)
    with pytest.raises(Refused):
        agree_step(world, world.kirsi, "X", responsible_id=world.leena.pk, occasion=uuid4())
    with pytest.raises(Refused):
        agree_step(world, world.kirsi, "X", responsible_id=world.leena.pk)
    with pytest.raises(ValidationError):
        agree_step(world, world.kirsi, "X", responsible_id=world.kirsi.pk, occasion=occasion)


def test_striking_an_entry_takes_its_step_out_of_the_plan(world: World) -> None:
    occasion = let_record(world, world.kirsi)
    steps = [
        agree_step(world, world.kirsi, what, responsible_id=world.leena.pk, occasion=occasion)
        for what in ("Varaa ajan", "Soittaa")
    ]
    for by, step in zip((world.kirsi, world.aino), steps, strict=True):
        for _ in range(2):
            actions.withdraw_step(
                by=a(by), case_id=world.case.pk, step_id=step.pk, occasion=occasion
            )
    assert whats(world, world.leena) == []
    assert AuditEvent.objects.filter(event="plan.step.withdrawn").count() == 2
    other = agree_step(world, world.leena, "Muu")
    with pytest.raises(Http404):
        actions.withdraw_step(
            by=a(world.kirsi), case_id=world.case.pk, step_id=other.pk, occasion=occasion
        )
    with pytest.raises(Refused):
        actions.withdraw_step(
            by=a(world.omar), case_id=world.case.pk, step_id=steps[0].pk, occasion=occasion
        )


def open_ids(world: World) -> set[UUID]:
    page = queries.plan_page(a(world.aino), world.case.pk)
    return {row.id for row in (*page.now, *page.next, *page.later)}


def test_a_meetings_steps_are_reported_when_each_is_done_or_has_an_obstacle(world: World) -> None:
    occasion = let_record(world, world.kirsi)
    assert queries.reported([occasion]).get(occasion) is None
    done, stuck = (
        agree_step(world, world.kirsi, what, responsible_id=world.omar.pk, occasion=occasion)
        for what in ("Yksi", "Kaksi")
    )
    assert open_ids(world) == {done.pk, stuck.pk}
    actions.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=done.pk)
    assert queries.reported([occasion]).get(occasion) is None
    obstacle = actions.name_obstacle(
        by=a(world.omar), case_id=world.case.pk, step_id=stuck.pk, kind="no_time"
    )
    assert queries.reported([occasion]).get(occasion) == obstacle.at
    assert open_ids(world) == {stuck.pk}


def test_a_wait_for_the_clients_own_step_is_not_told_by_the_course(world: World) -> None:
    occasion = let_record(world, world.kirsi)
    agree_step(world, world.kirsi, "Oma", responsible_id=world.aino.pk, occasion=occasion)
    assert queries.reported([occasion]).get(occasion) is not None
    promised = agree_step(
        world, world.kirsi, "Omarin", responsible_id=world.omar.pk, occasion=occasion
    )
    assert queries.reported([occasion]).get(occasion) is None
    actions.complete_step(by=a(world.omar), case_id=world.case.pk, step_id=promised.pk)
    assert queries.reported([occasion]).get(occasion) is not None


def test_the_summary_tells_ones_own_and_how_many_others_take_care_of(world: World) -> None:
    agree_step(world, world.aino, "Oma")
    agree_step(world, world.leena, "Leenan", due_on=in_days(1))
    agree_step(world, world.omar, "Omarin")
    found = queries.summary(a(world.aino), world.case)
    assert [row.what for row in found.mine] == ["Oma"]
    assert found.others == 2
    assert (found.first_of_others.what, found.first_of_others.near) == ("Leenan", "huomenna")


def test_ones_steps_over_all_works_stand_in_the_order_of_their_days(world: World) -> None:
    for what, day in (("Myöhemmin", in_days(9)), ("Pian", in_days(1))):
        agree_step(world, world.veikko, what, due_on=day)
    found = queries.my_steps(a(world.veikko))
    assert [(each.client, [row.what for row in each.steps]) for each in found] == [
        ("Aino", ["Pian", "Myöhemmin"])
    ]


def test_when_the_consent_ends_the_steps_leave_the_workers_lists(world: World) -> None:
    agree_step(world, world.omar, "Siirrän", due_on=in_days(1))
    with days_later(200):
        assert queries.my_steps(a(world.omar)) == []
        assert queries.desk_steps(a(world.omar)) == DeskSteps((), (), ())
    assert clock.today() < in_days(1)


@pytest.mark.parametrize("reader", ["aino", "leena", "omar"])
def test_a_plan_of_twenty_steps_asks_the_database_as_often_as_one_of_two(
    world: World, reader: str, django_assert_max_num_queries
) -> None:
    who = a(world.cast[reader])
    counts = []
    for amount in (2, 18):
        for number in range(amount):
            step = agree_step(world, world.aino if number % 2 else world.leena, f"Askel {number}")
            part = agree_step(world, world.leena, "Osa", parent_id=step.pk)
            actions.complete_step(by=a(world.leena), case_id=world.case.pk, step_id=part.pk)
        queries.my_steps(who)  # the first look of the day notes whose names it showed
        for ask in (
            lambda: queries.plan_page(who, world.case.pk),
            lambda: queries.summary(who, Case.objects.get(pk=world.case.pk)),
            lambda: queries.my_steps(who),
            lambda: queries.desk_steps(who),
        ):
            with django_assert_max_num_queries(60) as asked:
                ask()
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
