"""Faults that somebody might make by a slip of the hand, and the tests that must find each.

Each is one exact change in one file. `python -m tests.planted` plants them one by one in a copy
of the tree. A fault that no test finds is a hole in the specification, not in the program.
"""

from dataclasses import dataclass

POLICY = "src/punos/access/policy.py"
ORACLE = "tests/properties/test_policy.py"
STORIES = "src/punos/access/tests/"
NETWORK = "src/punos/network/tests/"
DOORS = "src/punos/people/strong/"
TOKEN, SAML = DOORS + "idtoken.py", DOORS + "saml.py"
TOKENS = "src/punos/people/tests/test_wrong_tokens.py"
SUOMI = "src/punos/people/tests/test_suomi_fi_door.py"


@dataclass(frozen=True)
class Fault:
    """One planted fault: where, what stands there, what is put in its place, who must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


FAULTS = (
    Fault(
        "a consent lasts one moment too long",
        POLICY,
        "        from_at__lte=at,\n        until_at__gt=at,\n    )",
        "        from_at__lte=at,\n        until_at__gte=at,\n    )",
        (ORACLE, STORIES + "test_consent.py"),
    ),
    Fault(
        "a consent that was taken back still opens",
        POLICY,
        "        Q(withdrawal__isnull=True) | Q(withdrawal__at__gt=at),\n",
        "",
        (ORACLE, NETWORK + "test_withdrawal.py"),
    ),
    Fault(
        "a withdrawal counts from the next moment",
        POLICY,
        "Q(withdrawal__isnull=True) | Q(withdrawal__at__gt=at)",
        "Q(withdrawal__isnull=True) | Q(withdrawal__at__gte=at)",
        (ORACLE,),
    ),
    Fault(
        "an older consent opens beside the newer one",
        POLICY,
        "        Q(replaced_at__isnull=True) | Q(replaced_at__gt=at),\n",
        "",
        (ORACLE, STORIES + "test_consent.py"),
    ),
    Fault(
        "who stepped aside still sees",
        POLICY,
        "        ~Exists(known),\n",
        "",
        (ORACLE, STORIES + "test_recusal.py"),
    ),
    Fault(
        "an ended employment still opens",
        POLICY,
        "Q(employment__until_on__isnull=True) | Q(employment__until_on__gte=day)",
        "Q()",
        (ORACLE, STORIES + "test_consent.py"),
    ),
    Fault(
        "a task that was agreed before a withdrawal goes on",
        POLICY,
        "        ~Exists(taken_back),\n",
        "",
        (ORACLE, STORIES + "test_capacities.py"),
    ),
    Fault(
        "an ended work stays open",
        POLICY,
        "        | Q(case__ending__at__gt=at)\n        | Q(capacity",
        "        | Q(case__ending__at__isnull=False)\n        | Q(capacity",
        (ORACLE, STORIES + "test_ending.py"),
    ),
    Fault(
        "one meeting's grant opens every meeting",
        POLICY,
        "            and (each.occasion is None or each.occasion == occasion)\n",
        "",
        (ORACLE, STORIES + "test_capacities.py"),
    ),
    Fault(
        "a light sign-in opens all in one place",
        POLICY,
        "            and actor.level >= LEAST_LEVEL[Right(each.right)]\n",
        "",
        (ORACLE, STORIES + "test_levels.py"),
    ),
    Fault(
        "the client writes in an ended work",
        POLICY,
        "each.ended_at > now or each.right not in WRITING)",
        "each.ended_at > now or each.right in WRITING)",
        (ORACLE, STORIES + "test_ending.py"),
    ),
    Fault(
        "an entry of a circle shows to all",
        POLICY,
        " & (Q(circle__isnull=True, case__in=whole) | entered)",
        "",
        (ORACLE, STORIES + "test_circles.py"),
    ),
    Fault(
        "a guardian sees before anybody has decided",
        POLICY,
        "        Q(circles_only=False) | Exists(circles),\n",
        "",
        (ORACLE, STORIES + "test_guardian.py"),
    ),
    Fault(
        "a look through another's eyes writes",
        POLICY,
        "        if right not in WRITING and actor.level",
        "        if actor.level",
        (STORIES + "test_preview.py",),
    ),
    Fault(
        "a look through another's eyes opens other cases",
        POLICY,
        "    if preview is None or preview.case_id != case_id:",
        "    if preview is None:",
        (STORIES + "test_preview.py",),
    ),
    Fault(
        "a disclosure to another body is not noted",
        POLICY,
        "body.pk != case.owner_id",
        "body.pk == case.owner_id",
        (STORIES + "test_use_log.py",),
    ),
    Fault(
        "the kind sentence for a recorder who works is forgotten",
        "src/punos/access/actions/grants.py",
        "        if other:\n",
        "        if other is None and False:\n",
        (STORIES + "test_capacities.py",),
    ),
    Fault(
        "the database lets one person work and record",
        "src/punos/access/migrations/0001_initial.py",
        '("capacity__in", ("work", "record"))',
        '("capacity__in", ("work",))',
        (STORIES + "test_capacities.py",),
    ),
    Fault(
        "a consent until today is refused",
        "src/punos/access/rules.py",
        "    return today <= until_on <= last_possible_day(today)",
        "    return today < until_on <= last_possible_day(today)",
        (STORIES + "test_consent.py",),
    ),
    Fault(
        "a private entry stays with the old own worker",
        "src/punos/access/actions/circles.py",
        "circle.members.filter(person=old, until_at=None).update(until_at=now)",
        "pass",
        (STORIES + "test_circles.py",),
    ),
    Fault(
        "a link to the chain before is not in the hash",
        "src/punos/trace/models.py",
        'f"{previous}\\n{body}"',
        'f"{body}"',
        ("src/punos/trace/tests/test_chains.py",),
    ),
    Fault(
        "the purpose of a look may be changed unseen",
        "src/punos/trace/models.py",
        '"provider_name", "purpose", "preview_of")',
        '"provider_name", "preview_of")',
        ("src/punos/trace/tests/test_chains.py",),
    ),
    Fault(
        "a refused try leaves no row",
        "src/punos/trace/middleware.py",
        "if isinstance(exception, Refused):",
        "if isinstance(exception, KeyError):",
        (STORIES + "test_use_log.py",),
    ),
    Fault(
        "what was unseen before a withdrawal shows under a newer consent",
        "src/punos/notices/queries.py",
        "        ~Exists(taken_back),\n",
        "",
        ("src/punos/notices/tests/test_because.py",),
    ),
    Fault(
        "whoever is signed in answers a close one's link",
        "src/punos/network/views/invitee.py",
        " or wall.stands(request, page.seat.person)",
        "",
        ("src/punos/people/tests/test_wall.py",),
    ),
    Fault(
        "opening a close one's link spends it",
        "src/punos/network/views/invitee.py",
        'request.method == "GET" or wall.stands',
        'request.method == "POST" and wall.stands',
        (NETWORK + "test_close_ones_link.py",),
    ),
    Fault(
        "a token for another sign-in is believed",
        TOKEN,
        '    if claims.get("nonce") != nonce:\n        raise NotIn("broken")\n',
        "",
        (TOKENS,),
    ),
    Fault(
        "a token for several services is believed",
        TOKEN,
        '    if claims["aud"] not in (client, [client]) or claims.get("azp", client) != client:',
        '    if claims.get("azp", client) != client:',
        (TOKENS,),
    ),
    Fault(
        "a token of a weak recognition is believed",
        DOORS + "openid.py",
        "        idtoken.ask_surety(self.door, claims)\n",
        "",
        (TOKENS,),
    ),
    Fault(
        "another issuer's answer is believed",
        DOORS + "openid.py",
        "        _ask_who_answers(request, self.adapter.door)\n",
        "",
        (TOKENS,),
    ),
    Fault(
        "an old token is believed",
        TOKEN,
        '    if clock.now().timestamp() - claims["iat"] > (FRESH + LEEWAY).total_seconds():\n        raise NotIn("broken")\n',
        "",
        (TOKENS,),
    ),
    Fault(
        "a token that nobody signed is believed",
        TOKEN,
        "            options={",
        '            options={"verify_signature": False, ',
        (TOKENS,),
    ),
    Fault(
        "a SAML answer to another place is believed",
        SAML,
        '            and confirmed[0].get("Recipient") == acs\n',
        "",
        (SUOMI,),
    ),
    Fault(
        "a SAML answer for nobody's ears is believed",
        SAML,
        '            and entity in self.all("s:Conditions/s:AudienceRestriction/s:Audience/text()")\n',
        "",
        (SUOMI,),
    ),
    Fault(
        "a SAML answer that nobody asked for is believed",
        SAML,
        '            and confirmed[0].get("InResponseTo") == self.answers != ""\n',
        "",
        (SUOMI,),
    ),
    Fault(
        "a SAML answer opens in whichever browser fetches it",
        DOORS + "coming.py",
        "        return proof, saml.errand_of(request, door, asked)",
        '        return proof, {"next_page": "/"}',
        (SUOMI,),
    ),
    Fault(
        "a proof opens twice",
        DOORS + "actions.py",
        "            SpentProof.objects.create(token_hash=key)",
        "            SpentProof.objects.get_or_create(token_hash=key)",
        (SUOMI,),
    ),
    Fault(
        "an unsigned word ends a session",
        SAML,
        '"wantMessagesSigned": logout or door.signed',
        '"wantMessagesSigned": not logout and door.signed',
        (SUOMI,),
    ),
    Fault(
        "the way waits for the client's own step, and so tells of it",
        "src/punos/plan/queries/stored.py",
        " for is_worker, _made, said in steps if is_worker]",
        " for is_worker, _made, said in steps]",
        ("src/punos/meetings/tests/test_minutes.py", "src/punos/plan/tests/test_small_steps.py"),
    ),
)
