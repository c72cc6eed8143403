"""Doors of others for the tests of the room: each test names what the environment would name."""

from collections.abc import Callable, Iterator

import pytest

from punos.people.strong import openid
from punos.people.strong.door import read_doors
from tests.peers import oidc

ORIGIN = "http://testserver"


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[oidc.Running]:
    """Run the real OIDC provider once for all tests of this process."""
    folder = tmp_path_factory.mktemp("oidc")
    with oidc.provider(folder, ORIGIN, ["koe", "talo"]) as running:
        yield running


@pytest.fixture
def open_doors(settings) -> Callable[..., None]:
    """Return the function that opens doors as the environment would; a faulty one fails."""
    openid.forget()

    def doors(**told: dict[str, str]) -> None:
        environ = {"PUNOS_DOORS": ",".join(told)}
        for code, facts in told.items():
            environ |= {f"PUNOS_DOOR_{code.upper()}_{name}": text for name, text in facts.items()}
        made, problems = read_doors(environ, production=False)
        assert problems == []
        settings.STRONG_DOORS = made

    return doors
