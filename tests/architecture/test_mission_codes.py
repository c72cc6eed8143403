"""Every code of the mission that has been begun is proved by a test that names it."""

from scripts import docs


def test_every_begun_code_is_named_by_a_test() -> None:
    assert docs.untested(docs.tests_by_code()) == []
