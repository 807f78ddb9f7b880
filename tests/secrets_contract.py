"""What every place that keeps passwords has to do, as one suite that each of them passes."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.profiles.profile import new_profile_id
from catalogue_gui.profiles.secrets.session_secrets import SecretState, SecretStore


class SecretStoreContract:
    """Derive from it and give a fixture ``store``, empty and ready."""

    def test_that_a_password_never_stored_is_none(self, store: SecretStore) -> None:
        assert store.read(new_profile_id()) is None

    @pytest.mark.parametrize(
        "password",
        ["secret", " with spaces ", "p@:/?#%'\"\\", "пароль 密码 🔑", "line\nend\t", "x" * 1000],
        ids=["plain", "spaces", "signs", "scripts", "controls", "long"],
    )
    def test_that_a_password_comes_back_as_it_was(self, store: SecretStore, password: str) -> None:
        profile_id = new_profile_id()
        store.save(profile_id, password)
        assert store.read(profile_id) == password

    def test_that_a_new_password_takes_the_place_of_the_old(self, store: SecretStore) -> None:
        profile_id = new_profile_id()
        store.save(profile_id, "old")
        store.save(profile_id, "new")
        assert store.read(profile_id) == "new"
        store.forget(profile_id)
        assert store.read(profile_id) is None

    def test_that_each_profile_has_a_password_of_its_own(self, store: SecretStore) -> None:
        one, other = new_profile_id(), new_profile_id()
        store.save(one, "of one")
        store.save(other, "of the other")
        store.forget(one)
        assert store.read(one) is None
        assert store.read(other) == "of the other"

    def test_that_forgetting_what_is_not_there_is_no_error(self, store: SecretStore) -> None:
        store.forget(new_profile_id())

    @pytest.mark.parametrize("password", ["", "a\0b", "\ud800hunter2"])
    def test_that_a_password_that_cannot_be_kept_is_refused_and_not_repeated(
        self, store: SecretStore, password: str
    ) -> None:
        profile_id = new_profile_id()
        with pytest.raises(InvalidValue) as caught:
            store.save(profile_id, password)
        assert caught.value.field == "password"
        assert "hunter2" not in repr(caught.value)
        assert caught.value.__cause__ is None
        assert store.read(profile_id) is None

    def test_that_its_repr_shows_no_password(self, store: SecretStore) -> None:
        store.save(new_profile_id(), "hunter2")
        assert "hunter2" not in repr(store)

    def test_that_it_says_it_is_ready(self, store: SecretStore) -> None:
        assert store.state() in (SecretState.AVAILABLE, SecretState.SESSION_ONLY)
