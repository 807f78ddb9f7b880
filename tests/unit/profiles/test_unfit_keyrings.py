"""A backend that keeps passwords in the open is never used, and never fallen back to."""

from __future__ import annotations

import keyring.core
import pytest
from keyring.backends.chainer import ChainerBackend

from catalogue_gui.catalogue.errors import SecretUnavailable
from catalogue_gui.profiles.secrets import KeyringStore
from catalogue_gui.profiles.secrets.session_secrets import SecretState


class _Recorder:
    """Keeps passwords in a dictionary, so that a test can see which backend was given one.

    Not derived from the package's own class: that one registers each of its kind for all tests to come.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class _Unwilling(_Recorder):
    """A backend that cannot write, at which a chain goes on to its next link."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


# As the plain file of the package keyrings.alt presents itself.
_PlainFile = type("PlaintextKeyring", (_Recorder,), {"__module__": "keyrings.alt.file"})


class _Chain:
    """As the package's own chain presents itself."""

    __module__ = ChainerBackend.__module__

    def __init__(self, *links: _Recorder) -> None:
        self.backends = links


def use(monkeypatch: pytest.MonkeyPatch, *links: _Recorder) -> None:
    """Have the package choose these: one alone, several as a chain."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    chosen = links[0] if len(links) == 1 else _Chain(*links)
    monkeypatch.setattr(keyring.core, "_keyring_backend", chosen)


def test_that_a_plain_file_is_given_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = _PlainFile()
    use(monkeypatch, plain)
    store = KeyringStore()
    assert store.state() is SecretState.ABSENT
    with pytest.raises(SecretUnavailable, match="plain text"):
        store.save("a" * 32, "hunter2")
    assert plain.kept == {}


def test_that_a_chain_with_only_a_plain_file_in_it_is_given_no_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = _PlainFile(), _PlainFile()
    use(monkeypatch, one, other)
    with pytest.raises(SecretUnavailable):
        KeyringStore().save("a" * 32, "hunter2")
    assert one.kept == other.kept == {}


def test_that_the_fit_link_of_a_chain_is_used_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, fit = _PlainFile(), _Recorder()
    use(monkeypatch, plain, fit)
    KeyringStore().save("a" * 32, "hunter2")
    assert list(fit.kept.values()) == ["hunter2"]
    assert plain.kept == {}


def test_that_a_chain_does_not_go_on_to_a_plain_file(monkeypatch: pytest.MonkeyPatch) -> None:
    unwilling, plain = _Unwilling(), _PlainFile()
    use(monkeypatch, unwilling, plain)
    with pytest.raises(SecretUnavailable) as caught:
        KeyringStore().save("a" * 32, "hunter2")
    assert caught.value.state == "refused"
    assert plain.kept == {}
