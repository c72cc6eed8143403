"""The shape of what the plan's pages ask. Nobody's right is judged here."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from punos.access.models import GuardianDecision
from punos.clock.fields import DayField
from punos.plan.actions import Said
from punos.plan.guardians import DecidePage
from punos.plan.models import Obstacle, Parting
from punos.plan.pages import Adding, StepPage
from punos.plan.parting import EndPage

WHO_MAY = {
    True: _("Voit valita ne, joille olet antanut luvan suunnitelmaan."),
    False: _("Voit valita ne, jotka näkevät suunnitelman. Muille asiakas antaa ensin luvan."),
}
LONGEST = 500
TOO_LONG = {"max_length": _("Lyhennä tekstiä. Tähän mahtuu %(limit_value)s merkkiä.")}


def words_field(label: Any, needed: Any = "", **facts: Any) -> forms.CharField:
    """Return a field for one's own words; `needed` is said when it is left empty."""
    errors = {**TOO_LONG, "required": needed}
    facts = {"max_length": LONGEST, "required": bool(needed), **facts}
    return forms.CharField(label=label, error_messages=errors, **facts)


class StepForm(forms.Form):
    """A small step: one line is enough; the rest may follow."""

    what = words_field(_("Mitä"), _("Kirjoita, mitä tehdään."))
    responsible_id = forms.TypedChoiceField(
        label=_("Kuka"),
        required=False,
        coerce=UUID,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Valitse joku, joka näkee suunnitelman.")},
    )
    due_on = DayField(label=_("Mihin mennessä"), required=False, help_text=_("Esimerkiksi 30.11."))
    sign = words_field(_("Mistä huomaamme"))
    is_private = forms.BooleanField(
        label=_("Näkyy vain asiakkaalle ja omalle työntekijälle"), required=False
    )
    made_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, adding: Adding | None, **kwargs: Any) -> None:
        own = adding.self_id if adding else None
        kwargs["initial"] = {"responsible_id": own, "made_key": uuid4()}
        super().__init__(*args, **kwargs)
        choices = adding.choices if adding else ()
        self.fields["responsible_id"].choices = choices  # type: ignore[attr-defined]
        self.fields["responsible_id"].help_text = WHO_MAY[bool(adding and adding.is_own)]
        if not (adding and adding.may_private):
            del self.fields["is_private"]
        elif adding.is_own:
            self.fields["is_private"].label = _("Näkyy vain sinulle ja omalle työntekijällesi")

    @property
    def has_more_errors(self) -> bool:
        """Return whether something under the first line needs mending, so that it is shown."""
        return any(name != "what" for name in self.errors)


