"""The shape of what the meeting's pages ask. Nobody's right is judged here."""

import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access.actions import Given
from punos.access.models import Will
from punos.clock.fields import DayField
from punos.meetings import rules
from punos.meetings.actions import Mark
from punos.meetings.models import Meeting, Task
from punos.meetings.queries import CallPage, RecorderPage, Threshold
from punos.meetings.words import FIELDS

LONGEST_WORDS = 2_000
PRESENCE = "presence-"
TIMES = ("%H.%M", "%H:%M", "%H")


class WhenForm(forms.Form):
    """Day and time in Helsinki; asks what is meant when the clocks are moved."""

    day = DayField(label=_("Päivä"), help_text=_("Esimerkiksi 30.11."))
    time = forms.TimeField(
        label=_("Kello"),
        input_formats=TIMES,
        help_text=_("Esimerkiksi 14.00"),
        error_messages={
            "required": _("Kirjoita kellonaika, esimerkiksi 14.00."),
            "invalid": _("Kirjoita kellonaika, esimerkiksi 14.00."),
        },
    )
    which = forms.ChoiceField(
        label=_("Kellot siirretään. Kumpaa aikaa tarkoitat?"),
        required=False,
        choices=[("1", _("ensimmäistä, kesäaikaa")), ("2", _("toista, talviaikaa"))],
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        day, wall = facts.pop("day", None), facts.pop("time", None)
        which = facts.pop("which", "")
        if isinstance(day, datetime.date) and isinstance(wall, datetime.time):
            self._find(facts, day, wall, which)
        return facts

    def _find(
        self, facts: dict[str, Any], day: datetime.date, wall: datetime.time, which: str
    ) -> None:
        found = rules.instants(day, wall)
        if not found:
            self.add_error("time", _now("Tätä kellonaikaa ei ole: kelloja siirretään eteenpäin."))
        elif len(found) == 2 and which not in ("1", "2"):
            self.fields["which"].widget = forms.RadioSelect(choices=self.fields["which"].choices)  # type: ignore[attr-defined]
            self.add_error("which", _now("Tämä kellonaika on kahdesti. Valitse kumpi."))
        else:
            facts["begins_at"] = found[-1] if which == "2" else found[0]


class PlaceForm(WhenForm):
    """Where and how long."""

    place = forms.CharField(label=_("Paikka"), max_length=200, required=False)
    is_remote = forms.BooleanField(label=_("Etätapaaminen"), required=False)
    minutes = forms.IntegerField(
        label=_("Kesto minuutteina"),
        min_value=10,
        max_value=480,
        error_messages={
            "required": _("Kirjoita kesto minuutteina, esimerkiksi 75."),
            "invalid": _("Kirjoita kesto minuutteina, esimerkiksi 75."),
            "min_value": _("Lyhin tapaaminen on 10 minuuttia."),
            "max_value": _("Pisin tapaaminen on 480 minuuttia."),
        },
    )


def _topic() -> forms.CharField:
    return forms.CharField(
        label=_("Aihe"),
        help_text=_("Asiakkaan omin sanoin: mistä halutaan puhua?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Kirjoita, mistä tapaamisessa puhutaan.")},
    )


