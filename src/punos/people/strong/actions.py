"""Whose proof is it? The only writers of identities; each change and its trace are one transaction.

A person is known by an identity that was joined before, or by the identity code that somebody
had noted. A new identity is joined by an invitation, by the person's own surely known session,
or by the code. Never by an e-mail or a name, and nobody is made who was not invited to work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from punos import clock
from punos.people import actions as people
from punos.people import letters, replay
from punos.people.actor import Actor, Level
from punos.people.identities import Arrival, DoorInvitation, Identity, OuterSession, SpentProof
from punos.people.models import CredentialChange, Employment, Person, SignIn
from punos.people.strong.beginning import begin_work
from punos.people.strong.door import Door, NotIn, Proof
from punos.people.tokens import new_token, token_hash
from punos.trace import actions as trace
from punos.trace import journal
from punos.trace.refusal import Refused

INVITED_FOR = timedelta(days=7)
ARRIVED_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Errand:
    """What the browser came for: a page, and perhaps to be joined to a person."""

    next_page: str = ""
    # Whose session asked to be joined to this identity; nobody else's is.
    link: str = ""
    invitation: str = ""

    @classmethod
    def of(cls, state: Mapping[str, object]) -> "Errand":
        return cls(*(str(state.get(name, "")) for name in ("next_page", "link", "invitation")))


def spend(proof: Proof) -> None:
    """Take the proof as shown. Raises NotIn if it was shown before, whatever came of it then."""
    key = token_hash(f"{proof.door.code}:{proof.issuer}:{proof.token_id}")
    try:
        with transaction.atomic():
            SpentProof.objects.create(token_hash=key)
    except IntegrityError:
        raise NotIn("replayed") from None


def note_refusal(*, by: Actor, door: Door, why: str) -> None:
    """Keep that a door stayed shut; never what was shown at it."""
    trace.record(by, "people.sign_in.refused", None, None, way=door.code, why=why)


@transaction.atomic
def recognise(*, by: Actor, proof: Proof, errand: Errand) -> Person:
    """Return whose proof it is, joining it to a person where one of the ways allows. Or NotIn."""
    known = _known(proof)
    person = known.person if known else _by_code(proof)
    how, linked_by = Identity.How.IDENTITY_CODE, None
    if errand.invitation:
        invited, linked_by = _invited(by, proof.door, errand.invitation)
        _same(person, invited)
        person, how = invited, Identity.How.INVITED
    elif errand.link:
        asker = _asker(by, proof.door, errand.link)
        _same(person, asker)
        person, how, linked_by = asker, Identity.How.OWN, asker
    if person is None or not person.is_active:
        raise NotIn("unknown")
    _agree_on_code(by, person, proof)
    _ask_for_work(person, proof.door)
    if known is None:
        known = _join(by, proof, person, how, linked_by)
    Identity.objects.filter(pk=known.pk).update(seen_at=clock.now())
    return person


def _known(proof: Proof) -> Identity | None:
    living = Identity.objects.filter(
        issuer=proof.issuer, subject_hash=proof.subject_hash, ended_at=None
    )
    return living.select_for_update(of=("self",)).select_related("person").first()


def _by_code(proof: Proof) -> Person | None:
    """Match by the keyed hash of the identity code: strong identification of anybody alone."""
    if not proof.code_hash or proof.door.is_for_staff or proof.door.level < Level.STRONG:
        return None
    return Person.objects.filter(identity_hash=proof.code_hash).first()


def _invited(by: Actor, door: Door, hashed: str) -> tuple[Person, Person | None]:
    """Return whom the link invites and who made it; it works once."""
    living = DoorInvitation.objects.filter(spent_at=None, until_at__gt=clock.now(), door=door.code)
    found = living.select_for_update(of=("self",)).filter(token_hash=hashed).first()
    if found:
        found.spent_at = clock.now()
        found.save(update_fields=["spent_at"])
        return found.person, found.made_by
    if door.is_for_staff and (person := begin_work(by=by, door=door, hashed=hashed)):
        return person, None
    raise NotIn("invitation")


def _asker(by: Actor, door: Door, link: str) -> Person:
    """Return who asked to be joined, if that session still is theirs and sure enough."""
    least = Level.STRONG if door.is_for_staff else Level.DEVICE
    if by.person is None or str(by.person.pk) != link or by.level < least:
        raise NotIn("link")
    return by.person


def _same(one: Person | None, other: Person) -> None:
    if one is not None and one != other:
        raise NotIn("other")


def _agree_on_code(by: Actor, person: Person, proof: Proof) -> None:
    """Refuse an identity code that is not this person's; note it where none was known."""
    if not proof.code_hash or proof.door.is_for_staff or person.identity_hash == proof.code_hash:
        return
    held = Person.objects.filter(identity_hash=proof.code_hash).exists()
    if person.identity_hash or held:
        raise NotIn("other")
    Person.objects.filter(pk=person.pk).update(identity_hash=proof.code_hash)
    trace.record(by, "people.identity.noted", None, person, way=proof.door.code)


