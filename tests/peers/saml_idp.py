"""A small SAML identity provider as Suomi.fi's public description has it: it signs and encrypts.

It stands for the system outside alone: what it signs goes through the browser to the program's
real addresses. The same tests run against Suomi.fi's own test environment if its metadata is
given to the door and a person answers its pages; what is wrong on purpose only this one says.
"""

import base64
import datetime
import zlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

ENTITY = "https://tunnistus.example/idp"
PLACE = "https://tunnistus.example/sso"
OUT = "https://tunnistus.example/slo"
LOA3 = "http://ftn.ficora.fi/2017/loa3"
CODE, NAME, HOME = "urn:oid:1.2.246.21", "urn:oid:2.5.4.4", "urn:oid:1.2.246.517.2002.2.4"
S = "urn:oasis:names:tc:SAML:2.0:assertion"
P = "urn:oasis:names:tc:SAML:2.0:protocol"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
Tree = Any


@dataclass(frozen=True)
class Pair:
    """A key and its certificate, as PEM."""

    key: str
    certificate: str

    @property
    def bare(self) -> str:
        """The certificate as metadata have it."""
        return "".join(self.certificate.strip().splitlines()[1:-1])


def pair(name: str) -> Pair:
    """Make a key and a self-signed certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    bare = serialization.NoEncryption()
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, bare).decode()
    return Pair(text, made.public_bytes(pem).decode())


IDP, STRANGER, SERVICE = pair("idp"), pair("stranger"), pair("service")


def metadata(place: str = PLACE) -> str:
    """Return what the service is told of this provider."""
    redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
 xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{ENTITY}">
 <md:IDPSSODescriptor protocolSupportEnumeration="{P}" WantAuthnRequestsSigned="true">
  <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
   <ds:X509Certificate>{IDP.bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
  </md:KeyDescriptor>
  <md:SingleLogoutService Binding="{redirect}" Location="{OUT}"/>
  <md:SingleSignOnService Binding="{redirect}" Location="{place}"/>
 </md:IDPSSODescriptor></md:EntityDescriptor>"""


def word(away: str, name: str = "SAMLRequest") -> Tree:
    """Return the message that the browser was sent with, its signature checked."""
    query = urlsplit(away).query
    told = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
    signed = "&".join(part for part in query.split("&") if not part.startswith("Signature="))
    certificate = x509.load_pem_x509_certificate(SERVICE.certificate.encode())
    assert told["SigAlg"] == SHA256
    certificate.public_key().verify(  # type: ignore[union-attr,call-arg]
        base64.b64decode(told["Signature"]),
        signed.encode(),
        padding.PKCS1v15(),  # type: ignore[arg-type]
        hashes.SHA256(),  # type: ignore[arg-type]
    )
    return etree.fromstring(zlib.decompress(base64.b64decode(told[name]), -15))


def at(seconds: float = 0) -> str:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Answer:
    """One answer of the provider; a test changes what it likes before it is signed."""

    request_id: str
    place: str
    audience: str
    code: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    issuer: str = ENTITY
    context: str = LOA3
    destination: str | None = None
    recipient: str | None = None
    answers: str | None = None
    confirmed: str | None = None
    not_before: float = -60
    until: float = 300
    id: str = field(default_factory=lambda: f"_{uuid4()}")
    session: str = "s1"
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    signer: Pair | None = IDP
    message_signer: Pair | None = IDP
    method: str = "RSA_SHA256"
    encrypted: bool = True
    # Changes the tree after the assertion is signed, and after the whole is.
    spoil: Callable[[Tree], None] | None = None
    spoil_whole: Callable[[Tree], None] | None = None

    def tree(self) -> Tree:
        told = {CODE: self.code, NAME: "Noor", HOME: "Salatie 1"} | self.attributes
        rows = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
            "</saml:Attribute>"
            for name, value in told.items()
            if value
        )
        place = self.place
        recipient = place if self.recipient is None else self.recipient
        destination = place if self.destination is None else self.destination
        answers = self.request_id if self.answers is None else self.answers
        confirmed = answers if self.confirmed is None else self.confirmed
        audience = f"<saml:Audience>{self.audience}</saml:Audience>" if self.audience else ""
        restriction = f"<saml:AudienceRestriction>{audience}</saml:AudienceRestriction>"
        text = f"""<samlp:Response xmlns:samlp="{P}" xmlns:saml="{S}" ID="_{uuid4()}" Version="2.0"
 IssueInstant="{at()}"{_said("Destination", destination)}{_said("InResponseTo", answers)}>
<saml:Issuer>{self.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>
<saml:Assertion ID="{self.id}" Version="2.0" IssueInstant="{at()}">
<saml:Issuer>{self.issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">n1</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData NotOnOrAfter="{at(self.until)}"{_said("Recipient", recipient)}\
{_said("InResponseTo", confirmed)}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{at(self.not_before)}" NotOnOrAfter="{at(self.until)}">\
{restriction if self.audience else ""}</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at()}" SessionIndex="{self.session}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{self.context}</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement><saml:AttributeStatement>{rows}</saml:AttributeStatement>
</saml:Assertion></samlp:Response>"""
        return etree.fromstring(text)

    def form(self) -> dict[str, str]:
        """Return what the provider's page posts through the browser."""
        tree = self.tree()
        assertion = tree.find(f"{{{S}}}Assertion")
        if self.signer:
            sign(assertion, self.signer, self.method)
        if self.spoil:
            self.spoil(tree)
        if self.encrypted:
            encrypt(tree)
        if self.message_signer:
            sign(tree, self.message_signer, self.method)
        if self.spoil_whole:
            self.spoil_whole(tree)
        return {"SAMLResponse": base64.b64encode(etree.tostring(tree)).decode()}


