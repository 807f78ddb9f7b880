"""What is typed for a connection stays with it until it is saved. No window needed."""

from __future__ import annotations

from dataclasses import replace

from catalogue_gui.gui.connections.drafts import Draft, DraftBook
from catalogue_gui.gui.connections.order import Place
from catalogue_gui.gui.connections.request import ConnectionRequest
from catalogue_gui.profiles.profile import ConnectionProfile


def book_of(*names: str) -> DraftBook:
    book = DraftBook()
    book.load(ConnectionProfile(name=name) for name in names)
    return book


def names(book: DraftBook) -> list[str]:
    return [each.profile.name for each in book]


def test_that_what_comes_from_the_file_is_not_changed() -> None:
    assert book_of("A", "B").changed == []


def test_that_a_typed_value_or_a_typed_password_is_a_change() -> None:
    book = book_of("A", "B", "C")
    one, other, _ = book
    one.profile = replace(one.profile, host="db")
    other.password = "secret"
    assert [each.is_changed for each in book] == [True, True, False]


def test_that_reading_the_file_again_keeps_what_was_typed() -> None:
    book = book_of("A", "B")
    draft = next(iter(book))
    saved = draft.profile
    draft.profile = replace(saved, host="typed")
    new = book.add(ConnectionProfile(name="New"))
    elsewhere = ConnectionProfile(name="Of another window")
    book.load([replace(saved, name="Renamed"), elsewhere])
    assert names(book) == ["A", "Of another window", "New"]
    assert book.get(saved.id) is draft
    assert draft.profile.host == "typed"
    assert draft.saved == replace(saved, name="Renamed")
    assert new.saved is None


def test_that_what_is_typed_while_saving_stays_unsaved() -> None:
    book = book_of("A")
    (draft,) = book
    draft.profile = sent = replace(draft.profile, host="sent")
    draft.password = "sent"
    draft.profile = replace(sent, host="typed since")
    draft.password = "typed since"
    book.mark_saved(sent, "sent")
    assert draft.is_changed
    assert draft.password == "typed since"
    assert draft.saved == sent


def test_that_a_saved_draft_is_no_longer_changed() -> None:
    book = DraftBook()
    draft = book.add(ConnectionProfile(name="A"), "secret")
    book.mark_saved(draft.profile, "secret")
    assert book.changed == []
    assert draft.password == ""


def test_that_a_password_that_was_not_kept_stays_typed() -> None:
    book = DraftBook()
    draft = book.add(ConnectionProfile(name="A"), "secret")
    book.mark_saved(draft.profile, "")
    assert draft.is_changed
    assert draft.password == "secret"


def test_that_a_new_connection_gets_a_name_that_is_free() -> None:
    book = book_of("Shop", "shop copy")
    book.add(ConnectionProfile(name="Shop copy"))
    book.add(ConnectionProfile(name="Shop copy"))
    assert names(book) == ["Shop", "shop copy", "Shop copy 2", "Shop copy 3"]


def test_that_a_new_connection_without_anything_typed_is_nothing_to_lose() -> None:
    book = DraftBook()
    draft = book.add(ConnectionProfile())
    assert draft.is_blank
    assert book.changed == []
    draft.profile = replace(draft.profile, user="ann")
    assert book.changed == [draft]


def test_that_no_repr_shows_a_password() -> None:
    profile = ConnectionProfile(name="A")
    shown = f"{Draft(profile, password='hunter2')!r} {ConnectionRequest(profile, 'hunter2')!r}"
    assert "hunter2" not in shown


def test_that_a_new_order_counts_as_saved_and_what_was_typed_does_not() -> None:
    book = book_of("A", "B", "C")
    a, b, c = book
    b.profile = replace(b.profile, host="typed", group="typed")
    book.arrange([Place(c.profile.id, ""), Place(b.profile.id, ""), Place(a.profile.id, "South")])
    assert names(book) == ["C", "B", "A"]
    assert book.changed == [b]
    assert (b.profile.group, b.listed_group) == ("typed", "")
    assert a.saved is not None
    assert a.saved.group == a.listed_group == "South"


def test_that_a_connection_added_elsewhere_is_not_lost_by_an_order_without_it() -> None:
    book = book_of("A", "B")
    a, _ = book
    book.arrange([Place(a.profile.id, "")])
    assert names(book) == ["A", "B"]


def test_that_an_address_leaves_what_it_does_not_speak_of() -> None:
    book = DraftBook()
    draft = book.add(
        ConnectionProfile(
            name="A", group="South", table="items", password_keeping="ask", pool_max=9
        )
    )
    found = ConnectionProfile(host="db", connect_timeout_s=9, sslmode="require")
    draft.take_address(found, "secret", "unused")
    profile = draft.profile
    assert (profile.name, profile.group, profile.table) == ("A", "South", "items")
    assert (profile.password_keeping, profile.pool_max) == ("ask", 9)
    assert (profile.host, profile.connect_timeout_s, profile.sslmode) == ("db", 9, "require")
    assert draft.password == "secret"
    draft.take_address(found, None, "unused")
    assert draft.password == "secret"
