"""What a planted fault is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One planted fault: where, what stands there, what is put in its place, who must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
