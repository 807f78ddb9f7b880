"""Records that find products: update only, add only, add and update."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import Outcome

KETTLE = "11111111-1111-4111-8111-111111111111"
MUG = "22222222-2222-4222-8222-222222222222"
GONE = "33333333-3333-4333-8333-333333333333"


@pytest.fixture
def stocked(bench):
    bench.catalogue.execute(
        "INSERT INTO products (id, name, price, category, tags, metadata, stock, updated_at) VALUES"
        " (%s, 'Kettle', 24.90, 'Home', '{new}', '{\"sku\": \"K1\", \"w\": 1.20}', 3, '2026-01-01'),"
        " (%s, 'Mug', 5, 'Home', '{}', '{\"sku\": \"M1\"}', 0, '2026-01-01')",
        (KETTLE, MUG),
    )
    return bench


def test_that_an_update_changes_what_differs_and_leaves_the_rest(stocked, write_file):
    path = write_file("name,price\nKettle,19.90\nMug,5.00\n")
    report = stocked.check(path, mode="update")
    assert (report.changed, report.unchanged, report.new) == (1, 1, 0)
    assert stocked.importer.write().written == 1
    kettle, mug = stocked.products()
    assert (kettle["price"], kettle["stock"], kettle["tags"]) == (Decimal("19.90"), 3, ["new"])
    assert kettle["updated_at"] > mug["updated_at"]


def test_that_the_difference_is_shown_field_by_field(stocked, write_file):
    text = "name;price;tags;sku;colour\nKettle;19,90;new,sale;K2;red\n"
    stocked.check(write_file(text), mode="update")
    (row,) = stocked.importer.rows(Outcome.CHANGED, 0, 10)
    assert row.name == "Kettle"
    assert row.changes == (
        ("price", "24.90", "19.90"),
        ("tags", "new", "new, sale"),
        ("metadata.sku", "K1", "K2"),
        ("metadata.colour", None, "red"),
    )


def test_that_a_record_without_a_product_is_a_reject_of_update_only(stocked, write_file):
    report = stocked.load(write_file("name,price\nPan,1\nKettle,1\n"), mode="update")
    assert (report.changed, report.rejected, report.written) == (1, 1, 1)
    assert stocked.rejects() == [
        (2, "name", "Pan", "there is no product with the name “Pan” to update")
    ]


def test_that_a_record_with_a_product_is_a_reject_of_add_only_with_a_match_key(stocked, write_file):
    path = write_file("name,price,category\nPan,1,Home\nKettle,1,Home\n")
    report = stocked.load(path, match="name")
    assert (report.new, report.rejected) == (1, 1)
    assert stocked.rejects()[0][3] == "there is a product with the name “Kettle” already"
    assert stocked.count() == 3


def test_that_upsert_adds_and_updates_at_once(stocked, write_file):
    path = write_file("name,price,category\nPan,1,Home\nKettle,1,Home\nMug,5,Home\n")
    report = stocked.load(path, mode="upsert")
    assert (report.new, report.changed, report.unchanged, report.written) == (1, 1, 1, 2)
    assert stocked.count() == 3


def test_that_a_blank_cell_keeps_what_is_there(stocked, write_file):
    path = write_file("name,price,category,tags,stock,sku\nKettle,,,,,\n")
    report = stocked.load(path, mode="upsert", defaults={"price": "1", "stock": "9"})
    assert (report.unchanged, report.written) == (1, 0)


def test_that_a_blank_cell_clears_where_the_user_says_so(stocked, write_file):
    path = write_file("name,tags,stock,sku\nKettle,,,\n")
    blanks = {"tags": "clear", "stock": "clear", "metadata.sku": "clear"}
    stocked.load(path, mode="update", blanks=blanks)
    kettle = stocked.products()[0]
    assert (kettle["tags"], kettle["stock"], kettle["metadata"]) == ([], 0, {"w": 1.2})


def test_that_a_required_field_cannot_be_cleared(stocked, write_file):
    path = write_file("name,price\nKettle,\n")
    with pytest.raises(ImportRefused, match="every product needs one"):
        stocked.check(path, mode="update", blanks={"price": "clear"})


def test_that_a_new_product_of_an_upsert_needs_what_every_product_needs(stocked, write_file):
    path = write_file("name,price,category\nPan,,Home\nKettle,,\n")
    report = stocked.check(path, mode="upsert")
    assert (report.unchanged, report.rejected) == (1, 1)
    assert stocked.rejects() == [
        (2, "price", "", "the price is blank, and a new product needs one")
    ]


def test_that_a_repeated_key_names_the_line_of_the_first(stocked, write_file):
    path = write_file("name,price\nKettle,1\nMug,1\nKettle,2\nKettle,3\n")
    report = stocked.load(path, mode="update")
    assert (report.changed, report.rejected) == (2, 2)
    assert [each[3] for each in stocked.rejects()] == [
        "“Kettle” is in the file already, in line 2"
    ] * 2
    assert stocked.products()[0]["price"] == Decimal(1)


def test_that_a_match_of_several_products_is_a_reject(stocked, write_file):
    stocked.catalogue.execute(
        "INSERT INTO products (name, price, category) VALUES ('Mug', 7, 'Home')"
    )
    report = stocked.load(write_file("name,price\nMug,1\n"), mode="update")
    assert (report.rejected, report.written) == (1, 0)
    assert stocked.rejects()[0][3] == "2 products have the name “Mug”"


def test_that_products_are_matched_by_a_metadata_key(stocked, write_file):
    path = write_file("sku,price\nK1,19.90\nX9,1\n")
    report = stocked.load(path, mode="update", match="metadata.sku")
    assert (report.changed, report.rejected) == (1, 1)
    assert stocked.products()[0]["price"] == Decimal("19.90")


def test_that_products_are_matched_by_a_metadata_key_that_holds_numbers(stocked, write_file):
    stocked.catalogue.execute("UPDATE products SET metadata = '{\"no\": 1001}' WHERE name = 'Mug'")
    path = write_file("no,price\n1001,6\n1002,7\n")
    report = stocked.load(path, mode="update", match="metadata.no")
    assert (report.changed, report.rejected) == (1, 1)


def test_that_an_id_column_is_the_match_key_by_itself(stocked, write_file):
    path = write_file(
        f"id,name,price,category\n{KETTLE},Teapot,1,Home\n{GONE},New,2,Home\n,Third,3,Home\n"
    )
    report = stocked.load(path, mode="upsert")
    assert (report.changed, report.new, report.rejected) == (1, 2, 0)
    by_id = {str(each["id"]): each["name"] for each in stocked.products()}
    assert (by_id[KETTLE], by_id[GONE]) == ("Teapot", "New")


def test_that_a_malformed_id_is_a_reject(stocked, write_file):
    path = write_file(f"id,price\n{KETTLE},1\n12,2\n")
    report = stocked.check(path, mode="update", mapping={"id": "id"})
    assert (report.changed, report.rejected) == (1, 1)
    assert stocked.rejects() == [(3, "id", "12", "“12” is not a product id")]


def test_that_what_others_change_after_the_check_is_compared_again(stocked, write_file):
    path = write_file("name,price,category\nKettle,19.90,Home\nPan,1,Home\n")
    report = stocked.check(path, mode="upsert")
    assert (report.new, report.changed) == (1, 1)
    stocked.catalogue.execute("UPDATE products SET price = 19.90 WHERE name = 'Kettle'")
    stocked.catalogue.execute(
        "INSERT INTO products (name, price, category) VALUES ('Pan', 2, 'Home')"
    )
    report = stocked.importer.write()
    assert (report.new, report.changed, report.unchanged, report.written) == (0, 1, 1, 1)
    assert stocked.count() == 3


def test_that_a_product_deleted_after_the_check_is_a_reject_at_the_write(stocked, write_file):
    stocked.check(write_file("name,price\nKettle,1\nMug,1\n"), mode="update")
    stocked.catalogue.execute("DELETE FROM products WHERE name = 'Mug'")
    report = stocked.importer.write()
    assert (report.changed, report.rejected, report.written) == (1, 1, 1)
    assert stocked.rejects()[0][0] == 3


def test_that_no_transaction_stays_open_while_the_user_looks(stocked, write_file):
    stocked.check(write_file("name,price\nKettle,1\n"), mode="update")
    stocked.importer.rows(Outcome.CHANGED, 0, 10)
    states = stocked.catalogue.execute(
        "SELECT DISTINCT state FROM pg_stat_activity"
        " WHERE application_name LIKE %s AND datname = current_database()",
        ("%import",),
    ).fetchall()
    assert [each["state"] for each in states] == ["idle"]


def test_that_an_update_may_lack_required_columns(stocked, write_file):
    report = stocked.load(write_file("name,stock\nKettle,8\n"), mode="update")
    assert report.changed == 1
    assert stocked.products()[0]["stock"] == 8


def test_that_a_match_key_without_a_column_is_refused(stocked, write_file):
    path = write_file("name,price\nKettle,1\n")
    with pytest.raises(ImportRefused, match="no column is mapped"):
        stocked.check(path, mode="update", match="metadata.sku")


def test_that_a_blank_match_key_is_a_reject(stocked, write_file):
    path = write_file("sku,price\nK1,1\n,2\n")
    report = stocked.check(path, mode="update", match="metadata.sku")
    assert (report.changed, report.rejected) == (1, 1)
    assert "blank" in stocked.rejects()[0][3]


def test_that_an_id_that_is_taken_costs_its_own_record(stocked, write_file):
    path = write_file(
        f"id,name,price,category\n{KETTLE},Pan,1,Home\n{GONE},Pot,1,Home\n{GONE},Jug,1,Home\n,Mug,6,Home\n"
    )
    report = stocked.load(path, mode="upsert", match="name")
    assert (report.new, report.changed, report.rejected, report.written) == (1, 1, 2, 2)
    assert stocked.rejects() == [
        (2, "id", KETTLE, f"there is another product with the id “{KETTLE}”"),
        (4, "id", GONE, f"the id “{GONE}” is in the file already, in line 3"),
    ]


def test_that_a_cell_that_is_no_identifier_costs_only_its_record(bench, write_file):
    bench.load(write_file("name,price,category\nMug,5,Home\n"))
    [product] = bench.products()
    path = write_file(f"id,price\n{product['id']},7\nnone,8\n,9\n")
    report = bench.load(path, mode="update", match="id")
    assert (report.changed, report.rejected) == (1, 2)
    assert [(line, column) for line, column, _value, _reason in bench.rejects()] == [
        (3, "id"),
        (4, "id"),
    ]


def test_that_changed_records_are_found_by_the_field_that_they_change(stocked, write_file):
    text = "name;price;stock;sku;colour\nKettle;19,90;3;K1;red\nMug;5;7;M1;red\n"
    stocked.check(write_file(text), mode="update")
    assert stocked.importer.changed_fields() == {"price": 1, "stock": 1, "metadata.colour": 2}
    for field, lines in (("price", [2]), ("stock", [3]), ("metadata.colour", [2, 3])):
        rows = stocked.importer.rows(Outcome.CHANGED, 0, 10, field)
        assert [row.line for row in rows] == lines
    assert stocked.importer.rows(Outcome.CHANGED, 1, 10, "metadata.colour")[0].line == 3
    assert stocked.importer.rows(Outcome.CHANGED, 0, 10, "metadata.sku") == []


def test_that_a_key_that_is_cleared_counts_as_changed(stocked, write_file):
    path = write_file("name,sku,w\nKettle,,\nMug,M1,\n")
    report = stocked.check(path, mode="update", blanks={"metadata.sku": "clear"})
    assert (report.changed, report.unchanged) == (1, 1)
    assert stocked.importer.changed_fields() == {"metadata.sku": 1}


def test_that_more_columns_than_there_are_bits_are_compared_all_the_same(stocked, write_file):
    keys = [f"k{n}" for n in range(80)]
    values = ",".join("x" for _ in keys)
    path = write_file(f"name,{','.join(keys)}\nKettle,{values}\n")
    assert stocked.load(path, mode="update").changed == 1
    last = ",".join(["x"] * 79 + ["y"])
    again = write_file(f"name,{','.join(keys)}\nKettle,{last}\n")
    assert stocked.load(again, mode="update").changed == 1
    assert stocked.products()[0]["metadata"]["k79"] == "y"
