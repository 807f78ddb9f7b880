"""Where a connection goes when it is moved. No window needed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.gui.connections.order import Place, dropped, group_moved, in_groups, moved


def order_of(text: str) -> list[Place]:
    """``a b | South: c d`` as places."""
    places = []
    for part in text.split("|"):
        group, _, names = part.rpartition(":")
        places += [Place(each, group.strip()) for each in names.split()]
    return places


def test_that_those_without_a_group_come_first_and_members_stand_together() -> None:
    assert in_groups(order_of("South: a | b | North: c | South: d")) == order_of(
        "b | South: a d | North: c"
    )


def test_that_a_step_inside_a_group_swaps_two() -> None:
    order = order_of("a | South: b c")
    assert moved(order, "c", -1) == order_of("a | South: c b")
    assert moved(order, "b", 1) == order_of("a | South: c b")


def test_that_a_step_over_the_edge_of_a_group_goes_into_the_next_one() -> None:
    order = order_of("a | South: b | North: c d")
    assert moved(order, "c", -1) == order_of("a | South: b c | North: d")
    assert moved(order, "a", 1) == order_of("South: a b | North: c d")
    assert moved(order, "b", -1) == order_of("a b | North: c d")


def test_that_the_first_of_the_first_group_can_leave_it_and_the_ends_are_ends() -> None:
    assert moved(order_of("South: a b"), "a", -1) == order_of("a | South: b")
    assert moved(order_of("a b"), "a", -1) == order_of("a b")
    assert moved(order_of("a | South: b"), "b", 1) == order_of("a | South: b")
    assert moved(order_of("a b"), "gone", 1) == order_of("a b")


def test_that_a_drop_takes_the_heading_it_falls_under() -> None:
    order = order_of("a | South: b c")
    assert dropped(order, "a", "c", "South") == order_of("South: b a c")
    assert dropped(order, "b", None, "") == order_of("a b | South: c")
    assert dropped(order, "b", None, "South") == order_of("a | South: c b")
    assert dropped(order, "b", "b", "South") == order


def test_that_a_group_moves_as_a_whole() -> None:
    order = order_of("a | South: b c | North: d")
    assert group_moved(order, "North", -1) == order_of("a | North: d | South: b c")
    assert group_moved(order, "South", 1) == order_of("a | North: d | South: b c")
    assert group_moved(order, "South", -1) == order
    assert group_moved(order, "", 1) == order


_PLACES = st.lists(
    st.builds(Place, st.text(max_size=3), st.sampled_from(["", "A", "B/ä", "C"])),
    max_size=12,
    unique_by=lambda each: each.profile_id,
)


@given(_PLACES, st.data())
def test_that_no_move_loses_or_doubles_a_connection_or_splits_a_group(
    places: list[Place], data: st.DataObject
) -> None:
    order = in_groups(places)
    names = [each.profile_id for each in order] or ["none"]
    for _ in range(4):
        who, step = data.draw(st.sampled_from(names)), data.draw(st.sampled_from([-1, 1]))
        before = data.draw(st.none() | st.sampled_from(names))
        group = data.draw(st.sampled_from(["", "A", "New"]))
        if order:
            order = moved(order, who, step)
            order = dropped(order, who, before, group)
            order = group_moved(order, group, step)
    assert sorted(each.profile_id for each in order) == sorted(each.profile_id for each in places)
    assert order == in_groups(order)