def _said(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""


def sign(node: Tree, signer: Pair, method: str = "RSA_SHA256") -> None:
    """Sign the element as a whole; the signature stands after its issuer."""
    digest = (
        xmlsec.constants.TransformSha1 if "SHA1" in method else xmlsec.constants.TransformSha256
    )
    how = getattr(xmlsec.Transform, method)
    signature = xmlsec.template.create(node, xmlsec.constants.TransformExclC14N, how, ns="ds")
    node.find(f"{{{S}}}Issuer").addnext(signature)
    reference = xmlsec.template.add_reference(signature, digest, uri=f"#{node.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(node, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(signer.key, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(signer.certificate, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)


def encrypt(tree: Tree, service: Pair = SERVICE) -> None:
    """Close every assertion such that only the service opens it."""
    for assertion in tree.findall(f"{{{S}}}Assertion"):
        manager = xmlsec.KeysManager()
        form = xmlsec.constants.KeyDataFormatCertPem
        manager.add_key(xmlsec.Key.from_memory(service.certificate, form))
        data = xmlsec.template.encrypted_data_create(
            tree,
            xmlsec.constants.TransformAes256Gcm,
            type=xmlsec.constants.TypeEncElement,
            ns="xenc",
        )
        xmlsec.template.encrypted_data_ensure_cipher_value(data)
        info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
        closed = xmlsec.template.add_encrypted_key(info, xmlsec.constants.TransformRsaOaep)
        xmlsec.template.encrypted_data_ensure_cipher_value(closed)
        context = xmlsec.EncryptionContext(manager)
        context.key = xmlsec.Key.generate(
            xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession
        )
        box = etree.SubElement(tree, f"{{{S}}}EncryptedAssertion")
        assertion.addprevious(box)
        box.append(assertion)
        context.encrypt_xml(data, assertion)


def logout(name: str, text: str, place: str, signer: Pair | None = IDP) -> str:
    """Return the address by which the provider sends a message of signing out, signed or not."""
    press = zlib.compressobj(wbits=-15)
    packed = base64.b64encode(press.compress(text.encode()) + press.flush()).decode()
    query = f"{name}={quote(packed, safe='')}"
    if signer:
        query += f"&SigAlg={quote(SHA256, safe='')}"
        key: Any = serialization.load_pem_private_key(signer.key.encode(), None)
        made = key.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
        query += f"&Signature={quote(base64.b64encode(made).decode(), safe='')}"
    return f"{place}?{query}"


def logout_request(place: str, session: str = "s1", until: float = 60) -> str:
    """Return the provider's request to end that session."""
    return f"""<samlp:LogoutRequest xmlns:samlp="{P}" xmlns:saml="{S}" ID="_{uuid4()}" Version="2.0"
 IssueInstant="{at()}" Destination="{place}" NotOnOrAfter="{at(until)}">
<saml:Issuer>{ENTITY}</saml:Issuer><saml:NameID>n1</saml:NameID>
<samlp:SessionIndex>{session}</samlp:SessionIndex></samlp:LogoutRequest>"""


def copied(node: Tree) -> Tree:
    """Return a copy of the element, for wrapping."""
    return deepcopy(node)
