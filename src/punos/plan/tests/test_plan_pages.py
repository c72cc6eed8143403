"""S4.5 S4.7 S4.14 S3.5 · The pages of the plan: read, ticked, mended, and closed to strangers."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from punos.network import actions as network
from punos.people.actor import Level
from punos.people.models import Person
from punos.plan import actions, queries
from punos.plan.models import Completion, Goal, NewDay, Obstacle, Step
from punos.plan.tests.plans import agree_step, days_later, in_days
from tests.world import World, a, agree, no_such_id, signed_in

HTMX = {"headers": {"hx-request": "true"}}
GETS = ("plan", "goal", "plan-copy", "plan-pdf")
POSTS = ("step-complete", "step-reopen", "step-obstacle", "step-help", "step-new-day")
POSTS += ("step-change", "step-part", "step-withdraw")
NASTY = "<svg onload=alert(1)>&amp; 👩🏽‍🚒 e\u0301 שלום \u202eabc"


def url(name: str, world: World, step: Step | None = None) -> str:
    return reverse(name, args=[world.case.pk, *([step.pk] if step else [])])


def text_of(response) -> str:
    """Return what a person reads: tags away, spaces single."""
    html = re.sub(
        r"<(script|style|noscript).*?</\1>", " ", response.content.decode(), flags=re.DOTALL
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def hidden(response, name: str) -> str:
    """Return the value of a hidden field on the page."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())
    return re.search(r'value="([^"]*)"', field.group(0)).group(1)


def test_the_plan_stands_under_the_clients_own_words(world: World) -> None:
    actions.set_goal(by=a(world.aino), case_id=world.case.pk, words="Haluan jaksaa pajalla.")
    agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1), sign="aika on kalenterissa")
    page = signed_in(world.aino).get(url("plan", world))
    assert "”Haluan jaksaa pajalla.”" in text_of(page)
    for words in ("Suunnitelmasi", "Varaan ajan", "huomenna", "Huomaamme: aika on kalenterissa"):
        assert words in text_of(page)


def test_the_client_is_spoken_to_and_others_read_the_first_name(world: World) -> None:
    assert "Suunnitelma: Aino" in text_of(signed_in(world.omar).get(url("plan", world)))
    world.aino.first_name_genitive = "Ainon"
    world.aino.save()
    assert "Ainon suunnitelma" in text_of(signed_in(world.omar).get(url("plan", world)))
    assert "Aino" not in text_of(signed_in(world.aino).get(url("plan", world))).split("Nyt")[1][:40]


def test_who_answers_for_what_stands_beside_the_plan(world: World) -> None:
    """S3.5."""
    network.set_responsibility(
        by=a(world.leena), case_id=world.case.pk, person_id=world.omar.pk, words="arki pajalla"
    )
    assert "Omar arki pajalla" in text_of(signed_in(world.aino).get(url("plan", world)))


def test_an_empty_plan_tells_what_comes_here(world: World) -> None:
    assert "Tähän tulevat lähipäivien pienet askeleet." in text_of(
        signed_in(world.aino).get(url("plan", world))
    )


def test_one_line_makes_a_step_and_the_page_says_so(world: World) -> None:
    browser = signed_in(world.aino)
    page = browser.post(url("step-add", world), {"what": "Soitan Tuomakselle"}, follow=True)
    assert page.redirect_chain == [(url("plan", world), 302)]
    assert "Askel on suunnitelmassa." in text_of(page)
    assert Step.objects.get().responsible == world.aino


def test_a_step_with_all_four_parts(world: World) -> None:
    day = in_days(5)
    facts = {"what": "Siirtää vuorot", "responsible_id": str(world.omar.pk), "sign": "uusi lista"}
    signed_in(world.leena).post(
        url("step-add", world), {**facts, "due_on": f"{day.day}.{day.month}."}
    )
    step = Step.objects.get()
    assert (step.responsible, step.due_on, step.sign) == (world.omar, day, "uusi lista")


