"""Invented content by which the gallery shows every component in its states."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

AINO = {"name": "Aino", "role": _("asiakas"), "strand": "client"}
VEIKKO = {"name": "Veikko", "role": _("veli"), "strand": "close"}
LEENA = {"name": "Leena", "role": _("omatyöntekijä"), "strand": "work"}
OMAR = {"name": "Omar", "role": _("nuorisotyöntekijä"), "strand": "work"}
RIITTA = {"name": "Riitta", "role": _("sairaanhoitaja"), "strand": "work"}
TUOMAS = {"name": "Tuomas", "role": _("opinto-ohjaaja"), "strand": "work", "pending": True}


class SampleForm(forms.Form):
    """One field of each kind."""

    what = forms.CharField(
        label=_("Mikä on pieni askel?"), help_text=_("Yksi asia, jonka ehdit tällä viikolla.")
    )
    by = forms.DateField(
        label=_("Mihin mennessä?"),
        error_messages={"invalid": _("Marraskuussa on 30 päivää. Kirjoita esimerkiksi 30.11.")},
    )
    sign = forms.CharField(label=_("Mistä huomaamme?"), widget=forms.Textarea, required=False)
    who = forms.ChoiceField(label=_("Kuka"), choices=[("aino", "Aino"), ("omar", "Omar")])
    where = forms.ChoiceField(
        label=_("Missä olet?"),
        widget=forms.RadioSelect,
        choices=[("here", _("tässä huoneessa")), ("away", _("etänä"))],
        error_messages={"required": _("Valitse toinen.")},
    )
    private = forms.BooleanField(label=_("Näkyy vain minulle ja työntekijälleni"), required=False)


def samples() -> dict[str, Any]:
    """Return everything the gallery shows."""
    faulty = SampleForm(
        {"what": "Käyn lenkillä Veikon kanssa", "by": "31.11.", "who": "aino"}, auto_id="osa_%s"
    )
    return {
        "form": faulty,
        "people": [SimpleNamespace(**each) for each in (VEIKKO, LEENA, OMAR, RIITTA)],
        "tuomas": TUOMAS,
        "steps": steps(),
        "topics": topics(),
        "speakers": speakers(),
        "agenda": agenda(),
        "stages": [
            {"label": _("Ennen verkostoa"), "state": "done"},
            {"label": _("Verkostossa"), "state": "now"},
            {"label": _("Verkoston jälkeen"), "state": "ahead"},
        ],
        "past": [
            {"date": "2.9.", "title": _("Ensimmäinen keskustelu"), "who": "Leena"},
            {"date": "12.10.", "title": _("Muutto omaan kämppään"), "who": _("Aino kertoi itse")},
            {"date": "12.11.", "title": _("Kysely"), "who": ""},
        ],
        "ahead": [{"date": "26.11.", "title": _("Tapaaminen"), "who": _("klo 14")}],
        "seers": seers(),
        "rows": rows(),
        "heads": [_("Ihminen"), _("Seuraavaksi"), _("Askeleet")],
        "filters": [
            {"url": "?", "label": _("Kaikki"), "count": 14, "current": True},
            {"url": "?suodatin=viikko", "label": _("Tällä viikolla"), "count": 5},
            {"url": "?suodatin=hiljaiset", "label": _("Ei yhteyttä"), "count": 2},
        ],
        "tabs": [
            {"url": "?", "label": _("Suunnitelma"), "icon": "footprints", "current": True},
            {"url": "?osa=tapaamiset", "label": _("Tapaamiset"), "icon": "calendar-days"},
            {"url": "?osa=tiedot", "label": _("Kuka näkee"), "icon": "eye"},
        ],
        "sees": {"href": "#nakijat", "bold": _("Leena ja Omar"), "text": _("näkevät tämän")},
    }


def steps() -> list[dict[str, Any]]:
    """Return a step in each state."""
    return [
        {
            "id": "g1",
            "text": _("Pyydä lukujärjestys"),
            "due": _("huomenna"),
            "helper": _("Tuomas auttaa"),
            "state": "soon",
            "state_label": _("huomenna"),
            "sign": _("tiedät, mihin aikaan opinnot alkavat"),
            "person": AINO,
            "own": True,
        },
        {
            "id": "g2",
            "text": _("Siirtää vuorot iltapäivään"),
            "due": "pe 27.11.",
            "state": "open",
            "person": OMAR,
            "subs": [
                {"text": _("Omar kysyy vuorolistasta"), "due": "ma 23.11.", "done": True},
                {"text": _("Aino lähettää toivomansa ajat"), "due": "to 26.11."},
            ],
        },
        {
            "id": "g3",
            "text": _("Varaa ajan velkaneuvontaan"),
            "state": "late",
            "state_label": _("sovittu päivä oli pe 20.11."),
            "due": "pe 20.11.",
            "person": LEENA,
        },
        {
            "id": "g4",
            "text": _("Täytä hakemus Leenan kanssa"),
            "state": "done",
            "done_label": _("tehty eilen"),
            "undo": True,
        },
        {
            "id": "g5",
            "text": _("Kerro aamuista omin sanoin"),
            "due": _("kun jaksat"),
            "state": "open",
            "private": True,
            "own": True,
        },
    ]


def topics() -> list[dict[str, Any]]:
    """Return the topics of one consent, some seen and some not."""
    return [
        {
            "id": "t1",
            "name": "topic",
            "value": "plan",
            "icon": "footprints",
            "label": _("Suunnitelma ja askeleet"),
            "on": True,
        },
        {
            "id": "t2",
            "name": "topic",
            "value": "times",
            "icon": "calendar-days",
            "label": _("Tapaamisajat"),
            "on": True,
        },
        {
            "id": "t3",
            "name": "topic",
            "value": "minutes",
            "icon": "file-text",
            "label": _("Muistiot"),
            "on": False,
        },
        {
            "id": "t4",
            "name": "topic",
            "value": "messages",
            "icon": "message-circle",
            "label": _("Viestit"),
            "on": False,
            "disabled": True,
            "note": _("ei vielä käytössä"),
        },
    ]


def speakers() -> list[dict[str, Any]]:
    """Return a speaking order in the middle of a round."""
    states = [
        (AINO, "spoke", _("puhui")),
        (VEIKKO, "passed", _("ohitti")),
        (LEENA, "speaking", _("puhuu")),
        (OMAR, "next", _("seuraava")),
        (RIITTA, "waiting", ""),
        (AINO, "last", _("lopuksi")),
    ]
    return [
        {"name": who["name"], "strand": who["strand"], "state": state, "label": label}
        for who, state, label in states
    ]


def agenda() -> list[dict[str, Any]]:
    """Return a meeting's agenda, its second item running."""
    return [
        {"time": "14.00", "title": _("Alku ja pelisäännöt"), "state": "done"},
        {"time": "14.08", "title": _("Mitä muut kuulivat"), "state": "now", "length": "15 min"},
        {"time": "14.23", "title": _("Pienet askeleet"), "state": "ahead", "length": "17 min"},
    ]


def seers() -> list[dict[str, Any]]:
    """Return who sees, one of them ending soon and one only asked."""
    return [
        {**LEENA, "what": _("kaikki kohdat"), "until": _("31.5.2027 asti")},
        {**OMAR, "what": _("suunnitelma, ajat"), "until": _("31.5.2027 asti")},
        {**VEIKKO, "what": _("ajat"), "until": _("päättyy 31.1."), "ending": True},
        {**TUOMAS, "what": _("pyytää lupaa"), "until": ""},
    ]


def rows() -> list[dict[str, Any]]:
    """Return two rows of a table."""
    heads = (_("Seuraavaksi"), _("Askeleet"))
    texts = {"Joel": (_("Kotikäynti"), "2 / 6"), "Elsa": (_("Muistion korjaus"), "3 / 5")}
    return [
        {
            "name": name,
            "url": "#taulukko",
            "cells": [
                {"head": head, "text": text} for head, text in zip(heads, cells, strict=True)
            ],
        }
        for name, cells in texts.items()
    ]