class ChangeForm(forms.Form):
    """Other words or another day; the version tells which text the writer saw."""

    what = words_field(_("Mitä"), _("Kirjoita, mitä tehdään."))
    due_on = DayField(label=_("Mihin mennessä"), required=False, help_text=_("Esimerkiksi 30.11."))
    sign = words_field(_("Mistä huomaamme"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: StepPage, **kwargs: Any) -> None:
        step = page.step
        shown = {"what": step.what, "due_on": step.day_value, "sign": step.sign}
        kwargs["initial"] = {**shown, "version": step.version}
        super().__init__(*args, **kwargs)
        self.fields["due_on"].kept = step.day_on  # type: ignore[attr-defined]

    @property
    def is_changed_meanwhile(self) -> bool:
        return self.has_error("__all__", "changed")


class ObstacleForm(forms.Form):
    """Why the step does not go on. Each answer is as good as another."""

    kind = forms.ChoiceField(
        label=_("Mikä askelta pidättelee?"),
        choices=Obstacle.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse yksi. Kaikki vastaukset ovat yhtä hyviä.")},
    )
    words = words_field(_("Omin sanoin"))

    def __init__(self, *args: Any, page: StepPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not page.step.may_complete:
            self.fields["kind"] = forms.CharField(
                required=False, empty_value=Obstacle.Kind.OTHER, widget=forms.HiddenInput
            )
            self.fields["words"] = words_field(_("Mitä huomasit?"), _("Kirjoita, mitä huomasit."))


class NewDayForm(forms.Form):
    """A new day, and a word about it."""

    due_on = DayField(label=_("Uusi päivä"), help_text=_("Esimerkiksi 30.11."))
    words = words_field(_("Sana asiasta"))


class GoalForm(forms.Form):
    """What the client wants to be different, in the client's own words."""

    words = words_field(
        _("Tavoite omin sanoin"),
        _("Kirjoita tavoite omin sanoin."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def is_changed_meanwhile(self) -> bool:
        return self.has_error("__all__", "changed")


class EndForm(forms.Form):
    """What becomes of each open step, whom the client may turn to, and that the work ends now."""

    contact_id = forms.TypedChoiceField(
        label=_("Kehen otetaan yhteyttä jatkossa"), coerce=str, required=False, empty_value=None
    )
    sure = forms.BooleanField(
        label=_("Yhteinen työ päättyy nyt"),
        error_messages={"required": _("Merkitse, että työ päättyy nyt.")},
    )

    def __init__(self, *args: Any, page: EndPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = page.steps
        self.fields["contact_id"].choices = [("", _("ei ketään")), *page.workers]  # type: ignore[attr-defined]
        for step in page.steps:
            self.fields[f"way-{step.id}"] = forms.ChoiceField(
                label=step.what,
                help_text=_("Askeleen tekijä: %(name)s") % {"name": step.name},
                choices=Parting.Way.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Valitse, mitä tälle askeleelle tapahtuu.")},
            )
            self.fields[f"to-{step.id}"] = forms.TypedChoiceField(
                label=_("Kuka jatkaa"),
                choices=[("", _("Valitse, kuka jatkaa")), *page.people],
                required=False,
                coerce=UUID,
                empty_value=None,
            )
        # As the page has them, so that what needs mending is listed from the top down.
        self.order_fields([name for name in self.fields if name not in EndForm.base_fields])

    @property
    def asked(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each open step."""
        return [(self[f"way-{step.id}"], self[f"to-{step.id}"]) for step in self.steps]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        said = []
        for step in self.steps:
            way, to = facts.get(f"way-{step.id}"), facts.get(f"to-{step.id}")
            if way == Parting.Way.MOVED and to is None:
                self.add_error(f"to-{step.id}", _("Valitse, kuka askelta jatkaa."))
            said.append(Said(step.id, str(way or ""), to))
        return {"said": said, "contact_id": facts.get("contact_id")}


def of_step(page: StepPage) -> dict[str, forms.Form]:
    """Return the empty forms of a step's page, by the name of what they do."""
    names = {
        "change": page.step.may_change,
        "new_day": page.step.may_complete and not page.step.is_done,
        "obstacle": page.step.may_raise and not page.step.is_done,
        "part": page.adding and not page.parent and not page.step.is_done,
    }
    return {name: bound(name, None, page) for name, is_offered in names.items() if is_offered}


def bound(name: str, data: Any, page: StepPage) -> forms.Form:
    """Return the form of that name with what was typed; several stand on one page."""
    ids = f"{name}_%s"
    if name == "change":
        return ChangeForm(data, page=page, auto_id=ids)
    if name == "new_day":
        return NewDayForm(data, auto_id=ids)
    if name == "obstacle":
        return ObstacleForm(data, page=page, auto_id=ids)
    return StepForm(data, adding=page.adding, auto_id=ids)


def _yes_or_no(label: Any, yes: Any, no: Any) -> forms.TypedChoiceField:
    """Return a question to which nothing is answered beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse toinen.")},
    )


class GuardianForm(forms.Form):
    """Which entries a guardian sees: what the minor said, who assessed it, and why (CDL § 51)."""

    entries = forms.MultipleChoiceField(
        label=_("Mitä kirjauksia päätös koskee"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Valitse ainakin yksi kirjaus.")},
    )
    could_decide = _yes_or_no(_("Osaako nuori päättää tästä itse?"), _("Osaa"), _("Ei osaa vielä"))
    assessed_by_id = forms.TypedChoiceField(label=_("Kuka ammattilainen arvioi sen"), coerce=UUID)
    forbids = _yes_or_no(
        _("Kieltääkö nuori näyttämästä näitä huoltajalle?"), _("Kieltää"), _("Ei kiellä")
    )
    despite = forms.ChoiceField(
        label=_("Miksi kielto ei sido"),
        choices=[("", _("kielto sitoo, tai kieltoa ei ole")), *GuardianDecision.Despite.choices],
        required=False,
        help_text=_("Vain sosiaalihuollossa."),
    )
    is_shown = _yes_or_no(_("Päätös"), _("Näytetään huoltajalle"), _("Ei näytetä huoltajalle"))
    reason = words_field(
        _("Perustelu"),
        _("Kirjoita, miksi päätit näin."),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nuori näkee perustelun."),
    )

    def __init__(self, *args: Any, page: DecidePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = page.entries  # type: ignore[attr-defined]
        self.fields["assessed_by_id"].choices = page.professionals  # type: ignore[attr-defined]
