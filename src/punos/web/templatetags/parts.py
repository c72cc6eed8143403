"""Tags of the components: icons, controls, cards, and the geometry of plaits and rings."""

from collections.abc import Iterable
from functools import cache
from math import pi
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.forms.widgets import Input, Textarea
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

register = template.Library()

SPRITE = "vendor/icons.svg"
STRANDS = {"client": " me", "close": " close"}
RING = 44  # radius of the agenda clock's ring in its own view box


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """Show one icon of the sprite; words always stand beside it, so readers skip it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        " i-sm" if size == "sm" else "",
        static(SPRITE),
        name,
    )


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """Show a field's control; Django adds its id, aria-invalid and aria-describedby.

    No browser keeps or offers what is written, unless the field says so: here people write of
    others, on machines that several use.
    """
    widget = field.field.widget
    if isinstance(widget, (Input, Textarea)) and not isinstance(widget, CheckboxInput):
        attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
    more = {name.replace("_", "-"): value for name, value in attrs.items() if value != ""}
    return field.as_widget(attrs={"class": "ds-input", **more})


@register.filter
def control_kind(field: BoundField) -> str:
    """Tell how label and control stand: a box before its label, choices in a group, or a field."""
    if isinstance(field.field.widget, CheckboxInput):
        return "box"
    return "group" if isinstance(field.field.widget, RadioSelect) or field.use_fieldset else "field"


@register.filter
def initial(name: object) -> str:
    """Return the letter on a person's face."""
    return str(name).strip()[:1].upper()


@register.simple_tag
def face(
    name: object,
    strand: str = "",
    pending: object = "",
    ended: object = "",
    size: str = "",
) -> SafeString:
    """Show a person's face in the colour of the strand: client, close or work."""
    return format_html(
        '<span class="face{}{}{}{}" aria-hidden="true">{}</span>',
        STRANDS.get(strand, ""),
        " pending" if pending else "",
        " ended" if ended else "",
        " sm" if size == "sm" else "",
        initial(name),
    )


@register.simple_tag
def faces(people: Iterable[Any]) -> SafeString:
    """Show a stack of faces that tells every name and role; each has name, strand and role."""
    people = list(people)
    told = (f"{each.name}, {each.role}" if each.role else each.name for each in people)
    shown = format_html_join("", "{}", ([face(each.name, each.strand)] for each in people))
    return format_html(
        '<span class="faces" role="img" aria-label="{}">{}</span>', "; ".join(told), shown
    )


@register.simple_tag
def person_chip(name: object, role: object = "", **shown: Any) -> SafeString:
    """Show a face (`face`) with the name; the role says in words what the face shows."""
    return format_html(
        '<span class="who">{}<span><b>{}</b>{}</span></span>',
        face(name, **shown),
        name,
        format_html("<span>{}</span>", role) if role else "",
    )


@register.filter
def in_words(number: int) -> str:
    """Return a small number as a word that can begin a sentence."""
    words = {
        1: pgettext("number", "Yksi"),
        2: pgettext("number", "Kaksi"),
        3: pgettext("number", "Kolme"),
        4: pgettext("number", "Neljä"),
        5: pgettext("number", "Viisi"),
        6: pgettext("number", "Kuusi"),
        7: pgettext("number", "Seitsemän"),
        8: pgettext("number", "Kahdeksan"),
        9: pgettext("number", "Yhdeksän"),
    }
    return words.get(number, str(number))


@register.filter
def wrong_fields(form: BaseForm) -> int:
    """Return how many things of the form need mending."""
    return sum(1 for field in form if field.errors) + len(form.non_field_errors())


@register.filter
def minutes(left: float) -> str:
    """Return whole minutes without a sign."""
    return str(abs(round(left)))


def _ratio(part: float, whole: float) -> float:
    return min(max(part / whole, 0.0), 1.0) if whole else 0.0


@register.simple_tag
def share(part: float, whole: float) -> str:
    """Return part of whole as a per cent for SVG: with a point in every language."""
    return f"{100 * _ratio(part, whole):.1f}"


@register.simple_tag
def arc(part: float, whole: float) -> str:
    """Return the dash of a ring that is full when the part is the whole."""
    around = 2 * pi * RING
    return f"{_ratio(part, whole) * around:.1f} {around:.1f}"


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """Show a part that stands twice on a page, for a narrow and a wide window; it is made once."""
    made: dict[str, str] = getattr(context.get("shell"), "made", {})
    if name not in made:
        made[name] = template.Engine.get_default().get_template(name).render(context)
    return made[name]


@register.simple_block_tag
def card(content: str, **facts: Any) -> SafeString:
    """Show one matter with one heading: facts as in components/card.html."""
    return render_to_string("components/card.html", {"content": content, **facts})


@register.simple_block_tag
def notice(content: str, **facts: Any) -> SafeString:
    """Show something to know now: facts as in components/notice.html."""
    return render_to_string("components/notice.html", {"content": content, **facts})


@register.simple_block_tag
def disclosure(content: str, **facts: Any) -> SafeString:
    """Fold a longer text under its question: facts as in components/disclosure.html."""
    return render_to_string("components/disclosure.html", {"content": content, **facts})