def _ask_for_work(person: Person, door: Door) -> None:
    """Let nobody in by the door of an organisation where they do not work today."""
    if not door.is_for_staff:
        return
    jobs = Employment.objects.on(clock.today()).filter(person=person)
    if not jobs.filter(organisation__name=door.organisation).exists():
        raise NotIn("no_work")


def _join(
    by: Actor, proof: Proof, person: Person, how: Identity.How, linked_by: Person | None
) -> Identity:
    identity = Identity.objects.create(
        person=person,
        door=proof.door.code,
        issuer=proof.issuer,
        subject_hash=proof.subject_hash,
        how=how,
        linked_by=linked_by,
        linked_at=clock.now(),
    )
    trace.record(by, "people.identity.joined", None, identity, way=proof.door.code, how=how)
    letters.tell_of_change(person=person, kind=CredentialChange.Kind.DOOR, now=clock.now())
    return identity


@transaction.atomic
def register(*, by: Actor, person: Person, proof: Proof) -> Identity:
    """Join a subject that the organisation's own directory has told beforehand.

    The caller has asked whether the actor may; today that is the one who runs the installation.
    """
    if _known(proof):
        raise NotIn("other")
    return _join(by, proof, person, Identity.How.REGISTERED, by.person)


@transaction.atomic
def invite(*, by: Actor, person: Person, door: Door) -> tuple[str, datetime]:
    """Make a link by which the employee joins their own identity once. Returns token and end.

    The caller has asked whether the actor may; today that is the one who runs the installation.
    An older invitation to the same door ends.
    """
    _ask_for_work(person, door)
    now = clock.now()
    mine = DoorInvitation.objects.filter(person=person, door=door.code, spent_at=None)
    mine.filter(until_at__gt=now).update(until_at=now)
    token = new_token()
    invitation = DoorInvitation.objects.create(
        person=person,
        door=door.code,
        token_hash=token_hash(token),
        made_by=by.person,
        made_at=now,
        until_at=now + INVITED_FOR,
    )
    trace.record(by, "people.identity.invited", None, invitation, way=door.code)
    return token, invitation.until_at


@transaction.atomic
def end_identity(*, by: Actor, identity_id: UUID) -> Identity:
    """Part one of the actor's own identities; it opens nothing any more."""
    mine = Identity.objects.select_for_update().filter(person=by.person, ended_at=None)
    identity = mine.filter(pk=identity_id).first()
    if identity is None or by.level < Level.DEVICE:
        raise Refused(by, "people.identity", identity_id)
    identity.ended_at = clock.now()
    identity.save(update_fields=["ended_at"])
    trace.record(by, "people.identity.ended", None, identity, way=identity.door)
    letters.tell_of_change(person=by.who, kind=CredentialChange.Kind.DOOR, now=clock.now())
    journal.append_on_commit(replay.line_of_identity(identity))
    return identity


@transaction.atomic
def keep_arrival(proof: Proof, *, request_id: str) -> str:
    """Keep a SAML proof until the session that asked for it fetches it. Returns its secret."""
    token = new_token()
    Arrival.objects.create(
        token_hash=token_hash(token),
        door=proof.door.code,
        request_id=request_id,
        issuer=proof.issuer,
        subject_hash=proof.subject_hash,
        code_hash=proof.code_hash,
        index_hash=proof.index_hash,
        sealed=proof.sealed,
        until_at=clock.now() + ARRIVED_FOR,
    )
    return token


@transaction.atomic
def fetch_arrival(*, door: Door, token: str) -> tuple[Proof, str]:
    """Return the proof that arrived and which request it answers; it can be fetched once."""
    here = Arrival.objects.select_for_update().filter(door=door.code, until_at__gt=clock.now())
    found = here.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotIn("expired")
    found.delete()
    proof = Proof(
        door=door,
        issuer=found.issuer,
        subject_hash=found.subject_hash,
        token_id="",
        code_hash=found.code_hash,
        sealed=found.sealed,
        index_hash=found.index_hash,
    )
    return proof, found.request_id


@transaction.atomic
def keep_outer_session(*, by: Actor, proof: Proof) -> None:
    """Remember by a hash which session of the guard's this one came from."""
    if proof.index_hash and SignIn.objects.filter(pk=by.session).exists():
        told = {"door": proof.door.code, "index_hash": proof.index_hash}
        OuterSession.objects.update_or_create(sign_in_id=by.session, defaults=told)


def is_of_outer_session(*, by: Actor, index_hash: str) -> bool:
    """Return whether the actor's own session came from that session of the guard's."""
    return OuterSession.objects.filter(sign_in_id=by.session, index_hash=index_hash).exists()


@transaction.atomic
def end_outer_session(*, by: Actor, door: Door, index_hash: str) -> int:
    """End every session here that came from that session of the guard's."""
    ended = SignIn.objects.filter(outersession__door=door.code, outersession__index_hash=index_hash)
    number = people.end_sessions(ended)
    if number:
        trace.record(by, "people.person.signed_out", None, None, why="door", way=door.code)
    return number
