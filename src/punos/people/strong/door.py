"""What a door is and what it may prove. Plain values: settings make them, nothing is looked up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from punos.people.actor import Level

ANYBODY = "anybody"
# Suomi.fi's attributes: the identity code, and what a foreign eIDAS identification has instead.
IDENTITY_CODE = "urn:oid:1.2.246.21"
EIDAS_PERSON = "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier"


class NotIn(Exception):  # noqa: N818 -- it is an answer, not a fault
    """The door did not open. The code says why; the words for people stand in `words`."""

    def __init__(self, code: str, *, next_page: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.next_page = next_page


@dataclass(frozen=True, slots=True)
class Door:
    """One way in that somebody else guards: an organisation, a broker or Suomi.fi."""

    code: str
    kind: str
    names: Mapping[str, str] = field(hash=False)
    # The organisation whose people come by this, or nothing where anybody may.
    organisation: str
    level: Level
    # Which classes of authentication are sure enough: acr, or SAML's AuthnContextClassRef.
    acr: tuple[str, ...]
    amr: tuple[str, ...] = ()
    issuer: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)
    scope: str = "openid"
    # Where the subject and the identity code are read from; the first one that is there counts.
    subject: tuple[str, ...] = ("sub",)
    identity_code: str = ""
    metadata: str = field(default="", repr=False)
    entity: str = ""
    key: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    signed: str = "both"
    encrypted: bool = True

    def name(self, language: str) -> str:
        """Return the name in that language, else in Finnish."""
        return self.names.get(language) or self.names["fi"]

    @property
    def is_for_staff(self) -> bool:
        return bool(self.organisation)

    def is_sure(self, acr: str, amr: Iterable[str] = ()) -> bool:
        """Return whether this way of being recognised was one that the door asks for."""
        by_class = not self.acr or acr in self.acr
        return by_class and (not self.amr or bool({*self.amr} & {*amr}))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a door proved, after every check. Hashes only: who it is elsewhere ends here."""

    door: Door
    issuer: str
    subject_hash: str
    # By this the same proof is known if it comes twice.
    token_id: str = field(repr=False)
    # The keyed hash of the identity code, where the door tells the code.
    code_hash: str = ""
    # How the guard of the door knows the session, sealed; for signing out together.
    sealed: str = field(default="", repr=False)
    index_hash: str = ""


NEEDED = {"oidc": ("ISSUER", "CLIENT", "SECRET"), "saml": ("METADATA", "KEY", "CERT")}
CHOICES = {
    "KIND": ("oidc", "saml"),
    "LEVEL": ("strong", "light"),
    "SIGNED": ("both", "assertion", "message"),
}
# Issuers on this machine, for tests and development.
NEAR = ("http://127.0.0.1:", "http://localhost:")
FILES = ("METADATA", "KEY", "CERT")
TEST_MEANS = "urn:oid:1.2.246.517.3002.110.999"


def read_doors(
    environ: Mapping[str, str], *, production: bool
) -> tuple[dict[str, Door], list[str]]:
    """Return the doors that the environment names, and a sentence for each thing that is wrong."""
    made: dict[str, Door] = {}
    problems: list[str] = []
    for code in _words(environ.get("PUNOS_DOORS", "").lower()):
        start = f"PUNOS_DOOR_{code.upper()}_"
        told = {
            key.removeprefix(start): text for key, text in environ.items() if key.startswith(start)
        }
        wrong = list(_problems(code, told, production=production))
        problems += [f"Punos ei käynnisty: {start}{text}" for text in wrong]
        if not wrong:
            made[code] = _door(code, told)
    return made, problems


def _problems(code: str, told: Mapping[str, str], *, production: bool) -> Iterable[str]:
    """Yield what is wrong with one door, each as the end of a sentence."""
    kind = told.get("KIND", "")
    for name in ("KIND", "NAME", "FOR", *NEEDED.get(kind, ())):
        if not told.get(name):
            yield f"{name} puuttuu."
    for name in FILES:
        if told.get(name) and not Path(told[name]).is_file():
            yield f"{name}: tiedostoa ei ole."
    for name, words in CHOICES.items():
        if told.get(name, words[0]) not in words:
            yield f"{name} on {' tai '.join(words)}."
    if not (code.isalnum() and code.isascii()):
        yield "*: tunnuksessa on vain kirjaimia a–z ja numeroita."
    yield from _unsafe(told, production=production)


def _unsafe(told: Mapping[str, str], *, production: bool) -> Iterable[str]:
    """Yield what would make the door weaker than it says."""
    if told.get("LEVEL", "strong") == "strong" and not (told.get("ACR") or told.get("AMR")):
        yield "ACR tai AMR puuttuu: vahva ovi kertoo, mikä tunnistus riittää."
    issuer = told.get("ISSUER", "https://")
    if not issuer.startswith("https://") and (production or not issuer.startswith(NEAR)):
        yield "ISSUER alkaa https://, jotta yhteys salataan."
    if production and TEST_MEANS in told.get("ACR", ""):
        yield "ACR: testitunnistus ei sovi tuotantoon."


def _door(code: str, told: Mapping[str, str]) -> Door:
    is_saml = told["KIND"] == "saml"
    subject = (IDENTITY_CODE, EIDAS_PERSON) if is_saml else ("sub",)
    return Door(
        code=code,
        kind=told["KIND"],
        names={"fi": told["NAME"], "sv": told.get("NAME_SV", ""), "en": told.get("NAME_EN", "")},
        organisation="" if told["FOR"] == ANYBODY else told["FOR"],
        level=Level[told.get("LEVEL", "strong").upper()],
        acr=_words(told.get("ACR", "")),
        amr=_words(told.get("AMR", "")),
        issuer=told.get("ISSUER", ""),
        client=told.get("CLIENT", ""),
        secret=told.get("SECRET", ""),
        scope=told.get("SCOPE", "openid"),
        subject=_words(told.get("SUBJECT", "")) or subject,
        identity_code=told.get("IDENTITY", IDENTITY_CODE if is_saml else ""),
        metadata=_text(told.get("METADATA", "")),
        entity=told.get("ENTITY", ""),
        key=_text(told.get("KEY", "")),
        certificate=_text(told.get("CERT", "")),
        signed=told.get("SIGNED", "both"),
        encrypted=told.get("ENCRYPTED", "1") != "0",
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if path else ""
