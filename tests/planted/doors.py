"""Faults of the doors of others: tokens and assertions that must not be believed."""

from tests.planted.fault import Fault

STRONG = "src/punos/people/strong/"
TOKEN, SAML = STRONG + "idtoken.py", STRONG + "saml.py"
TOKENS = "src/punos/people/tests/test_wrong_tokens.py"
SUOMI = "src/punos/people/tests/test_suomi_fi_door.py"

DOORS = (
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
        STRONG + "openid.py",
        "        idtoken.ask_surety(self.door, claims)\n",
        "",
        (TOKENS,),
    ),
    Fault(
        "another issuer's answer is believed",
        STRONG + "openid.py",
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
        STRONG + "coming.py",
        "        return proof, saml.errand_of(request, door, asked)",
        '        return proof, {"next_page": "/"}',
        (SUOMI,),
    ),
    Fault(
        "a proof opens twice",
        STRONG + "actions.py",
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
)
