"""Passwords in a real Secret Service, in each state that it can be in."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from secretstorage.util import DBusAddressWrapper

from catalogue_gui.catalogue.errors import Cancelled, SecretUnavailable
from catalogue_gui.profiles.profile import new_profile_id
from catalogue_gui.profiles.secrets import SERVICE_NAME, KeyringStore, Secrets
from catalogue_gui.profiles.secrets.keyring_thread import Patience
from catalogue_gui.profiles.secrets.session_secrets import SecretState
from tests.secret_service import (
    Person,
    SecretService,
    attended_service,
    require_secret_service,
    running_secret_service,
    secret_service,
    use_secret_service,
)
from tests.secrets_contract import SecretStoreContract

__all__ = ["attended_service", "secret_service"]

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


def test_that_a_keyring_nobody_chose_a_password_for_is_not_made(new_service: SecretService) -> None:
    store = KeyringStore()
    assert store.state() is SecretState.AVAILABLE
    with pytest.raises(SecretUnavailable) as caught:
        store.save(new_profile_id(), "hunter2")
    assert caught.value.state == "refused"
    assert "not saved" in caught.value.hint
    assert "hunter2" not in f"{caught.value}{caught.value.detail}"
    assert list(new_service.home.rglob("*.keyring")) == []


def test_that_looking_for_a_password_has_no_keyring_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    require_secret_service()
    with running_secret_service(unlocked=False, attended=True) as service:
        assert service.person is not None
        use_secret_service(monkeypatch, tmp_path, service.bus_address)
        store = KeyringStore()
        service.person.will_type("of my own choice")
        assert store.read("a" * 32) is None
        store.forget("a" * 32)
        assert service.person.has_more_to_say
        store.save("a" * 32, "hunter2")
        assert not service.person.has_more_to_say
        assert store.read("a" * 32) == "hunter2"


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


# -- a locked keyring with somebody in front of it ----------------------------------------------------------------


@pytest.fixture
def attended(attended_service: SecretService) -> tuple[SecretService, Person]:
    """A service with a password in it, locked, and the person who can unlock it."""
    for number in range(READERS):
        KeyringStore().save(f"{number:032}", f"password {number}")
    attended_service.lock()
    assert attended_service.person is not None
    return attended_service, attended_service.person


READERS = 6


def all_at_once(store: KeyringStore, person: Person) -> list[str]:
    """What readers of different passwords get, all of whom wait while the question is open."""
    person.takes(300)
    got: list[str] = []

    def read(number: int) -> None:
        try:
            got.append(str(store.read(f"{number:032}")))
        except SecretUnavailable as error:
            got.append(error.state)

    readers = [
        threading.Thread(target=read, args=(number,), name=f"test-reader-{number}")
        for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(20)
    return sorted(got)


def until(condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < give_up_at


def test_that_a_locked_keyring_is_asked_to_be_opened_once_for_all_who_wait(
    attended: tuple[SecretService, Person],
) -> None:
    _, person = attended
    person.will_type()  # an answer to one question: a second one would be closed without one
    got = all_at_once(KeyringStore(), person)
    assert got == [f"password {number}" for number in range(READERS)]
    assert not person.has_more_to_say


def test_that_no_is_an_answer_to_all_who_wait_and_the_next_one_is_asked_again(
    attended: tuple[SecretService, Person],
) -> None:
    _, person = attended
    store = KeyringStore()
    person.will_dismiss()
    person.will_type()
    assert all_at_once(store, person) == ["locked"] * READERS
    assert person.has_more_to_say
    assert store.read(f"{0:032}") == "password 0"
    assert not person.has_more_to_say


def test_that_a_mistyped_keyring_password_is_asked_for_again(
    attended: tuple[SecretService, Person],
) -> None:
    _, person = attended
    person.will_type("mistyped")
    person.will_type()
    assert KeyringStore().read(f"{1:032}") == "password 1"


def test_that_the_state_is_told_while_the_question_is_open(
    attended: tuple[SecretService, Person],
) -> None:
    _, person = attended
    store = KeyringStore()
    person.takes(1500)
    person.will_type()
    reader = threading.Thread(target=store.read, args=(f"{0:032}",), name="test-reader")
    reader.start()
    until(lambda: person.is_asked)
    began = time.monotonic()
    assert store.state() is SecretState.LOCKED
    assert time.monotonic() - began < 0.5
    reader.join(10)
    assert store.state() is SecretState.AVAILABLE


@pytest.mark.parametrize("whose", ["one", "all"])
def test_that_the_wait_for_a_person_can_be_given_up(
    attended: tuple[SecretService, Person], whose: str
) -> None:
    _, person = attended
    store, patience, ended = KeyringStore(), Patience(), threading.Event()
    person.takes(60_000)
    person.will_type()

    def read() -> None:
        with pytest.raises(Cancelled):
            store.read(f"{0:032}", patience)
        ended.set()

    threading.Thread(target=read, name="test-reader").start()
    until(lambda: person.is_asked)
    (patience if whose == "one" else store).give_up()
    assert ended.wait(2)


def test_that_a_service_killed_while_its_question_is_open_is_said_to_be_gone(
    attended: tuple[SecretService, Person],
) -> None:
    service, person = attended
    store, said = KeyringStore(), queue.SimpleQueue[str]()
    person.takes(60_000)
    person.will_type()

    def read() -> None:
        try:
            store.read(f"{0:032}")
        except SecretUnavailable as error:
            said.put(error.state)

    threading.Thread(target=read, name="test-reader").start()
    until(lambda: person.is_asked)
    service.stop()
    assert said.get(timeout=10) == "absent"


# -- a keyring that hangs -----------------------------------------------------------------------------------------


def test_that_a_keyring_that_hangs_is_said_to_be_silent_and_is_used_again_when_it_answers(
    secret_service: SecretService,
) -> None:
    store = KeyringStore(open_limit_s=0.3)
    store.save("a" * 32, "the first")
    with secret_service.frozen():
        assert store.state() is SecretState.SILENT
        assert_each_says(attempts(store, "a" * 32), SecretState.SILENT)
    # What was said not to have been done is not done when the keyring comes round: the password is neither another
    # one nor gone.
    until(lambda: "catalogue-keyring" not in [each.name for each in threading.enumerate()])
    assert store.state() is SecretState.AVAILABLE
    assert store.read("a" * 32) == "the first"


# -- what is not ours ---------------------------------------------------------------------------------------------


SESSION = "/org/freedesktop/secrets/collection/session"
ATTRIBUTES = {"service": SERVICE_NAME, "username": "a" * 32, "application": "another program"}


def test_that_another_programs_collection_is_neither_read_nor_changed(
    secret_service: SecretService,
) -> None:
    with closing(secretstorage.dbus_init()) as bus:
        theirs = secretstorage.Collection(bus, SESSION)
        theirs.create_item("theirs", ATTRIBUTES, b"not ours")
        store = KeyringStore()
        assert store.read("a" * 32) is None
        store.save("a" * 32, "ours")
        store.forget("a" * 32)
        assert [item.get_secret() for item in theirs.search_items(ATTRIBUTES)] == [b"not ours"]


def test_that_a_keyring_that_forgets_at_logout_is_given_no_password(
    secret_service: SecretService,
) -> None:
    with closing(secretstorage.dbus_init()) as bus:
        service = DBusAddressWrapper(
            "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", bus
        )
        service.call("SetAlias", "so", "default", SESSION)
        store = KeyringStore()
        assert store.state() is SecretState.ABSENT
        said = attempts(store, "a" * 32)
        assert_each_says(said, SecretState.ABSENT)
        assert "forgets everything when you log out" in said["save"].message
        assert list(secretstorage.Collection(bus, SESSION).get_all_items()) == []


# -- removing later -----------------------------------------------------------------------------------------------


def test_that_what_a_locked_keyring_did_not_let_go_of_is_removed_when_it_is_next_open(
    attended: tuple[SecretService, Person],
) -> None:
    _, person = attended
    secrets = Secrets()
    person.will_dismiss()
    with pytest.raises(SecretUnavailable):
        secrets.forget(f"{0:032}")
    person.will_type()
    assert secrets.read(f"{1:032}") == "password 1"
    assert KeyringStore().read(f"{0:032}") is None
    assert KeyringStore().read(f"{1:032}") == "password 1"


def test_that_a_password_saved_anew_is_not_removed_for_an_earlier_wish(
    attended: tuple[SecretService, Person],
) -> None:
    _, person = attended
    secrets = Secrets()
    person.will_dismiss()
    with pytest.raises(SecretUnavailable):
        secrets.forget(f"{0:032}")
    person.will_type()
    secrets.save(f"{0:032}", "wanted again")
    assert secrets.read(f"{1:032}") == "password 1"
    assert secrets.read(f"{0:032}") == "wanted again"
