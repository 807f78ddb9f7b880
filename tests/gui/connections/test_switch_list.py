"""What the menu of the connection button offers. No window needed."""

from __future__ import annotations

from catalogue_gui.gui.connections.switch_list import Choice, key_of, make_switch_list
from catalogue_gui.profiles.profile import ConnectionProfile

A, B, C, D = (
    ConnectionProfile(name="A"),
    ConnectionProfile(name="B", group="South"),
    ConnectionProfile(name="C"),
    ConnectionProfile(name="D", group="South"),
)


def labels(choices: tuple[Choice, ...]) -> list[str]:
    return [each.label for each in choices]


def test_that_the_newest_come_first_without_the_one_that_is_open() -> None:
    recent = [key_of(each) for each in (D, A, C)] + ["profile:gone", "demo"]
    found = make_switch_list([A, B, C, D], recent, key_of(D))
    assert labels(found.recent) == ["A", "C"]


def test_that_digits_follow_the_order_of_the_list_and_not_the_time() -> None:
    for recent in ([], [key_of(C)], [key_of(D), key_of(A)]):
        found = make_switch_list([A, B, C, D], recent, "")
        assert [found.numbered(each) for each in range(1, 6)] == [A, C, B, D, None]
    assert [(heading, labels(members)) for heading, members in found.groups] == [
        ("", ["A\tCtrl+1", "C\tCtrl+2"]),
        ("South", ["B\tCtrl+3", "D\tCtrl+4"]),
    ]


def test_that_the_open_one_is_marked() -> None:
    found = make_switch_list([A, B, C], [], key_of(C))
    assert [each.profile.name for _, each_ in found.groups for each in each_ if each.is_open] == [
        "C"
    ]


def test_that_a_long_list_is_folded_by_its_groups_and_only_nine_have_a_digit() -> None:
    many = [ConnectionProfile(name=f"{at}", group=f"{at % 3}") for at in range(50)]
    found = make_switch_list(many, [], "")
    assert found.is_folded
    assert sum(each.number > 0 for _, members in found.groups for each in members) == 9
    assert sum(len(members) for _, members in found.groups) == 50


def test_that_an_odd_name_is_neither_a_mnemonic_nor_as_wide_as_the_screen() -> None:
    assert Choice(ConnectionProfile(name="R&D")).label == "R&&D"
    assert len(Choice(ConnectionProfile(name="x" * 100)).label) == 60
