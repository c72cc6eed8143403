"""How people write days in forms: alike in all three languages, for this is Finland.

Django would read 5/6/2027 in English and in Swedish as the sixth of May. The first format is what
a browser's own date field sends and wants back.
"""

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