def test_the_form_sent_twice_makes_one_step(world: World) -> None:
    browser = signed_in(world.aino)
    key = hidden(browser.get(url("plan", world)), "made_key")
    for _ in range(2):
        browser.post(url("step-add", world), {"what": "Soitan", "made_key": key})
    assert Step.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what": ""}, "Kirjoita, mitä tehdään."),
        ({"what": "x" * 501}, "Lyhennä tekstiä. Tähän mahtuu 500 merkkiä."),
        ({"what": "X", "due_on": "joskus"}, "Kirjoita päivä, esimerkiksi 30.11."),
        ({"what": "X", "due_on": "31.2."}, "Tätä päivää ei ole kalenterissa."),
        ({"what": "X", "due_on": "1.1.2020"}, "Tämä päivä on jo mennyt."),
        ({"what": "X", "due_on": "1.1.2099"}, "Tämä päivä on kaukana."),
        ({"what": "X", "responsible_id": "0"}, "Valitse joku, joka näkee suunnitelman."),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_the_text_is_kept(
    world: World, typed: dict[str, str], said: str
) -> None:
    facts = {"sign": "tämä jää talteen", **typed}
    page = signed_in(world.aino).post(url("step-add", world), facts)
    assert page.status_code == 200
    assert said in text_of(page)
    assert 'value="tämä jää talteen"' in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Step.objects.exists()


def test_a_rules_no_stands_beside_its_field(world: World) -> None:
    page = signed_in(world.aino).post(
        url("step-add", world),
        {"what": "X", "is_private": "on", "responsible_id": str(world.omar.pk)},
    )
    assert "Yksityisen askeleen tekee asiakas tai hänen oma työntekijänsä." in text_of(page)


def test_any_text_is_shown_as_text(world: World) -> None:
    browser = signed_in(world.aino)
    browser.post(url("step-add", world), {"what": NASTY, "sign": NASTY})
    browser.post(url("goal", world), {"words": NASTY})
    step = Step.objects.get()
    browser.post(url("step-obstacle", world, step), {"kind": "other", "words": NASTY})
    assert (step.what, Goal.objects.get().words) == (NASTY, NASTY)
    for name, about in (("plan", None), ("step", step), ("goal", None)):
        page = browser.get(url(name, world, about)).content.decode()
        assert "<svg onload" not in page
        assert "&lt;svg onload=alert(1)&gt;&amp;amp; 👩🏽‍🚒 e\u0301 שלום \u202eabc" in page


