"""S4.4 · A log line tells neither whose matter it was nor the secret of a link."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from punos.config.logs import JsonLine
from tests.world import World


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the program writes to its log meanwhile."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLine())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    "address", ["/kutsu/{secret}/", "/laite/{secret}/", "/asiat/{case}/tunnen/"]
)
def test_a_form_without_its_token_leaves_no_address_in_the_log(
    world: World, lines: io.StringIO, address: str
) -> None:
    secret, case = "linkin-salaisuus", str(world.case.pk)
    Client(enforce_csrf_checks=True).post(address.format(secret=secret, case=case))
    assert "403" in lines.getvalue()
    assert secret not in lines.getvalue()
    assert case not in lines.getvalue()


def test_a_missing_page_leaves_no_address_in_the_log(world: World, lines: io.StringIO) -> None:
    Client().get(f"/asiat/{world.case.pk}/ei-ole/")
    assert "404" in lines.getvalue()
    assert str(world.case.pk) not in lines.getvalue()
