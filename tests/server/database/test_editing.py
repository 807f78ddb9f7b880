"""One product added, changed, deleted: nothing of a colleague's is overwritten, nothing nobody touched is changed."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_gui.catalogue.errors import AccessDenied, EditConflict, InvalidValue
from catalogue_gui.catalogue.metadata_text import write_json
from catalogue_gui.catalogue.product import (
    MAX_STOCK,
    Change,
    Edit,
    Field,
    NewProduct,
    Product,
    StockDelta,
)
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.editing import delete_product, insert_product, update_product
from catalogue_gui.database.products import fetch_page
from tests.server.database.adding import add

NASTY = "'; DROP TABLE products; -- % %s %(x)s %% {} {0} $1 $$ \\ \" ☃"


def test_that_an_inserted_product_comes_back_as_the_server_stored_it(
    connection: Connection,
) -> None:
    product = add(
        connection,
        "Kettle",
        price=Decimal("24.90"),
        tags=("new", "sale"),
        metadata_text='{"volume": 10.00, "big": 12345678901234567890}',
        stock=3,
    )
    assert product.price == Decimal("24.90")
    assert product.tags == ("new", "sale")
    assert product.metadata_text == '{"big": 12345678901234567890, "volume": 10.00}'
    assert product.metadata["volume"] == Decimal("10.00")
    assert product.created_at.tzinfo is not None


def test_that_only_the_changed_field_is_written_and_the_row_comes_back(
    connection: Connection, catalogue_uri: str
) -> None:
    product = add(connection, "Kettle", stock=5)
    with psycopg.connect(catalogue_uri) as colleague:
        colleague.execute("UPDATE products SET category = 'Garden'")
    edit = Edit(product.id, {Field.PRICE: Change(Decimal("1.00"), Decimal("2.50"))})
    returned = update_product(connection, edit)
    assert returned.price == Decimal("2.50")
    assert returned.category == "Garden", "the colleague's change stands, and is shown"
    assert returned.updated_at > product.updated_at


def test_that_a_field_changed_by_someone_else_is_not_overwritten(
    connection: Connection, catalogue_uri: str
) -> None:
    product = add(connection, "Kettle")
    with psycopg.connect(catalogue_uri) as colleague:
        colleague.execute("UPDATE products SET price = 9")
    edit = Edit(product.id, {Field.PRICE: Change(Decimal("1.00"), Decimal("2.50"))})
    with pytest.raises(EditConflict) as caught:
        update_product(connection, edit)
    assert caught.value.theirs == {"price": Decimal("9.00")}
    assert caught.value.mine == {"price": Decimal("2.50")}
    (now,) = fetch_page(connection, [product.id])
    assert now is not None
    assert now.price == Decimal("9.00")


def test_that_an_edit_sent_twice_is_applied_once_and_is_no_conflict(
    connection: Connection,
) -> None:
    product = add(connection, "Kettle", tags=("a",))
    edit = Edit(product.id, {Field.TAGS: Change(("a",), ("a", "b"))})
    first = update_product(connection, edit)
    second = update_product(connection, edit)
    assert second.tags == ("a", "b")
    assert second.updated_at == first.updated_at


def test_that_an_edit_of_a_deleted_product_says_that_it_is_gone(connection: Connection) -> None:
    product = add(connection, "Kettle")
    assert delete_product(connection, product.id) == product
    edit = Edit(product.id, {Field.NAME: Change("Kettle", "Pot")})
    with pytest.raises(EditConflict) as caught:
        update_product(connection, edit)
    assert caught.value.is_deleted


def test_that_adding_twice_what_has_its_id_already_adds_it_once(connection: Connection) -> None:
    product = NewProduct("Kettle", Decimal(1), "Home", id=uuid4())
    with connection.transaction():
        first = insert_product(connection, product)
    with connection.transaction():
        assert insert_product(connection, product) == first
    other = NewProduct("Pot", Decimal(1), "Home", id=product.id)
    with pytest.raises(InvalidValue), connection.transaction():
        insert_product(connection, other)


def test_that_deleting_what_is_gone_is_no_error(connection: Connection) -> None:
    assert delete_product(connection, uuid4()) is None


def test_that_a_deleted_product_can_be_brought_back_with_its_id_and_birthday(
    connection: Connection,
) -> None:
    product = add(connection, "Kettle", metadata_text='{"a": 1.0}')
    delete_product(connection, product.id)
    again = insert_product(connection, NewProduct.again(product))
    assert (again.id, again.created_at) == (product.id, product.created_at)
    assert again.metadata_text == product.metadata_text


@pytest.mark.parametrize(
    ("field", "seen", "new"),
    [
        (Field.STOCK, 0, -1),
        (Field.PRICE, Decimal("1.00"), Decimal("-1.00")),
        (Field.PRICE, Decimal("1.00"), Decimal("100000000.00")),
    ],
)
def test_that_the_servers_refusal_names_the_value(
    connection: Connection, field: Field, seen: object, new: object
) -> None:
    product = add(connection, "Kettle")
    edit = Edit(product.id, {field: Change(seen, new)})  # type: ignore[arg-type]
    with pytest.raises(InvalidValue) as caught:
        update_product(connection, edit)
    assert caught.value.field in (field, "")
    assert "check constraint" not in caught.value.message


def test_that_a_role_without_rights_is_told_so(connection: Connection, catalogue_uri: str) -> None:
    product = add(connection, "Kettle")
    role = f"reader_{UUID(int=product.id.int).hex[:8]}"
    connection.execute(f"CREATE ROLE {role}")
    try:
        connection.execute(f"GRANT SELECT ON products TO {role}")
        connection.execute(f"SET ROLE {role}")
        edit = Edit(product.id, {Field.NAME: Change("Kettle", "Pot")})
        with pytest.raises(AccessDenied):
            update_product(connection, edit)
    finally:
        connection.execute("RESET ROLE")
        connection.execute(f"DROP OWNED BY {role}")
        connection.execute(f"DROP ROLE {role}")


def now(connection: Connection, product: Product) -> Product:
    (found,) = fetch_page(connection, [product.id])
    assert found is not None
    return found


def metadata_edit(product: Product, new: str) -> Edit:
    return Edit(product.id, {Field.METADATA: Change(product.metadata_text, new)})


# Each holds "touched": 1 once, which is all that is changed.
CORPUS = {
    "large integer": '{"n": 12345678901234567890123456789012345678901234567890, "touched": 1}',
    "places": '{"a": 1.0, "b": 1.00, "c": 1e2, "d": 1E-7, "e": -0.0, "f": 10.00, "touched": 1}',
    "unicode": '{"é": "ñ ☃ 😀 \\u00e9 \\ud83d\\ude00 \\u200b", "touched": 1}',
    "empty key": '{"": {"": [""]}, "touched": 1}',
    "odd keys": '{"a.b": 1.0, "q\\"q": 2.0, "{c}": 3.0, "d,e": 4.0, "f\\\\g": 5.0, "100%s": 6.0, " ": 7.0, "touched": 1}',
    "control characters": '{"a": "\\u0001\\n\\t\\u007f", "touched": 1}',
    "deep objects": '{"deep": ' + '{"k": ' * 900 + "1.00" + "}" * 900 + ', "touched": 1}',
    "deep lists": '{"deep": ' + "[" * 900 + "1.00" + "]" * 900 + ', "touched": 1}',
    "five megabytes": '{"big": "' + "x%s" * 1_700_000 + '", "list": [1.50, null], "touched": 1}',
    "all kinds": '{"n": null, "t": true, "l": [], "o": {}, "s": "", "touched": 1}',
}


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize("value", ['"new"', "2.50", "null", '{"a": [1.0]}', None])
def test_that_a_changed_key_leaves_every_other_byte_of_the_metadata(
    connection: Connection, name: str, value: str | None
) -> None:
    product = add(connection, metadata_text=CORPUS[name])
    stored = product.metadata_text
    assert stored.count('"touched": 1') == 1
    if value is None:
        wanted = stored.replace(', "touched": 1', "").replace('"touched": 1, ', "")
    else:
        wanted = stored.replace('"touched": 1', f'"touched": {value}')
    returned = update_product(connection, metadata_edit(product, wanted))
    assert returned.metadata_text == wanted
    back = update_product(connection, metadata_edit(returned, stored))
    assert back.metadata_text == stored


@pytest.mark.parametrize(
    "key",
    ["", " ", "a.b", 'q"q', "{c}", "d,e", "f\\g", "100%", "%s", "%(x)s", "0", "☃", "NULL", NASTY],
)
def test_that_a_key_of_odd_characters_is_changed_and_none_beside_it(
    connection: Connection, key: str
) -> None:
    text = write_json({key: {key: 1, "kept": Decimal("1.00")}, "kept": Decimal("1e2")})
    product = add(connection, metadata_text=text)
    wanted = write_json({key: {key: NASTY, "kept": Decimal("1.00")}, "kept": Decimal("1e2")})
    returned = update_product(connection, metadata_edit(product, wanted))
    assert returned.metadata[key] == {key: NASTY, "kept": Decimal("1.00")}
    assert '"kept": 1.00' in returned.metadata_text


def test_that_a_key_below_nine_hundred_others_is_changed(connection: Connection) -> None:
    text = '{"k": ' * 900 + '{"touched": 1, "kept": 1.00}' + "}" * 900
    product = add(connection, metadata_text=text)
    wanted = product.metadata_text.replace('"touched": 1', '"touched": 2')
    assert update_product(connection, metadata_edit(product, wanted)).metadata_text == wanted


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=2)
    | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "", "0", "a.b"]), inner, max_size=4)
    ),
    max_leaves=12,
)
objects = st.dictionaries(st.sampled_from(["a", "b", "", "0", "a.b"]), json_values, max_size=5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seen=objects, new=objects)
def test_that_whatever_is_made_of_the_metadata_is_what_is_stored(
    connection: Connection, seen: dict[str, object], new: dict[str, object]
) -> None:
    product = add(connection, metadata_text=write_json(seen))
    returned = update_product(connection, metadata_edit(product, write_json(new)))
    expected = connection.execute("SELECT %s::jsonb::text", (write_json(new),)).fetchone()
    assert (returned.metadata_text,) == expected
    again = update_product(connection, metadata_edit(product, write_json(new)))
    assert again.metadata_text == returned.metadata_text


def test_that_two_people_may_change_different_keys_of_one_object(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection, metadata_text='{"dims": {"w": 1, "h": 2}, "brand": "A"}')
    update_product(
        colleague, metadata_edit(product, '{"dims": {"w": 1, "h": 9, "d": 4}, "brand": "A"}')
    )
    returned = update_product(
        connection, metadata_edit(product, '{"dims": {"w": 5.0, "h": 2}, "new": true}')
    )
    assert returned.metadata_text == '{"new": true, "dims": {"d": 4, "h": 9, "w": 5.0}}'


@pytest.mark.parametrize(
    ("meanwhile", "wanted"),
    [
        ("""'{"a": {"b": 2}}'""", '{"a": {"b": 3}}'),  # another value
        ("""'{"a": {}}'""", '{"a": {"b": 3}}'),  # no such key any more
        ("""'{"a": [1]}'""", '{"a": {"b": 3}}'),  # a list where the object was
        ("""'{"a": null}'""", '{"a": {"b": 1, "c": 3}}'),
        ("""'{"a": "text"}'""", '{"a": {"b": 1, "c": 3}}'),
        ("""'{"a": [5]}'""", '{"a": {"b": 1, "0": 3}}'),
        ("""'{"a": {"b": null}}'""", '{"a": {}}'),
        ("""'{"a": {"b": 1, "c": null}}'""", '{"a": {"b": 1, "c": 3}}'),  # null is a value
        ("'[]'", '{"a": {"b": 1}, "c": 1}'),
        ("""'"text"'""", '{"a": {"b": 1}, "c": 1}'),
    ],
)
def test_that_a_key_changed_by_someone_else_is_not_overwritten(
    connection: Connection, colleague: Connection, meanwhile: str, wanted: str
) -> None:
    product = add(connection, metadata_text='{"a": {"b": 1}}')
    colleague.execute(f"UPDATE products SET metadata = {meanwhile}")  # type: ignore[arg-type]
    theirs = now(connection, product).metadata_text
    with pytest.raises(EditConflict) as caught:
        update_product(connection, metadata_edit(product, wanted))
    assert caught.value.mine == {"metadata": wanted}
    assert caught.value.theirs == {"metadata": theirs}
    assert caught.value.seen == {"metadata": '{"a": {"b": 1}}'}
    assert now(connection, product).metadata_text == theirs


def test_that_a_number_written_anew_with_more_places_is_no_conflict(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection, metadata_text='{"w": 10.0}')
    colleague.execute("""UPDATE products SET metadata = '{"w": 10.00}'""")
    returned = update_product(connection, metadata_edit(product, '{"w": 11.0}'))
    assert returned.metadata_text == '{"w": 11.0}'


def test_that_an_object_removed_meanwhile_is_made_anew_for_a_new_key_in_it(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection, metadata_text='{"a": {"b": {"c": 1}}, "z": 1.0}')
    colleague.execute("UPDATE products SET metadata = metadata - 'a'")
    wanted = '{"a": {"b": {"c": 1, "x": 2, "y": 3}, "n": 4}, "z": 1.0}'
    returned = update_product(connection, metadata_edit(product, wanted))
    assert returned.metadata_text == '{"a": {"b": {"x": 2, "y": 3}, "n": 4}, "z": 1.0}'


def test_that_hundreds_of_keys_are_changed_in_one_statement(connection: Connection) -> None:
    seen = {f"k{n}": {f"m{n}": n} for n in range(400)}
    new = {f"k{n}": {f"m{n}": n + 1} for n in range(400)} | {f"n{n}": n for n in range(400)}
    product = add(connection, metadata_text=write_json(seen))
    returned = update_product(connection, metadata_edit(product, write_json(new)))
    assert returned.metadata == new


def test_that_a_stock_delta_is_added_to_what_is_there_by_now(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection, stock=10)
    colleague.execute("UPDATE products SET stock = 4")
    edit = Edit(product.id, {Field.STOCK: Change(10, StockDelta(-3))})
    assert update_product(connection, edit).stock == 1
    assert update_product(connection, edit.reversed()).stock == 4


@pytest.mark.parametrize(
    ("stock", "pieces", "said"),
    [
        (3, -5, "The stock is 3 by now, so 5 cannot be taken off."),
        (MAX_STOCK, 1, "The stock is 2147483647 by now, so 1 cannot be added."),
    ],
)
def test_that_a_stock_delta_beyond_what_there_is_says_how_much_there_is(
    connection: Connection, stock: int, pieces: int, said: str
) -> None:
    product = add(connection, stock=stock)
    edit = Edit(product.id, {Field.STOCK: Change(9, StockDelta(pieces))})
    with pytest.raises(InvalidValue) as caught:
        update_product(connection, edit)
    assert (caught.value.field, caught.value.reason) == ("stock", said)
    assert now(connection, product) == product


def test_that_several_fields_are_written_together_or_not_at_all(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection, stock=5, tags=("a",), metadata_text='{"m": 1.0}')
    changes = {
        Field.NAME: Change("Kettle", NASTY),
        Field.PRICE: Change(Decimal("1.00"), Decimal("2.50")),
        Field.TAGS: Change(("a",), ("b", NASTY)),
        Field.STOCK: Change(5, StockDelta(2)),
        Field.METADATA: Change('{"m": 1.0}', write_json({"m": NASTY})),
        Field.CATEGORY: Change("Home", NASTY),
    }
    returned = update_product(connection, Edit(product.id, changes))
    assert (returned.name, returned.price, returned.tags) == (NASTY, Decimal("2.50"), ("b", NASTY))
    assert (returned.stock, returned.category, returned.metadata) == (7, NASTY, {"m": NASTY})
    colleague.execute("UPDATE products SET price = 3")
    reversed_edit = Edit(product.id, changes).reversed()
    with pytest.raises(EditConflict) as caught:
        update_product(connection, reversed_edit)
    assert set(caught.value.mine) == set(changes)
    assert now(connection, product).stock == 7


def test_that_a_delta_beside_a_value_that_is_there_already_is_not_taken_for_done(
    connection: Connection, colleague: Connection
) -> None:
    product = add(connection, stock=5)
    colleague.execute("UPDATE products SET name = 'Pot'")
    edit = Edit(
        product.id,
        {Field.NAME: Change("Kettle", "Pot"), Field.STOCK: Change(5, StockDelta(1))},
    )
    with pytest.raises(EditConflict):
        update_product(connection, edit)
    assert now(connection, product).stock == 5


def test_that_a_product_held_by_a_rule_is_no_conflict(
    connection: Connection, catalogue_uri: str
) -> None:
    product = add(connection)
    connection.execute(
        "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
    )
    connection.execute(
        "CREATE TRIGGER hold BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION hold()"
    )
    edit = Edit(product.id, {Field.NAME: Change("Kettle", "Pot")})
    with pytest.raises(AccessDenied, match="kept “Kettle” as it is"):
        update_product(connection, edit)


def test_that_a_change_of_case_counts_where_the_column_takes_it_for_equal(
    connection: Connection, colleague: Connection
) -> None:
    try:
        connection.execute(
            "CREATE COLLATION caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        )
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this server was built without ICU")
    connection.execute("ALTER TABLE products ALTER COLUMN name TYPE text COLLATE caseless")
    product = add(connection, "tea")
    colleague.execute("UPDATE products SET name = 'TEA'")
    edit = Edit(product.id, {Field.NAME: Change("tea", "Tea bags")})
    with pytest.raises(EditConflict):
        update_product(connection, edit)


def test_that_an_empty_place_among_the_tags_does_not_keep_them_from_being_changed(
    connection: Connection,
) -> None:
    product = add(connection)
    connection.execute("UPDATE products SET tags = '{a,NULL,b}'")
    edit = Edit(product.id, {Field.TAGS: Change(("a", "b"), ("b", "c"))})
    assert update_product(connection, edit).tags == ("b", "c")
