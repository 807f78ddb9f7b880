"""Passwords that end with the program."""

from __future__ import annotations

import pytest

from catalogue_gui.profiles.secrets.session_secrets import SecretState, SessionStore
from tests.secrets_contract import SecretStoreContract


class TestSessionStore(SecretStoreContract):
    @pytest.fixture
    def store(self) -> SessionStore:
        return SessionStore()


def test_that_another_program_run_knows_nothing_of_it() -> None:
    SessionStore().save("a", "secret")
    assert SessionStore().read("a") is None


@pytest.mark.parametrize("state", list(SecretState))
def test_that_every_state_is_said_in_a_sentence(state: SecretState) -> None:
    assert state.words.endswith(".")