class CallForm(PlaceForm):
    """A new meeting: topic, when, where, how long."""

    topic = _topic()
    variant = forms.ChoiceField(label=_("Tapaamisen muoto"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    after_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("topic", "day", "time", "which", "place", "is_remote", "minutes", "variant")

    def __init__(self, data: Any = None, *, page: CallPage) -> None:
        before = page.before
        initial: dict[str, Any] = {"minutes": page.length, "key": uuid4()}
        if before:
            initial |= {
                "topic": before.topic,
                "place": before.place,
                "is_remote": before.is_remote,
                "variant": before.variant,
                "after_id": before.pk,
            }
        super().__init__(data, initial=initial)
        if page.variants:
            self.fields["variant"].choices = page.variants  # type: ignore[attr-defined]
        else:
            del self.fields["variant"]


class NextForm(CallForm):
    """The next meeting in a day and a time: the rest is as in the one before."""

    def __init__(self, data: Any = None, *, page: CallPage) -> None:
        super().__init__(data, page=page)
        for name, field in self.fields.items():
            if name not in ("day", "time"):
                field.widget = forms.HiddenInput()
        if page.before and page.before.variant:
            self.fields["variant"] = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, page: CallPage | None) -> "NextForm | None":
        """Return the form where a next meeting can be called."""
        return cls(page=page) if page else None


class MoveForm(PlaceForm):
    """The same of a meeting that has been called, with the version that the writer saw."""

    topic = _topic()
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("topic", "day", "time", "which", "place", "is_remote", "minutes", "version")

    @classmethod
    def of(cls, meeting: Meeting) -> "MoveForm":
        """Return the form as the meeting stands."""
        local = meeting.begins_at.astimezone(clock.HELSINKI)
        return cls(
            initial={
                "day": f"{local.day}.{local.month}.{local.year}",
                "time": f"{local.hour}.{local.minute:02d}",
                "which": "2" if local.fold else "1",
                "topic": meeting.topic,
                "place": meeting.place,
                "is_remote": meeting.is_remote,
                "minutes": meeting.minutes,
                "version": meeting.version,
            }
        )


class GivenForm(forms.Form):
    """How somebody's word was given, when it was not on their own device."""

    how = forms.ChoiceField(
        label=_("Miten asiakas vastasi?"), choices=Will.How.choices, required=False
    )
    witness = forms.CharField(label=_("Todistaja"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        how = facts.pop("how", "") or Will.How.OWN_DEVICE
        facts["given"] = Given(how, facts.pop("witness", ""))
        return facts


class ChooseForm(forms.Form):
    """Who is asked to chair or to record."""

    task = forms.ChoiceField(choices=Task.choices)
    person_id = forms.UUIDField(error_messages={"required": _("Valitse joku listasta.")})


class ReplaceForm(forms.Form):
    """Who writes from now on."""

    person_id = forms.UUIDField(error_messages={"required": _("Valitse joku listasta.")})


class AnswerForm(GivenForm):
    """Yes or no to a chair or a recorder."""

    task = forms.ChoiceField(choices=Task.choices)
    is_yes = forms.TypedChoiceField(
        choices=[("1", "1"), ("0", "0")],
        coerce=lambda value: value == "1",
        error_messages={"required": _("Valitse, sopiiko vai ei.")},
    )
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)


class LeadForm(forms.Form):
    """One tap of the chair, with the number of what the chair saw."""

    act = forms.ChoiceField(
        choices=[(code, code) for code in ("item", "question", "speaker", "pass", "pause", "more")]
    )
    seen = forms.IntegerField(required=False)


class EntryForm(forms.Form):
    """One entry: field, text, whose view, and the page's own key."""

    field = forms.ChoiceField(
        choices=[(code, FIELDS[code]) for code in rules.TYPED if code != rules.STEPS]
    )
    text = forms.CharField(
        label=_("Kirjaus"),
        max_length=20_000,
        strip=True,
        error_messages={
            "required": _("Kirjoita ensin jotakin."),
            "max_length": _("Teksti on liian pitkä. Jaa se kahdeksi kirjaukseksi."),
        },
    )
    holder_id = forms.UUIDField(required=False)
    key = forms.UUIDField()
    tab = forms.CharField(max_length=40, required=False)


class StepForm(forms.Form):
    """A step: who, what, by when, how it is noticed; or all of it as one line in the what."""

    responsible_id = forms.TypedChoiceField(
        label=_("Kuka"),
        coerce=UUID,
        error_messages={
            "required": _("Valitse, kuka tekee."),
            "invalid_choice": _("Valitse joku, joka näkee suunnitelman."),
        },
    )
    what = forms.CharField(
        label=_("Mitä"),
        max_length=500,
        error_messages={"required": _("Kirjoita, mitä tehdään.")},
    )
    due_on = DayField(label=_("Mihin mennessä"), required=False)
    sign = forms.CharField(label=_("Mistä huomaamme"), max_length=500, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, page: RecorderPage | Threshold) -> None:
        super().__init__(data, initial={"key": uuid4()}, auto_id="askel_%s")
        self.people = [(str(who.id), who.name) for who in page.people if who.may_promise]
        self.fields["responsible_id"].choices = self.people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take a line apart. A bar is free text where a day or a sign stands in its own field."""
        cleaned = super().clean() or {}
        written = cleaned.get("what", "")
        has_bars = "|" in written and not (self.data.get("due_on") or self.data.get("sign"))
        line = rules.split_line(written, has_bars=has_bars)
        named = self._named(line.who)
        if not named and not has_bars:
            return cleaned  # a colon among free words
        cleaned["what"] = line.what
        if not line.what:
            self.add_error("what", self.fields["what"].error_messages["required"])
        if len(named) == 1:
            cleaned["responsible_id"] = UUID(named[0])
        elif line.who:
            self.add_error("responsible_id", _("Kirjoita rivin alkuun nimi, joka on listassa."))
        self._take("due_on", line.due, cleaned)
        self._take("sign", line.sign, cleaned)
        return cleaned

    def _named(self, who: str) -> list[str]:
        """Return the people who bear the name, whole or as the first of their names."""
        said = who.casefold()
        names = [(key, name.casefold()) for key, name in self.people]
        whole = [key for key, name in names if name == said]
        return whole or [key for key, name in names if said and name.split()[0] == said]

    def _take(self, name: str, said: str, cleaned: dict[str, Any]) -> None:
        """Take what the line says into a field of its own, or say what is wrong with it."""
        if not said:
            return
        try:
            cleaned[name] = self.fields[name].clean(said)
        except forms.ValidationError as problem:
            self.add_error(name, problem)


class DraftForm(forms.Form):
    """What is being typed in one tab."""

    field = forms.ChoiceField(choices=[(code, code) for code in rules.TYPED])
    text = forms.CharField(max_length=20_000, required=False, strip=False)
    tab = forms.CharField(max_length=40)


class KeyForm(forms.Form):
    """A key made by the page."""

    key = forms.UUIDField()


class WishForm(GivenForm):
    """What the client wants corrected in one entry."""

    words = forms.CharField(
        label=_("Mitä korjataan?"),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Kirjoita, mitä pitäisi korjata.")},
    )
    key = forms.UUIDField()


class CorrectedForm(forms.Form):
    """The corrected text."""

    text = forms.CharField(
        label=_("Korjattu teksti"),
        max_length=20_000,
        error_messages={"required": _("Kirjoita ensin jotakin.")},
    )
    key = forms.UUIDField()


class AcceptForm(GivenForm):
    """The client's yes to the minutes, and the newest change the client saw."""

    seen = forms.IntegerField(required=False)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)


def read_roll(posted: QueryDict) -> list[Mark]:
    """Return the roll as it was posted; who was left unmarked stays unmarked."""
    marks = []
    for name in posted:
        person_id, presence = _person_in(name), posted.get(name)
        if person_id and presence:
            hears = posted.get(f"hears-{person_id}") or ""
            marks.append(Mark(person_id, str(presence), str(hears)))
    return marks


def _person_in(name: str) -> UUID | None:
    try:
        return UUID(name.removeprefix(PRESENCE)) if name.startswith(PRESENCE) else None
    except ValueError:
        return None


def new_key() -> UUID:
    """Return a key for a form, so that the same form sent twice makes one thing."""
    return uuid4()
