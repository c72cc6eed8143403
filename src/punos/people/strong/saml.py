"""SAML as Suomi.fi speaks it. The library python3-saml is known here alone.

The library checks signatures, schema and times. What it lets pass when it is missing is asked
here: destination, audience, recipient, the answered request, both issuers, the way of being
recognised. Exactly one assertion may stand anywhere in the document, so nothing can be wrapped.
"""

import json
from functools import lru_cache
from typing import Any, cast

from allauth.socialaccount.internal import statekit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from punos.people import addresses
from punos.people.seal import seal, unseal
from punos.people.strong import secrets
from punos.people.strong.door import Door, NotIn, Proof

LARGEST = 200_000
CODES = "/p:Response/p:Status//p:StatusCode/@Value"
NAMES = {"s": Words.NS_SAML, "p": Words.NS_SAMLP}
# Why the guard says no, by the last word of its status.
STATUS = {
    "AuthnFailed": "cancelled",
    "RequestDenied": "cancelled",
    "NoAuthnContext": "level",
    "Responder": "down",
}


@lru_cache(maxsize=32)
def _guard(door: Door) -> dict[str, Any]:
    """Return what the guard's metadata tell: its name, addresses and keys."""
    told = OneLogin_Saml2_IdPMetadataParser.parse(
        door.metadata,
        required_sso_binding=Words.BINDING_HTTP_REDIRECT,
        required_slo_binding=Words.BINDING_HTTP_REDIRECT,
        entity_id=door.issuer or None,
    )
    return cast("dict[str, Any]", told["idp"])


def _rules(request: HttpRequest, door: Door, *, logout: bool = False) -> dict[str, Any]:
    """Return the library's settings: everything is signed, nothing old is believed."""
    metadata = addresses.full("door-metadata", door.code, request=request)
    return {
        "strict": True,
        "debug": False,
        "idp": _guard(door),
        "sp": {
            "entityId": door.entity or metadata,
            "assertionConsumerService": {
                "url": addresses.full("door-return", door.code, request=request),
                "binding": Words.BINDING_HTTP_POST,
            },
            "singleLogoutService": {
                "url": addresses.full("door-logout", door.code, request=request),
                "binding": Words.BINDING_HTTP_REDIRECT,
            },
            "NameIDFormat": Words.NAMEID_TRANSIENT,
            "x509cert": door.certificate,
            "privateKey": door.key,
        },
        "security": {
            "authnRequestsSigned": True,
            "logoutRequestSigned": True,
            "logoutResponseSigned": True,
            "signMetadata": True,
            # An unsigned request to sign out ends no session (INTEROP.md 4.1).
            "wantMessagesSigned": logout or door.signed in {"both", "message"},
            "wantAssertionsSigned": door.signed in {"both", "assertion"},
            "wantAssertionsEncrypted": door.encrypted,
            "wantNameId": True,
            "wantAttributeStatement": True,
            "requestedAuthnContext": list(door.acr) or False,
            "requestedAuthnContextComparison": "exact",
            "signatureAlgorithm": Words.RSA_SHA256,
            "digestAlgorithm": Words.SHA256,
            "rejectDeprecatedAlgorithm": True,
            "allowSingleLabelDomains": True,
        },
    }


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return the request as the library wants it, at the service's own address."""
    scheme, _, host = addresses.base(request).partition("://")
    return {
        "https": "on" if scheme == "https" else "off",
        "http_host": host,
        "script_name": request.path,
        "get_data": request.GET.dict(),
        "post_data": request.POST.dict(),
        "query_string": request.META.get("QUERY_STRING", ""),
    }


def _auth(request: HttpRequest, door: Door, *, logout: bool = False) -> OneLogin_Saml2_Auth:
    return OneLogin_Saml2_Auth(_asked(request), _rules(request, door, logout=logout))


def begin(request: HttpRequest, door: Door, errand: dict[str, Any]) -> HttpResponse:
    """Lead the browser to the guard with a signed request; what it comes for waits here."""
    auth = _auth(request, door)
    address = auth.login(return_to="", set_nameid_policy=True)
    name = auth.get_last_request_id()
    statekit.stash_state(request, provider_id=door.code, state=errand, state_id=name)
    return HttpResponseRedirect(address)


def errand_of(request: HttpRequest, door: Door, request_id: str) -> dict[str, Any]:
    """Return what this session came for with that request, once; raises NotIn if it is not its."""
    state: dict[str, Any] | None = statekit.unstash_state(
        request, provider_id=door.code, state_id=request_id
    )
    if state is None:
        raise NotIn("expired")
    return state


def arrived(request: HttpRequest, door: Door) -> tuple[Proof, str]:
    """Return what the guard proved, and which request it answers. Raises NotIn."""
    told = request.POST.get("SAMLResponse", "")
    if not told or len(told) > LARGEST:
        raise NotIn("broken")
    settings = OneLogin_Saml2_Settings(_rules(request, door))
    response = _verified(request, settings, told)
    assertion = Assertion(response)
    acs = addresses.full("door-return", door.code, request=request)
    assertion.ask(
        acs=acs, entity=settings.get_sp_data()["entityId"], guard=_guard(door)["entityId"]
    )
    if not door.is_sure(assertion.context):
        raise NotIn("level")
    return _proof(door, response, assertion), assertion.answers


