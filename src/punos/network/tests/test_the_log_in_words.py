"""S4.4 · "Kuka on katsonut" speaks in sentences: no right's code stands on the client's page."""

import pytest

from punos.access.rights import WRITING, Right
from punos.network.queries.consents import LOOKED_AT
from tests.world import World, signed_in


@pytest.mark.parametrize("right", sorted(set(Right) - WRITING))
def test_every_look_has_its_sentence(right: Right) -> None:
    assert LOOKED_AT[right]


def test_a_look_at_the_address_is_told_in_words(world: World) -> None:
    signed_in(world.leena).get(f"/asiat/{world.case.pk}/turvakielto/")
    page = signed_in(world.aino).get(f"/asiat/{world.case.pk}/luvat/loki/").content.decode()
    assert "katsoi yhteystiedot" in page
    assert "address.read" not in page
