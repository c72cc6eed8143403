"""From a proof to a session and, at the end, out of the guard's session too."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from punos.people import doors as own
from punos.people.actor import Actor
from punos.people.http import Request
from punos.people.session import OUTER
from punos.people.strong import actions, openid, saml
from punos.people.strong.actions import Errand
from punos.people.strong.door import Door, NotIn, Proof
from punos.people.tokens import token_hash

SALT = "punos.people.strong.link"
OUT = "punos.people.strong.out"
LINK_SECONDS = 1800
OUT_SECONDS = 600


def door_or_404(code: str) -> Door:
    """Return the configured door of that code."""
    door: Door | None = settings.STRONG_DOORS.get(code)
    if door is None:
        raise Http404
    return door


def want(door: Door, kind: str) -> None:
    """Ask that the door speaks this language; else there is no such page."""
    if door.kind != kind:
        raise Http404


def errand(request: Request, door: Door) -> dict[str, Any]:
    """Return what the browser comes for, as its session keeps it."""
    made = {"next_page": own.next_page(request)}
    asker = request.actor
    if token := request.GET.get("yhdista"):
        if not is_own_link(asker, door, token):
            raise NotIn("link")
        made["link"] = str(asker.who.pk)
    if token := request.GET.get("kutsu"):
        made["invitation"] = token_hash(token)
    return made


def link_token(asker: Actor, door: Door) -> str:
    """Return the word by which a page of this session asks to join an identity to its person."""
    return signing.dumps([asker.session, door.code], salt=SALT)


def is_own_link(asker: Actor, door: Door, token: str) -> bool:
    """Return whether the word was made for this very session and door, within half an hour."""
    try:
        told = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return False
    return asker.person is not None and told == [asker.session, door.code]


def begin(request: Request, door: Door) -> HttpResponse:
    """Lead the browser to the guard."""
    kept = errand(request, door)
    lead = openid.begin if door.kind == "oidc" else saml.begin
    try:
        return lead(request, door, kept)
    except NotIn as shut:
        raise NotIn(shut.code, next_page=kept["next_page"]) from None


def finish(request: Request, door: Door) -> HttpResponse:
    """Sign in whoever the proof is of, and go to the page that was wanted. Raises NotIn."""
    proof, state = _proof(request, door)
    wanted = Errand.of(state)
    try:
        person = actions.recognise(by=request.actor, proof=proof, errand=wanted)
    except NotIn as shut:
        raise NotIn(shut.code, next_page=wanted.next_page) from None
    own.sign_in(request, person, door.level, way=door.code)
    request.session[OUTER] = {"door": door.code, "sealed": proof.sealed}
    actions.keep_outer_session(by=request.actor, proof=proof)
    return HttpResponseRedirect(wanted.next_page or "/")


def _proof(request: Request, door: Door) -> tuple[Proof, dict[str, Any]]:
    if door.kind == "saml":
        proof, asked = actions.fetch_arrival(door=door, token=request.GET.get("t", ""))
        return proof, saml.errand_of(request, door, asked)
    proof, state = openid.finish(request, door)
    actions.spend(proof)
    return proof, state


def arrive(request: Request, door: Door) -> str:
    """Take in a SAML answer, which comes without a session. Returns the secret to fetch it by."""
    proof, asked = saml.arrived(request, door)
    actions.spend(proof)
    return actions.keep_arrival(proof, request_id=asked)


def way_out(request: Request) -> str:
    """Return the page that leads out of the guard's session, or nothing where the door was ours.

    Asked before our session is closed, opened after it: Suomi.fi wants it in this order.
    """
    outer = request.session.get(OUTER)
    if not outer or outer["door"] not in settings.STRONG_DOORS:
        return ""
    told = signing.dumps(outer, salt=OUT)
    return f"{reverse('farewell')}?{urlencode({'m': told})}"


def farewell(request: Request, signed: str) -> dict[str, str]:
    """Return the guard's name and the address that ends its session too."""
    try:
        outer = signing.loads(signed, salt=OUT, max_age=OUT_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    door = door_or_404(outer["door"])
    try:
        if door.kind == "oidc":
            address = openid.way_out(request, door)
        else:
            address = saml.way_out(request, door, outer["sealed"])
    except NotIn:
        address = ""
    return {"name": door.name(get_language() or "fi"), "address": address}


def end_from_afar(request: Request, door: Door) -> str:
    """Close what the guard's signed word ends; return where it wants its answer. Raises NotIn."""
    by = request.actor
    if door.kind == "oidc":
        hashes, answer = [openid.ended_session(door, request.POST.get("logout_token", ""))], ""
    else:
        hashes, answer = saml.asked_to_end(request, door)
    for each in hashes:
        if actions.is_of_outer_session(by=by, index_hash=each):
            own.sign_out(request, why="door")
        actions.end_outer_session(by=by, door=door, index_hash=each)
    return answer
