"""S4.10 · Fault 11: two change the same at once. One is saved, the other sees both, nobody's words are lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from punos.plan import actions as plan
from punos.plan.models import Goal, Step
from punos.trace.chains import broken_chains
from tests.faults.program import Answer, Program, Visitor, times
from tests.faults.walking import Form, Reading
from tests.world import World, a

EDITORS = 6


def form_at(browser: Visitor, path: str, holding: str) -> Form:
    """Return the form of the page as its reader sees it."""
    page = browser.get(path)
    assert page.status == 200
    return next(form for form in Reading(path, page.text).forms if holding in form.fields)


def at_once(browsers: list[Visitor], form: Form, name: str, rounds: str) -> list[Answer]:
    """Let each send the form that all of them saw, with words of their own."""

    def send(number: int) -> Answer:
        return browsers[number].post(form.action, {**form.fields, name: words(rounds, number)})

    with ThreadPoolExecutor(EDITORS) as threads:
        return list(threads.map(send, range(EDITORS)))


def words(rounds: str, number: int) -> str:
    return f"Teksti {rounds} kirjoittajalta {number}."


def judge(answers: list[Answer], kept: str, rounds: str) -> None:
    saved = [number for number, answer in enumerate(answers) if answer.status == 302]
    assert len(saved) == 1, [answer.status for answer in answers]
    assert kept == words(rounds, saved[0])
    for number, answer in enumerate(answers):
        if number not in saved:
            assert answer.status in (200, 422)
            assert words(rounds, number) in answer.text, "one's own text stays"
            assert kept in answer.text, "and the other's stands beside it"


@pytest.mark.proof
def test_of_those_who_change_a_step_one_is_saved_and_the_rest_see_both(
    program: Program, world: World
) -> None:
    step = plan.add_step(by=a(world.leena), case_id=world.case.pk, what="Soitan pajalle.")
    program.start()
    browsers = [program.visitor(world.leena) for _ in range(EDITORS)]
    path = f"/asiat/{world.case.pk}/askeleet/{step.pk}/"
    for number in range(times(3, 100)):
        form = form_at(browsers[0], path, "version")
        answers = at_once(browsers, form, "what", str(number))
        judge(answers, Step.objects.get(pk=step.pk).what, str(number))
    assert broken_chains() == []


@pytest.mark.proof
def test_of_those_who_write_the_goal_one_is_saved_and_the_rest_see_both(
    program: Program, world: World
) -> None:
    plan.set_goal(by=a(world.aino), case_id=world.case.pk, words="Haluan nukkua.")
    program.start()
    browsers = [program.visitor(world.aino) for _ in range(EDITORS)]
    path = f"/asiat/{world.case.pk}/suunnitelma/tavoite/"
    for number in range(times(3, 100)):
        form = form_at(browsers[0], path, "seen_id")
        answers = at_once(browsers, form, "words", str(number))
        kept = Goal.objects.get(case=world.case, ended_at=None).words
        judge(answers, kept, str(number))
    assert broken_chains() == []
