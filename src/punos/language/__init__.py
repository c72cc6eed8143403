"""Finnish sort keys and the plain-language measure. No tables.

A sort key is made of digits alone, so that every database orders it the same way whatever
its collation is: two digits for each sign, å ä ö after z, v and w apart.
"""

import unicodedata

_SPACE = 10
_DIGITS = 20
_LETTERS = 30
_AFTER_Z = {"å": 56, "ä": 57, "ö": 58}
_OTHER = 99
# Letters that Finnish alphabetical order counts as another letter, not as an accented one.
_COUNTS_AS = str.maketrans(
    {"æ": "ä", "ø": "ö", "ü": "y", "ű": "y", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "þ": "th"}
    | {"ł": "l", "œ": "oe"}
)
_LONGEST = 200


def sort_key(text: str) -> str:
    """Return the key by which the text stands in Finnish alphabetical order.

    Case and accents do not count; anything between words counts as one space. Texts with the
    same key are ordered by the text itself (`order_by("sort_key", "name")`). A key has at
    most 200 digits.
    """
    letters = unicodedata.normalize("NFC", text.casefold()).translate(_COUNTS_AS)
    words = "".join(_plain(letter) for letter in letters).split()
    return "".join(_weight(sign) for sign in " ".join(words))[:_LONGEST]


def _plain(letter: str) -> str:
    if letter in _AFTER_Z:
        return letter
    base = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in base)


def _weight(sign: str) -> str:
    if sign == " ":
        return str(_SPACE)
    if "0" <= sign <= "9":
        return str(_DIGITS + int(sign))
    if "a" <= sign <= "z":
        return str(_LETTERS + ord(sign) - ord("a"))
    if sign in _AFTER_Z:
        return str(_AFTER_Z[sign])
    return f"{_OTHER}{ord(sign):07d}"