def _verified(
    request: HttpRequest, settings: OneLogin_Saml2_Settings, told: str
) -> OneLogin_Saml2_Response:
    """Return the answer after every check that the library makes."""
    status: list[str] = []
    try:
        response = OneLogin_Saml2_Response(settings, told)
        status = [_last(each) for each in response.document.xpath(CODES, namespaces=NAMES)]
        response.is_valid(_asked(request), raise_exceptions=True)
    except Exception:  # noqa: BLE001 -- whatever the library stumbles on, the door stays shut
        # The guard's own "no" opens nothing, so it is told even where nobody signed it.
        raise NotIn(next((STATUS[each] for each in status if each in STATUS), "broken")) from None
    return response


def _last(status: str) -> str:
    return status.rpartition(":")[2]


class Assertion:
    """The one assertion of an answer whose signatures have been checked."""

    def __init__(self, response: OneLogin_Saml2_Response) -> None:
        self.answer = response.document
        tree = response.decrypted_document if response.encrypted else response.document
        found = tree.xpath("//s:Assertion", namespaces=NAMES)
        if len(found) != 1:
            raise NotIn("broken")
        self.one = found[0]

    def all(self, path: str) -> list[str]:
        """Return every value at the path of this assertion."""
        return [str(each) for each in self.one.xpath(path, namespaces=NAMES)]

    @property
    def answers(self) -> str:
        """The id of the request that is answered, as the answer says."""
        return str(self.answer.get("InResponseTo", ""))

    @property
    def context(self) -> str:
        """How the person was recognised."""
        found = self.all("s:AuthnStatement/s:AuthnContext/s:AuthnContextClassRef/text()")
        return found[0].strip() if len(found) == 1 else ""

    def ask(self, *, acs: str, entity: str, guard: str) -> None:
        """Refuse an answer that was made for another place, request or service."""
        data = "s:Subject/s:SubjectConfirmation[@Method=$bearer]/s:SubjectConfirmationData"
        confirmed = self.one.xpath(data, namespaces=NAMES, bearer=Words.CM_BEARER)
        issuers = self.answer.xpath("/p:Response/s:Issuer/text()", namespaces=NAMES)
        issuers += self.one.xpath("s:Issuer/text()", namespaces=NAMES)
        is_for_us = (
            self.answer.get("Destination") == acs
            and [str(each).strip() for each in issuers] == [guard, guard]
            and entity in self.all("s:Conditions/s:AudienceRestriction/s:Audience/text()")
            and len(self.all("s:Conditions/@NotOnOrAfter")) == 1
            and len(confirmed) == 1
            and confirmed[0].get("Recipient") == acs
            and confirmed[0].get("InResponseTo") == self.answers != ""
            and confirmed[0].get("NotOnOrAfter") is not None
        )
        if not is_for_us:
            raise NotIn("broken")


def _proof(door: Door, response: OneLogin_Saml2_Response, assertion: Assertion) -> Proof:
    """Return the proof; of all that the guard told two values are read and none is kept."""
    told: dict[str, list[str]] = response.get_attributes()
    subject = next((told[name][0] for name in door.subject if len(told.get(name, [])) == 1), "")
    code = told.get(door.identity_code, [])
    if not subject or len(code) > 1:
        raise NotIn("broken")
    index = response.get_session_index() or ""
    named = {"name": response.get_nameid_data(), "index": index}
    return secrets.proof_of(
        door=door,
        issuer=_guard(door)["entityId"],
        subject=subject,
        token_id=assertion.one.get("ID", ""),
        identity_code=code[0] if code else "",
        session=index,
        sealed=seal(json.dumps(named)),
    )


def metadata(request: HttpRequest, door: Door) -> str:
    """Return what the guard must know of us, signed."""
    settings = OneLogin_Saml2_Settings(_rules(request, door), sp_validation_only=True)
    made = settings.get_sp_metadata()
    return made.decode() if isinstance(made, bytes) else str(made)


def way_out(request: HttpRequest, door: Door, sealed: str) -> str:
    """Return where the guard's own session is ended, with our signed request; or nothing."""
    if not sealed or "singleLogoutService" not in _guard(door):
        return ""
    told = json.loads(unseal(sealed))
    auth = _auth(request, door, logout=True)
    name = told["name"]
    address: str = auth.logout(
        return_to="",
        name_id=name.get("Value"),
        session_index=told["index"] or None,
        nq=name.get("NameQualifier"),
        name_id_format=name.get("Format"),
        spnq=name.get("SPNameQualifier"),
    )
    return address


def asked_to_end(request: HttpRequest, door: Door) -> tuple[list[str], str]:
    """Return the hashes of the sessions that the guard ends, and where to answer. Or NotIn.

    The answer to our own request ends nothing, and leads nowhere.
    """
    auth = _auth(request, door, logout=True)
    try:
        address = auth.process_slo(keep_local_session=True) or ""
        told = request.GET.get("SAMLRequest", "")
        if auth.get_errors() or not (told or request.GET.get("SAMLResponse")):
            raise NotIn("broken")
        asked = auth.get_last_request_xml() if told else None
        sessions = OneLogin_Saml2_Logout_Request.get_session_indexes(asked) if asked else []
    except NotIn:
        raise
    except Exception:  # noqa: BLE001 -- as above
        raise NotIn("broken") from None
    issuer = _guard(door)["entityId"]
    return [secrets.outer_hash("session", issuer, each) for each in sessions], address
