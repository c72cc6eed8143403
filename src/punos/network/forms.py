"""The shape of what the network's pages ask. Nobody's right is judged here."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from punos import clock
from punos.access.models import Inquiry, Will
from punos.access.rights import Topic
from punos.directory.models import Organisation
from punos.network import rules
from punos.network.models import OwnWorker, Seat
from punos.people.models import Employment, Person

UNTIL_MONTHS = (3, 6, 12)


def until_choices(today: date) -> list[tuple[str, str]]:
    """Return the days a consent may last to, six months first chosen; a day of one's own is a field."""
    return [(str(months), _day_words(last_day(months, today), months)) for months in UNTIL_MONTHS]


def last_day(months: int, today: date) -> date:
    """Return the last day for a consent of that many months; twelve is the most."""
    return rules.default_until(today, months)


def _day_words(day: date, months: int) -> str:
    facts = {"day": f"{day.day}.{day.month}.{day.year}", "months": months}
    return str(_("%(day)s asti (%(months)s kk)")) % facts


class SeenField(forms.Field):
    """The ids of what the page had shown, so that nobody overwrites what one has not seen."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> frozenset[UUID] | None:
        if value is None:
            return None
        return frozenset(found for each in str(value).split() if (found := _id_in(each)))


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class MeanwhileForm(forms.Form):
    """A form whose thing another may have changed while one was writing."""

    seen = SeenField()

    @property
    def is_changed_meanwhile(self) -> bool:
        return self.has_error("__all__", "changed")


class StartForm(forms.Form):
    """A new shared work, beside the client: a first name is enough."""

    first_name = forms.CharField(label=_("Etunimi"), max_length=80)
    phone = forms.CharField(label=_("Puhelinnumero"), max_length=40, required=False)
    born_on = forms.DateField(
        label=_("Syntymäaika, jos asiakas on alle 18-vuotias"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Kirjoita päivä, esimerkiksi 31.5.2010.")},
    )
    made_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def clean_born_on(self) -> date | None:
        day: date | None = self.cleaned_data["born_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("Tämä päivä on vasta tulossa. Tarkista vuosi."))
        return day

    def clean_first_name(self) -> str:
        name = " ".join(str(self.cleaned_data["first_name"]).split())
        if not name:
            raise forms.ValidationError(_("Kirjoita etunimi."))
        return name


class GenitiveForm(forms.Form):
    """Whose? The first name as a person bends it; the program bends none."""

    genitive = forms.CharField(
        label=_("Kenen?"),
        help_text=_("Esimerkiksi Ainon. Ohjelma ei taivuta nimiä itse."),
        max_length=90,
        required=False,
    )
    seen = forms.CharField(required=False, max_length=90, widget=forms.HiddenInput)

    @property
    def is_changed_meanwhile(self) -> bool:
        return self.has_error("__all__", "changed")


class Unshown(forms.TextInput):
    """A field that never shows again what was typed."""

    def format_value(self, value: Any) -> None:
        del value


class IdentityForm(forms.Form):
    """The identity code, which is typed once and shown to nobody."""

    code = forms.CharField(
        label=_("Henkilötunnus"),
        help_text=_("Siitä jää vain tiiviste, jolla sama ihminen tunnistetaan."),
        max_length=20,
        widget=Unshown,
        error_messages={"required": _("Kirjoita henkilötunnus.")},
    )


class ProposeForm(forms.Form):
    """One professional who might help, why, and what would be good to see."""

    employment = forms.ModelChoiceField(
        Employment.objects.none(),
        label=_("Kenet"),
        error_messages={"required": _("Valitse ensin, kenet haluat mukaan.")},
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Miksi hän voisi auttaa?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    topics = forms.MultipleChoiceField(
        label=_("Mitä hänen olisi hyvä nähdä?"),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, found: list[Employment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["employment"]
        field.queryset = Employment.objects.filter(pk__in=[job.pk for job in found])  # type: ignore[attr-defined]
        field.label_from_instance = _job_words  # type: ignore[attr-defined]


def _job_words(job: Employment) -> str:
    place = job.unit.name if job.unit else job.organisation.name
    return f"{job.person.full_name}, {job.words}, {place}"


class ConsentForm(MeanwhileForm):
    """Which topics one person sees and until when. Nothing is chosen beforehand."""

    topics = forms.MultipleChoiceField(
        label=_("Mitä hän näkee"),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    months = forms.ChoiceField(label=_("Kuinka kauan"), choices=(), required=False)
    until_on = forms.DateField(
        label=_("Tai viimeinen päivä"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Kirjoita päivä, esimerkiksi 31.5.2027.")},
    )
    covers_substitute = forms.BooleanField(
        label=_("Myös hänen sijaisensa samasta yksiköstä"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = until_choices(clock.today())
        self.fields["months"].choices = choices  # type: ignore[attr-defined]
        self.fields["months"].initial = "6"
        self.fields["until_on"].widget.attrs["max"] = last_day(12, clock.today()).isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("topics"):
            self.add_error("topics", _("Valitse ainakin yksi kohta, tai vastaa: en anna lupaa."))
        months = int(cleaned.pop("months", "") or 6)
        cleaned["until_on"] = cleaned.get("until_on") or last_day(months, clock.today())
        return cleaned


class CloseOneForm(ConsentForm):
    """A close one whom the client invites: a first name and who they are to the client."""

    first_name = forms.CharField(label=_("Läheisen etunimi"), max_length=80)
    relation = forms.CharField(
        label=_("Kuka hän on sinulle"),
        max_length=60,
        help_text=_("Esimerkiksi veli, ystävä tai äiti."),
    )
    made_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    field_order = ("first_name", "relation", "topics", "months", "until_on", "made_key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["covers_substitute"], self.fields["seen"]


class HowGivenForm(forms.Form):
    """By which way the client said it, and before whom."""

    how = forms.ChoiceField(
        label=_("Miten lupa annettiin"),
        choices=[choice for choice in Will.How.choices if choice[0] != Will.How.OWN_DEVICE],
    )
    witness = forms.CharField(
        label=_("Todistajan nimi"),
        help_text=_("Tarvitaan, kun lupa annettiin suullisesti."),
        max_length=120,
        required=False,
    )


class WitnessForm(HowGivenForm, ConsentForm):
    """A consent that the client gave otherwise than on a device of their own."""


class OwnWorkerForm(MeanwhileForm):
    """Who answers for the whole, who stands in, and by which of the two words."""

    kind = forms.ChoiceField(
        label=_("Tehtävä"),
        choices=OwnWorker.Kind.choices,
        widget=forms.RadioSelect,
        initial=OwnWorker.Kind.CONTACT,
        help_text=_("Omatyöntekijä on sosiaalihuoltolain mukainen tehtävä."),
    )
    person_id = forms.TypedChoiceField(label=_("Kuka"), coerce=UUID)
    substitute_id = forms.TypedChoiceField(
        label=_("Varahenkilö"), coerce=UUID, required=False, empty_value=None
    )
    reason = forms.CharField(
        label=_("Perustelu"),
        max_length=300,
        required=False,
        help_text=_("Tarvitaan, kun omatyöntekijä on terveydenhuollosta."),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        # Two forms on one page ask "kuka": each field has an own id for its label.
        super().__init__(*args, **kwargs)
        self.auto_id = "tehtava_%s"
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]
        self.fields["substitute_id"].choices = [("", _("ei vielä")), *people]  # type: ignore[attr-defined]


class ResponsibilityForm(MeanwhileForm):
    """What one person answers for, in a line of words."""

    person_id = forms.TypedChoiceField(label=_("Kuka"), coerce=UUID)
    words = forms.CharField(label=_("Mistä hän vastaa"), max_length=300)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "vastuu_%s"
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]


class LeftOutForm(forms.Form):
    """What the client leaves out, in own words."""

    what = forms.CharField(
        label=_("Mitä et halua jakaa?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tätä ei oteta puheeksi eikä kirjata. Vain sinä näet tämän."),
        error_messages={"required": _("Kirjoita, mitä et halua jakaa.")},
    )


class ProtectionForm(forms.Form):
    """Until when turvakielto holds, and who of the household it covers too."""

    until_on = forms.DateField(
        label=_("Viimeinen päivä, jos tiedossa"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Kirjoita päivä, esimerkiksi 31.5.2027.")},
    )
    household = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Samassa taloudessa asuvat"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["household"]
        field.queryset = Person.objects.filter(pk__in=[pk for pk, _name in people])  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]


class StandInForm(forms.Form):
    """Which colleague of the same unit stands in for one seat."""

    employment = forms.ModelChoiceField(
        Employment.objects.none(),
        label=_("Kuka sijaistaa"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse sijainen.")},
    )

    def __init__(self, *args: Any, found: Iterable[Employment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["employment"]
        jobs = {job.pk: job for job in found}
        field.queryset = Employment.objects.filter(pk__in=jobs)  # type: ignore[attr-defined]
        field.choices = [(str(key), _job_words(job)) for key, job in jobs.items()]  # type: ignore[attr-defined]


class InquiryForm(forms.Form):
    """Which matter is looked into, why, and until when."""

    case_id = forms.UUIDField(
        label=_("Yhteisen työn tunnus"),
        help_text=_("Tunnus on siinä pyynnössä tai muistutuksessa, jota selvitetään."),
        error_messages={"invalid": _("Tunnus ei ole oikeanlainen. Tarkista se pyynnöstä.")},
    )
    matter = forms.ChoiceField(label=_("Mitä selvitetään"), choices=Inquiry.Matter.choices)
    reason = forms.CharField(
        label=_("Perustelu"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    until_on = forms.DateField(
        label=_("Viimeinen päivä"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Kirjoita päivä, esimerkiksi 31.5.2027.")},
    )


class PermitForm(forms.Form):
    """What one body may give to another, and until when. One permit at a time."""

    from_organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Kuka saa antaa tietoja"),
        empty_label=_("Valitse"),
        error_messages={"required": _("Valitse, kuka saa antaa tietoja.")},
    )
    to_organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Kenelle"),
        empty_label=_("Valitse"),
        error_messages={"required": _("Valitse, kenelle tiedot annetaan.")},
    )
    data = forms.CharField(  # type: ignore[assignment]
        label=_("Mitkä tiedot"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Esimerkiksi hoitosuunnitelma tai yksi lausunto."),
        error_messages={"required": _("Kirjoita, mitkä tiedot saa antaa.")},
    )
    until_on = forms.DateField(
        label=_("Viimeinen päivä"),
        required=False,
        help_text=_("Jos jätät tyhjäksi, lupa on voimassa toistaiseksi."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Kirjoita päivä, esimerkiksi 31.5.2027.")},
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_organisation", "to_organisation"):
            self.fields[name].queryset = organisations  # type: ignore[attr-defined]


class RecordPermitForm(HowGivenForm, PermitForm):
    """A permit that the client gave otherwise than on a device of their own."""


class GuardianForm(forms.Form):
    """A minor's guardian: who, what to the minor, and how custody is held."""

    first_name = forms.CharField(label=_("Huoltajan etunimi"), max_length=80)
    last_name = forms.CharField(label=_("Sukunimi"), max_length=80)
    relation = forms.CharField(
        label=_("Kuka hän on asiakkaalle"),
        max_length=60,
        help_text=_("Esimerkiksi äiti, isä tai edunvalvoja."),
    )
    custody = forms.ChoiceField(
        label=_("Huolto"), choices=Seat.Custody.choices, widget=forms.RadioSelect
    )
    phone = forms.CharField(label=_("Puhelinnumero"), max_length=40, required=False)
    made_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
