"""Connections from elsewhere that the user may take in: what is offered, and what became of it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalogue_gui.catalogue.errors import CatalogueError, InvalidValue, SecretUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from catalogue_gui.profiles.libpq_files import FoundConnection
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore


@dataclass(frozen=True, slots=True)
class Offer:
    """A connection that can be taken in.

    Args:
        profile: not in the file yet.
        origin: where it comes from, in the user's words.
        here_as: the name of the one that leads to the same place already, empty when there is none.
        password: found beside it, None when there was none. Not in ``repr``.
    """

    profile: ConnectionProfile
    origin: str
    here_as: str = ""
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be taken in, and what there is to say about the rest."""

    offers: tuple[Offer, ...]
    notices: tuple[CatalogueError, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the offers that were taken.

    Args:
        added: the connections as they are in the file now.
        already_here: how many were there in just the same way.
        passwords_kept: how many passwords went to the keyring.
        passwords_left: how many did not, and ``secret_error`` why.
    """

    added: tuple[ConnectionProfile, ...]
    already_here: int = 0
    passwords_kept: int = 0
    passwords_left: int = 0
    secret_error: SecretUnavailable | InvalidValue | None = None


def find_offers(store: ProfileStore) -> Offers:
    """Look for what PostgreSQL's own tools know of.

    Raises:
        FileProblem: the saved connections cannot be read.
    Thread: worker.
    """
    found = store.find_elsewhere()
    here = store.list()
    return Offers(tuple(_offer_of(each, here) for each in found.connections), found.notices)


def read_offers(store: ProfileStore, path: Path) -> Offers:
    """Read a file of connections.

    Raises:
        FileProblem: it cannot be read or is something else, or the saved connections cannot be read.
    Thread: worker.
    """
    read = store.read_copy(path)
    same = store.already_here(read.profiles)
    return Offers(
        tuple(
            Offer(each, f"group {each.group}" if each.group else "", same.get(each.id, ""))
            for each in read.profiles
        ),
        read.notices,
    )


def _offer_of(found: FoundConnection, here: Sequence[ConnectionProfile]) -> Offer:
    names = (each.name for each in here if each.address == found.profile.address)
    return Offer(found.profile, found.origin, next(names, ""), found.password)


def take(
    store: ProfileStore, secrets: Secrets, offers: Iterable[Offer], *, with_passwords: bool
) -> Taken:
    """Add connections, and keep the passwords found beside them in the keyring.

    A keyring that cannot be used is asked once, and not again for each password.

    Raises:
        InvalidValue: one of them cannot be saved; none was.
        FileProblem: the file cannot be written; nothing was added.
    Thread: worker; the keyring may ask its user.
    """
    offers = list(offers)
    merged = store.merge(each.profile for each in offers)
    passwords = {each.profile.id: each.password for each in offers if each.password}
    wanted = [each for each in merged.added if with_passwords and each.id in passwords]
    kept = 0
    error: SecretUnavailable | InvalidValue | None = None
    for profile in wanted:
        try:
            secrets.save(profile.id, passwords[profile.id])
            kept += 1
        except InvalidValue as problem:
            error = problem
        except SecretUnavailable as problem:
            error = problem
            break
    return Taken(merged.added, len(merged.already_here), kept, len(wanted) - kept, error)


def describe_taken(taken: Taken) -> str:
    """What to tell the user."""
    sentences = []
    count = len(taken.added)
    if count:
        names = ", ".join(f"“{each.name}”" for each in taken.added[:5])
        more = f" and {count - 5} more" if count > 5 else ""
        sentences.append(f"{_connections(count)} added: {names}{more}.")
    if taken.already_here:
        verb = "was" if taken.already_here == 1 else "were"
        sentences.append(f"{_connections(taken.already_here)} {verb} here already.")
    if taken.passwords_kept:
        verb = "is" if taken.passwords_kept == 1 else "are"
        sentences.append(f"{_passwords(taken.passwords_kept)} {verb} kept in the keyring.")
    if taken.secret_error is not None:
        verb = "was" if taken.passwords_left == 1 else "were"
        sentences.append(
            f"{_passwords(taken.passwords_left)} {verb} not kept. {taken.secret_error.message} "
            "The program asks for it when you connect."
        )
    return " ".join(sentences)


def _connections(count: int) -> str:
    return f"{count} connection{'' if count == 1 else 's'}"


def _passwords(count: int) -> str:
    return f"{count} password{'' if count == 1 else 's'}"
