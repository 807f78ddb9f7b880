"""Passwords in a real Secret Service, in each state that it can be in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue_gui.catalogue.errors import SecretUnavailable
from catalogue_gui.profiles.profile import new_profile_id
from catalogue_gui.profiles.secrets import SERVICE_NAME, KeyringStore, Secrets
from catalogue_gui.profiles.session_secrets import SecretState
from tests.secret_service import (
    SecretService,
    require_secret_service,
    running_secret_service,
    secret_service,
    use_secret_service,
)
from tests.secrets_contract import SecretStoreContract

__all__ = ["secret_service"]

pytestmark = pytest.mark.secret_service


class TestKeyringStore(SecretStoreContract):
    @pytest.fixture
    def store(self, secret_service: SecretService) -> KeyringStore:
        return KeyringStore()


@pytest.fixture
def new_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SecretService]:
    """A service whose user never had a keyring."""
    require_secret_service()
    with running_secret_service(unlocked=False) as service:
        use_secret_service(monkeypatch, tmp_path, service.bus_address)
        yield service


@pytest.fixture
def no_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_secret_service(monkeypatch, tmp_path, None)


def attempts(store: KeyringStore, profile_id: str) -> dict[str, SecretUnavailable]:
    """What each operation says, of a store that can do none of them."""
    said = {}
    for name, operation in (
        ("save", lambda: store.save(profile_id, "hunter2")),
        ("read", lambda: store.read(profile_id)),
        ("forget", lambda: store.forget(profile_id)),
    ):
        with pytest.raises(SecretUnavailable) as caught:
            operation()
        said[name] = caught.value
    return said


def assert_each_says(said: dict[str, SecretUnavailable], state: SecretState) -> None:
    assert {each.state for each in said.values()} == {state.value}
    assert "not saved" in said["save"].hint
    assert "could not be read" in said["read"].hint
    assert "may still be in the keyring" in said["forget"].hint
    assert all("this session only" in said[name].hint for name in ("save", "read"))
    assert "this session only" not in said["forget"].hint
    assert "hunter2" not in "".join(f"{each}{each.detail}{each!r}" for each in said.values())


def test_that_a_password_is_found_under_the_programs_own_name(
    secret_service: SecretService,
) -> None:
    from keyring.backends.SecretService import Keyring

    KeyringStore().save("a" * 32, "hunter2")
    assert Keyring().get_password(SERVICE_NAME, "a" * 32) == "hunter2"


def test_that_the_service_keeps_no_readable_copy_on_disk(secret_service: SecretService) -> None:
    KeyringStore().save(new_profile_id(), "hunter2-on-disk")
    files = [each for each in secret_service.home.rglob("*") if each.is_file()]
    assert any(each.suffix == ".keyring" for each in files)
    assert not any(b"hunter2-on-disk" in each.read_bytes() for each in files)


def test_that_a_locked_keyring_is_said_to_be_locked(secret_service: SecretService) -> None:
    store = KeyringStore()
    profile_id = new_profile_id()
    store.save(profile_id, "hunter2")
    secret_service.lock()
    assert store.state() is SecretState.LOCKED
    assert_each_says(attempts(store, profile_id), SecretState.LOCKED)


def test_that_a_question_closed_without_an_answer_is_a_refusal(new_service: SecretService) -> None:
    store = KeyringStore()
    assert store.state() is SecretState.AVAILABLE
    assert_each_says(attempts(store, new_profile_id()), SecretState.REFUSED)


def test_that_a_computer_without_a_keyring_is_said_to_have_none(no_bus: None) -> None:
    store = KeyringStore()
    assert store.state() is SecretState.ABSENT
    assert_each_says(attempts(store, new_profile_id()), SecretState.ABSENT)


def test_that_a_service_that_ends_under_us_is_said_to_be_gone(
    secret_service: SecretService,
) -> None:
    store = KeyringStore()
    store.save(new_profile_id(), "hunter2")
    secret_service.stop()
    said = attempts(store, new_profile_id())
    # The bus starts the service again by itself where it can; that one has no keyring open.
    assert {each.state for each in said.values()} <= {"absent", "locked"}


def test_that_a_bus_that_ends_under_us_is_said_to_be_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    require_secret_service()
    store = KeyringStore()
    with running_secret_service() as service:
        use_secret_service(monkeypatch, tmp_path, service.bus_address)
        store.save(new_profile_id(), "hunter2")
    assert store.state() is SecretState.ABSENT
    assert_each_says(attempts(store, new_profile_id()), SecretState.ABSENT)


def test_that_a_keyring_started_after_the_program_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    require_secret_service()
    use_secret_service(monkeypatch, tmp_path, None)
    store = KeyringStore()
    assert store.state() is SecretState.ABSENT
    with running_secret_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.bus_address)
        assert store.state() is SecretState.AVAILABLE
        store.save("a" * 32, "hunter2")
        assert store.read("a" * 32) == "hunter2"


@pytest.mark.parametrize(
    "backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"]
)
def test_that_a_keyring_that_was_switched_off_stays_off(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    store = KeyringStore()
    assert store.state() is SecretState.ABSENT
    said = attempts(store, new_profile_id())
    assert_each_says(said, SecretState.ABSENT)
    assert "switched off" in said["save"].message


@pytest.mark.parametrize("backend", ["no.such.Module", "keyring.backends.SecretService.Keyring"])
def test_that_a_keyring_chosen_by_name_that_cannot_be_had_is_absent(
    no_bus: None, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    assert_each_says(attempts(KeyringStore(), new_profile_id()), SecretState.ABSENT)


def test_that_this_sessions_password_is_read_while_the_keyring_is_locked(
    secret_service: SecretService,
) -> None:
    secrets = Secrets()
    secrets.save("a" * 32, "kept")
    secret_service.lock()
    secrets.save_for_session("a" * 32, "of today")
    assert secrets.is_session_only("a" * 32)
    assert secrets.read("a" * 32) == "of today"
    with pytest.raises(SecretUnavailable):
        secrets.save("a" * 32, "not taken")
    assert secrets.read("a" * 32) == "of today"
    with pytest.raises(SecretUnavailable):
        secrets.forget("a" * 32)
    assert not secrets.is_session_only("a" * 32)


def test_that_saving_in_the_keyring_ends_the_password_of_this_session(
    secret_service: SecretService,
) -> None:
    secrets = Secrets()
    secrets.save_for_session("a" * 32, "of today")
    assert KeyringStore().read("a" * 32) is None
    secrets.save("a" * 32, "kept")
    assert not secrets.is_session_only("a" * 32)
    assert Secrets().read("a" * 32) == "kept"
    secrets.forget("a" * 32)
    assert secrets.read("a" * 32) is None
