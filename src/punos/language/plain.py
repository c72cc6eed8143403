"""How plain a Finnish text is: words in a sentence and long words. No tables, no dictionary.

Sentences are cut by rules of our own, as `klo 10.` and `esim.` end none. What a word means or how
it is bent is not looked at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

LONG_WORD = 14
# More words follow these in the same sentence.
_GOES_ON = frozenset(
    [
        "alk.",
        "esim.",
        "klo.",
        "ks.",
        "mm.",
        "n.",
        "nro.",
        "ns.",
        "os.",
        "p.",
        "puh.",
        "s.",
        "ts.",
        "v.",
        "vrt.",
    ]
)
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"\n\s*\n")
# A sign that may end a sentence, what closes with it, and what the next one begins with.
_END = re.compile(r"[.!?…][\"”’)»]*\s+(?=[\"”’(»«–%{]*\s*[\wåäö%{])")
_ENDED = re.compile(r"[.!?…][\"”’)»]*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Measure:
    """What a text's sentences are like; words without an end sign are labels, not sentences."""

    sentences: int
    mean: float
    longest: str
    long_words: float


def sentences(text: str) -> list[str]:
    """Return the text's sentences and labels, without marks of HTML."""
    cut = []
    for paragraph in _PARAGRAPH.split(_TAG.sub("", text)):
        rest = " ".join(paragraph.split())
        begin = 0
        for end in _END.finditer(rest):
            if _ends(rest[begin : end.end()].rstrip(), rest[end.end() :]):
                cut.append(rest[begin : end.end()].rstrip())
                begin = end.end()
        cut.append(rest[begin:])
    return [each for each in cut if each]


def words(sentence: str) -> list[str]:
    """Return what is read as words: numbers and what is filled in count, single signs do not."""
    return [each for each in sentence.split() if any(letter.isalnum() for letter in each)]


def is_sentence(text: str) -> bool:
    """Return whether this ends as a sentence does and has more than one word."""
    return bool(_ENDED.search(text)) and len(words(text)) > 1


def measure(texts: Iterable[str]) -> Measure:
    """Measure texts together. The longest is looked for among labels too, the mean is not."""
    cut = [each for text in texts for each in sentences(text)]
    lengths = [len(words(each)) for each in cut if is_sentence(each)]
    read = [word for each in cut for word in words(_GAP.sub("x", each))]
    return Measure(
        sentences=len(lengths),
        mean=fmean(lengths) if lengths else 0.0,
        longest=max(cut, key=lambda each: len(words(each)), default=""),
        long_words=sum(map(is_long, read)) / len(read) if read else 0.0,
    )


def is_long(word: str) -> bool:
    """Return whether a part of the word, between hyphens, has at least fourteen letters."""
    return any(len(part) >= LONG_WORD for part in _LETTERS.findall(word))


def _ends(sentence: str, rest: str) -> bool:
    last = sentence.rsplit(maxsplit=1)[-1].strip('(”"')
    begins = rest.lstrip('”"’(»«– ')
    if not sentence.endswith(".") or not begins:
        return True
    if last.casefold() in _GOES_ON:
        return False
    # After a number (10. päivä, 26.11. klo 14) or jne. only a capital begins anew.
    return begins[0] in "%{" or begins[0].isupper()