def test_a_tick_swaps_the_row_and_offers_to_take_it_back(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    browser = signed_in(world.aino)
    row = browser.post(url("step-complete", world, step), **HTMX)
    assert Completion.objects.get().by == world.aino
    html = row.content.decode()
    assert html.lstrip().startswith("<li")
    assert (url("step-reopen", world, step) in html, "tehty tänään" in html) == (True, True)
    back = browser.post(url("step-reopen", world, step), **HTMX)
    assert not Completion.objects.exists()
    html = back.content.decode()
    assert (url("step-complete", world, step) in html, "Peru merkintä" in html) == (True, False)


def test_a_tick_of_an_interim_task_swaps_the_row_it_stands_in(world: World) -> None:
    """S4.7."""
    step = agree_step(world, world.omar, "Siirrän vuorot")
    part = agree_step(
        world, world.omar, "Lähetä toiveet", parent_id=step.pk, responsible_id=world.aino.pk
    )
    row = signed_in(world.aino).post(url("step-complete", world, part), **HTMX).content.decode()
    assert f'id="askel-{step.pk}"' in row
    assert url("step-reopen", world, part) in row


def test_a_tick_works_without_javascript(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    page = signed_in(world.aino).post(url("step-complete", world, step), follow=True)
    assert page.redirect_chain == [(url("plan", world), 302)]
    assert "Tehty 1 askel" in text_of(page)


def test_opening_a_page_changes_no_step(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    browser = signed_in(world.aino)
    for name in POSTS:
        assert browser.get(url(name, world, step)).status_code == 405
    assert not Completion.objects.exists()


def test_an_obstacle_is_named_and_help_is_offered(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    browser = signed_in(world.aino)
    page = browser.post(url("step-obstacle", world, step), {"kind": "no_strength"}, follow=True)
    for words in ("Aino: en jaksanut", "Mikä auttaisi?", "Pienempi askel", "Luovutaan tästä"):
        assert words in text_of(page)
    page = browser.post(url("step-help", world, step), follow=True)
    assert "Apua on pyydetty" in text_of(page)
    browser.post(url("step-part", world, step), {"what": "Etsin numeron"})
    assert Step.objects.get(parent=step).what == "Etsin numeron"
    day = in_days(4)
    browser.post(url("step-new-day", world, step), {"due_on": day.isoformat()})
    assert NewDay.objects.get().due_on == day
    browser.post(url("step-withdraw", world, step))
    assert "Soitan" not in text_of(browser.get(url("plan", world)))


def test_no_reason_chosen_is_asked_again_kindly(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    page = signed_in(world.aino).post(url("step-obstacle", world, step), {"words": "no jaa"})
    assert "Valitse yksi. Kaikki vastaukset ovat yhtä hyviä." in text_of(page)
    assert 'value="no jaa"' in page.content.decode()


def test_a_member_raises_anothers_step_in_own_words(world: World) -> None:
    """S4.14."""
    step = agree_step(world, world.omar, "Siirrän vuorot")
    browser = signed_in(world.riitta)
    assert "Nosta esiin" in text_of(browser.get(url("step", world, step)))
    page = browser.post(url("step-obstacle", world, step), {"words": ""})
    assert "Kirjoita, mitä huomasit." in text_of(page)
    browser.post(url("step-obstacle", world, step), {"words": "Lista puuttuu."})
    assert (Obstacle.objects.get().by, Obstacle.objects.get().kind) == (world.riitta, "other")


def test_the_second_saver_sees_both_texts_and_chooses(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan Tuomakselle")
    first, second = signed_in(world.leena), signed_in(world.aino)
    version = hidden(second.get(url("step", world, step)), "version")
    first.post(
        url("step-change", world, step), {"what": "Soitan Tuomakselle aamulla", "version": version}
    )
    mine = {"what": "Kysyn Tuomakselta", "version": version}
    page = second.post(url("step-change", world, step), mine)
    assert re.search(r"Leena muutti tätä klo \d+(\.\d\d)?\.", text_of(page))
    assert "Soitan Tuomakselle aamulla" in text_of(page)
    assert 'value="Kysyn Tuomakselta"' in page.content.decode()
    step.refresh_from_db()
    assert step.what == "Soitan Tuomakselle aamulla"
    second.post(url("step-change", world, step), {**mine, "version": hidden(page, "version")})
    step.refresh_from_db()
    assert step.what == "Kysyn Tuomakselta"


def test_the_second_goal_shows_both_and_overwrites_nothing(world: World) -> None:
    first, second = signed_in(world.leena), signed_in(world.aino)
    seen = hidden(second.get(url("goal", world)), "seen_id")
    first.post(url("goal", world), {"words": "Leenan kirjaama", "seen_id": ""})
    page = second.post(url("goal", world), {"words": "Ainon oma", "seen_id": seen})
    assert "Leenan kirjaama" in text_of(page)
    assert "Ainon oma" in page.content.decode()
    assert Goal.objects.get(ended_at=None).words == "Leenan kirjaama"
    second.post(url("goal", world), {"words": "Ainon oma", "seen_id": hidden(page, "seen_id")})
    assert Goal.objects.get(ended_at=None).words == "Ainon oma"


def test_a_workers_gone_day_is_told_to_the_client_and_to_nobody_else(world: World) -> None:
    agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    agree_step(world, world.aino, "Soitan", due_on=in_days(1))
    gone = in_days(1)
    day = f"{gone.day}.{gone.month}."
    with days_later(4):
        hers = text_of(signed_in(world.aino).get(url("plan", world)))
        assert hers.count("sovittu päivä oli") == 2
        assert "Uusi päivä on pyydetty työntekijältä." in hers
        for name in ("omar", "riitta", "veikko"):
            page = text_of(signed_in(world.cast[name]).get(url("plan", world)))
            assert ("sovittu päivä" in page, day in page, "myöhä" in page) == (False,) * 3
        leena = text_of(signed_in(world.leena).get(url("plan", world)))
        assert leena.count("sovittu päivä oli") == 1
        assert "Anna uusi päivä. Asiakas saa tiedon ensin." in leena


def test_the_client_goes_from_steps_to_the_own_plan_and_a_close_one_to_a_list(
    world: World,
) -> None:
    agree_step(world, world.veikko, "Tulen mukaan", due_on=in_days(2))
    assert signed_in(world.aino).get(reverse("steps")).headers["Location"] == url("plan", world)
    page = text_of(signed_in(world.veikko).get(reverse("steps")))
    assert "Tulen mukaan" in page
    assert "Aino" in page
    assert "Ei askelia juuri nyt" in text_of(signed_in(world.outi).get(reverse("steps")))


def test_the_plan_at_a_glance_counts_what_others_take_care_of(world: World) -> None:
    agree_step(world, world.aino, "Soitan")
    agree_step(world, world.leena, "Varaan ajan", due_on=in_days(1))
    plan = queries.summary(a(world.aino), world.case)
    html = render_to_string("plan/_summary.html", {"plan": plan, "is_own": True})
    for words in ("Soitan", "Muut hoitavat 1 asian.", "Leena: Varaan ajan (huomenna)"):
        assert words in html


def test_the_copy_says_that_it_cannot_be_called_back(world: World) -> None:
    agree_step(world, world.aino, "Soitan")
    assert "Ladattua kopiota ei voi perua." in text_of(
        signed_in(world.aino).get(url("plan-copy", world))
    )
    for name in ("omar", "veikko"):
        browser = signed_in(world.cast[name])
        assert browser.get(url("plan-copy", world)).status_code == 404
        assert browser.get(url("plan-pdf", world)).status_code == 404


def test_the_client_takes_a_copy_with_the_private_steps_and_the_own_worker_can_print_it(
    world: World,
) -> None:
    agree_step(world, world.aino, NASTY, is_private=True, due_on=in_days(1))
    part = agree_step(world, world.leena, "Varaan ajan")
    agree_step(world, world.leena, "Soitan", parent_id=part.pk)
    for name in ("aino", "leena"):
        paper = signed_in(world.cast[name]).get(url("plan-pdf", world))
        assert paper.content.startswith(b"%PDF")
        assert paper.headers["Content-Type"] == "application/pdf"
        assert "no-store" in paper.headers["Cache-Control"]
    data = queries.copy_data(a(world.aino), world.case.pk)
    assert [row["private"] for row in data["groups"]["now"]] == [True, False]


def test_a_light_session_does_not_open_the_plan(world: World) -> None:
    assert signed_in(world.veikko, Level.LIGHT).get(url("plan", world)).status_code == 404


@pytest.mark.parametrize("name", ["outi", "eero", "kirsi", "pekka"])
def test_strangers_and_those_whose_consent_ended_find_no_page(world: World, name: str) -> None:
    step = agree_step(world, world.aino, "Soitan")
    browser = signed_in(world.cast[name])
    answers = [browser.get(url(each, world)) for each in GETS]
    answers.append(browser.get(url("step", world, step)))
    answers.append(browser.post(url("step-add", world), {"what": "X"}))
    answers.append(browser.post(url("goal", world), {"words": "X"}))
    facts = {"what": "X", "kind": "no_time", "due_on": "30.11.", "version": "1"}
    answers += [browser.post(url(each, world, step), facts) for each in POSTS]
    assert {answer.status_code for answer in answers} == {404}
    missing = browser.get(reverse("plan", args=[no_such_id()]))
    assert text_of(missing) == text_of(answers[0])
    assert (Step.objects.count(), Goal.objects.count()) == (1, 0)


def test_nobody_gets_past_the_door(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    for name, about in (("plan", None), ("step", step), ("plan-pdf", None)):
        assert Client().get(url(name, world, about)).status_code == 302
    assert Client().post(url("step-complete", world, step)).status_code == 302
    assert not Completion.objects.exists()


def test_a_step_of_another_work_is_not_reached_through_this_one(world: World) -> None:
    step = agree_step(world, world.aino, "Soitan")
    browser = signed_in(world.aino)
    assert browser.get(reverse("step", args=[world.case.pk, uuid4()])).status_code == 404
    assert browser.get(reverse("step", args=[uuid4(), step.pk])).status_code == 404


def test_pages_of_the_plan_are_not_stored(world: World) -> None:
    page = signed_in(world.aino).get(url("plan", world))
    assert "no-store" in page.headers["Cache-Control"]


def test_a_step_is_given_to_those_alone_who_see_the_plan(world: World) -> None:
    """S4.5 · Whoever lacks the topic is neither offered nor taken, and it is said what to do."""
    agree(world, world.seats["omar"], topics=("times",))
    for who in (world.aino, world.leena):
        form = signed_in(who).get(url("plan", world)).context["form"]
        assert world.omar.pk not in {
            UUID(key) for key, _name in form.fields["responsible_id"].choices
        }
    assert "suunnitelmaasi. Anna siihen ensin lupa" in refused_to(world, world.aino)
    assert "suunnitelmaa. Pyydä asiakkaalta lupa" in refused_to(world, world.leena)
    assert not Step.objects.filter(responsible=world.omar).exists()


def refused_to(world: World, by: Person) -> str:
    with pytest.raises(ValidationError) as refused:
        agree_step(world, by, "Soittaa", responsible_id=world.omar.pk)
    return refused.value.messages[0]


def test_home_and_plan_tell_the_same_number_of_people(world: World) -> None:
    """S4.4 · Those who see are counted in one place; oneself is not one of them."""
    others = len({world.leena, world.omar, world.riitta, world.veikko})
    plan = queries.plan_page(a(world.aino), world.case.pk)
    home = text_of(signed_in(world.aino).get("/"))
    assert plan.seers == others
    assert f"{others} ihmistä" in home
    agree(world, world.seats["omar"], topics=("times",))
    assert queries.plan_page(a(world.aino), world.case.pk).seers == others - 1
