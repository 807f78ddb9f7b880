"""The password of an opened connection: found once, replaced when it is refused, kept where its user wants it."""

from __future__ import annotations

import threading

import pytest

from catalogue_gui.catalogue.errors import (
    Cancelled,
    InvalidValue,
    PasswordWanted,
    SecretUnavailable,
)
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.secrets import Secrets
from catalogue_gui.profiles.secrets.keyring_thread import Patience
from catalogue_gui.profiles.secrets.login_password import LoginPassword
from catalogue_gui.profiles.secrets.session_secrets import SessionStore

PASSWORD = "hunter2-hunter2"


class Keyring(SessionStore):
    """A keyring in memory, that counts how often it is read and can be in a bad way."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        self.state_now = ""
        self.is_slow = False
        self.is_asked = threading.Event()

    def read(self, profile_id: str, patience: Patience | None = None) -> str | None:
        self.reads += 1
        self._fail()
        if self.is_slow:
            assert patience is not None
            given_up = threading.Event()
            patience.wake = given_up.set
            self.is_asked.set()
            assert given_up.wait(10)
            raise Cancelled
        return super().read(profile_id)

    def save(self, profile_id: str, password: str) -> None:
        self._fail()
        super().save(profile_id, password)

    def _fail(self) -> None:
        if self.state_now:
            raise SecretUnavailable("It is in a bad way.", state=self.state_now)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
def secrets(keyring: Keyring) -> Secrets:
    return Secrets(keyring_store=keyring)


def profile(keeping: str = "keyring") -> ConnectionProfile:
    return ConnectionProfile(id="a" * 32, name="Shop", password_keeping=keeping)


def test_that_the_keyring_is_asked_once_however_often_the_connection_comes_back(
    secrets: Secrets, keyring: Keyring
) -> None:
    keyring.save("a" * 32, PASSWORD)
    login = LoginPassword(profile(), secrets)
    assert [login.find() for _ in range(3)] == [PASSWORD] * 3
    assert keyring.reads == 1
    keyring.state_now = "locked"
    assert login.find() == PASSWORD


def test_that_a_password_typed_goes_before_the_one_that_is_kept(
    secrets: Secrets, keyring: Keyring
) -> None:
    keyring.save("a" * 32, "kept")
    assert LoginPassword(profile(), secrets, PASSWORD).find() == PASSWORD
    assert LoginPassword(profile(), secrets, "").find() == ""
    assert keyring.reads == 0


def test_that_a_refused_password_is_looked_for_anew(secrets: Secrets, keyring: Keyring) -> None:
    keyring.save("a" * 32, "of yesterday")
    login = LoginPassword(profile(), secrets)
    assert login.find() == "of yesterday"
    keyring.save("a" * 32, PASSWORD)
    login.refuse()
    assert login.find() == PASSWORD


def test_that_a_refused_password_of_this_session_is_not_tried_again(secrets: Secrets) -> None:
    secrets.save_for_session("a" * 32, "mistyped")
    login = LoginPassword(profile("session"), secrets)
    assert login.find() == "mistyped"
    login.refuse()
    assert login.find() is None


@pytest.mark.parametrize("state", ["locked", "refused", "silent"])
def test_that_a_keyring_that_does_not_give_it_is_said(
    secrets: Secrets, keyring: Keyring, state: str
) -> None:
    keyring.state_now = state
    with pytest.raises(SecretUnavailable):
        LoginPassword(profile(), secrets).find()


def test_that_without_any_keyring_the_server_is_tried_without_a_password(
    secrets: Secrets, keyring: Keyring
) -> None:
    keyring.state_now = "absent"
    login = LoginPassword(profile(), secrets)
    assert login.find() is None
    assert login.trouble is not None


def test_that_asking_each_time_asks_each_time_it_is_opened_and_not_each_time_it_comes_back(
    secrets: Secrets, keyring: Keyring
) -> None:
    for _ in range(2):
        login = LoginPassword(profile("ask"), secrets)
        with pytest.raises(PasswordWanted):
            login.find()
        login.use(PASSWORD, save=False)
        assert login.find() == PASSWORD
        assert not login.is_to_be_kept
        login.keep()
        assert login.find() == PASSWORD
    assert secrets.read_for_session("a" * 32) is None
    assert keyring.reads == 0


@pytest.mark.parametrize("keeping", ["ask", "session"])
def test_that_a_keyring_that_is_not_wanted_is_not_asked(
    secrets: Secrets, keyring: Keyring, keeping: str
) -> None:
    keyring.save("a" * 32, PASSWORD)
    login = LoginPassword(profile(keeping), secrets)
    if keeping == "ask":
        with pytest.raises(PasswordWanted):
            login.find()
    else:
        assert login.find() is None
    assert keyring.reads == 0


@pytest.mark.parametrize(
    ("save", "in_keyring", "in_session"), [(True, PASSWORD, None), (False, None, PASSWORD)]
)
def test_that_what_was_typed_is_kept_where_its_user_wants_it_once_it_is_accepted(
    secrets: Secrets,
    keyring: Keyring,
    save: bool,
    in_keyring: str | None,
    in_session: str | None,
) -> None:
    login = LoginPassword(profile(), secrets)
    login.use(PASSWORD, save=save)
    assert keyring.read("a" * 32) is None
    assert login.is_to_be_kept
    login.keep()
    assert keyring.read("a" * 32) == in_keyring
    assert secrets.read_for_session("a" * 32) == in_session
    assert not login.is_to_be_kept


def test_that_a_keyring_that_does_not_take_it_leaves_it_for_this_session(
    secrets: Secrets, keyring: Keyring
) -> None:
    login = LoginPassword(profile(), secrets)
    login.use(PASSWORD, save=True)
    keyring.state_now = "locked"
    with pytest.raises(SecretUnavailable):
        login.keep()
    assert secrets.read_for_session("a" * 32) == PASSWORD
    keyring.state_now = ""
    login.save()
    assert keyring.read("a" * 32) == PASSWORD


def test_that_typing_it_ends_the_wait_for_the_keyring(secrets: Secrets, keyring: Keyring) -> None:
    keyring.is_slow = True
    login = LoginPassword(profile(), secrets)
    found: list[str | None] = []
    finder = threading.Thread(target=lambda: found.append(login.find()), name="test-finder")
    finder.start()
    assert keyring.is_asked.wait(10)
    assert login.is_waiting
    login.use(PASSWORD, save=False)
    finder.join(10)
    assert found == [PASSWORD]
    assert not login.is_waiting


def test_that_closing_the_connection_ends_the_wait_for_the_keyring(
    secrets: Secrets, keyring: Keyring
) -> None:
    keyring.is_slow = True
    login = LoginPassword(profile(), secrets)
    ended = threading.Event()

    def find() -> None:
        with pytest.raises(Cancelled):
            login.find()
        ended.set()

    threading.Thread(target=find, name="test-finder").start()
    assert keyring.is_asked.wait(10)
    login.close()
    assert ended.wait(10)


@pytest.mark.parametrize("password", ["", "a\0b"])
def test_that_what_cannot_be_a_password_is_not_used(secrets: Secrets, password: str) -> None:
    login = LoginPassword(profile("session"), secrets)
    with pytest.raises(InvalidValue):
        login.use(password, save=True)
    assert login.find() is None


def test_that_its_repr_shows_no_password(secrets: Secrets) -> None:
    assert PASSWORD not in repr(LoginPassword(profile(), secrets, PASSWORD))
