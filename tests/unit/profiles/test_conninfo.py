"""Connection addresses are read as libpq itself reads them."""

from __future__ import annotations

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from catalogue_gui.catalogue.errors import InvalidValue
from catalogue_gui.profiles.conninfo import KEYWORDS, parse_conninfo


def by_libpq(text: str) -> dict[str, str] | None:
    """What libpq makes of a text, None where it refuses it."""
    try:
        return {
            key: str(value) for key, value in conninfo_to_dict(text).items() if value is not None
        }
    except (psycopg.ProgrammingError, UnicodeDecodeError):
        return None


def has_an_at_sign_in_the_database(rest: str) -> bool:
    """What libpq takes and we do not: most likely a password with a slash in it."""
    before, _, after = rest.partition("/")
    in_query = "?" in before.rpartition("@")[2]
    return "@" in after.partition("?")[0] and not in_query


def by_us(text: str) -> dict[str, str] | None:
    try:
        return parse_conninfo(text)
    except InvalidValue:
        return None


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("postgresql://", {}),
        ("postgresql://localhost", {"host": "localhost"}),
        (
            "postgres://ann:s3cret@db.example.org:5433/shop",
            {
                "user": "ann",
                "password": "s3cret",
                "host": "db.example.org",
                "port": "5433",
                "dbname": "shop",
            },
        ),
        ("postgresql:///shop?host=/run/pg", {"dbname": "shop", "host": "/run/pg"}),
        ("postgresql://%2Frun%2Fpg/shop", {"host": "/run/pg", "dbname": "shop"}),
        (
            "postgresql://a:1,b:2/shop?target_session_attrs=read-write",
            {"host": "a,b", "port": "1,2", "dbname": "shop", "target_session_attrs": "read-write"},
        ),
        ("postgresql://a,b:2", {"host": "a,b", "port": ",2"}),
        (
            "postgresql://[2001:db8::1]:5432/shop",
            {"host": "2001:db8::1", "port": "5432", "dbname": "shop"},
        ),
        ("postgresql://u:p%40ss%2Fw%3Ard@h", {"user": "u", "password": "p@ss/w:rd", "host": "h"}),
        ("postgresql://h/?ssl=true", {"host": "h", "sslmode": "require"}),
        (
            "postgresql://h/d?application_name=a+b",
            {"host": "h", "dbname": "d", "application_name": "a+b"},
        ),
        ("postgresql://a%20user@h/caf%C3%A9", {"user": "a user", "host": "h", "dbname": "café"}),
        ("host=h dbname = shop", {"host": "h", "dbname": "shop"}),
        (r"user='Ann O\'Neil' password='a b\\c'", {"user": "Ann O'Neil", "password": r"a b\c"}),
        (r"password=a\ b host=''", {"password": "a b", "host": ""}),
        ("host=a host=b", {"host": "b"}),
        ("  postgresql://h  ", {"host": "h"}),
    ],
)
def test_that_an_address_means_what_the_manual_says(text: str, settings: dict[str, str]) -> None:
    assert parse_conninfo(text) == settings


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "shop",
        "jdbc:mysql://h/shop",
        "jdbc:postgresql://h/shop?user=%FF",
        "mysql://h/shop",
        "postgresql://[::1",
        "postgresql://[]/shop",
        "postgresql://[::1]x/shop",
        "postgresql://h/shop?host",
        "postgresql://h/shop?host=a=b",
        "postgresql://h/shop?colour=red",
        "postgresql://h/sh%zzop",
        "postgresql://h/sh%2",
        "postgresql://h/sh%00op",
        "postgresql://h/sh%FFop",
        "postgresql://h/a shop",
        "postgresql://ann:12345/secret@db/shop",
        "host=a colour=red",
        "host=a dbname",
        "password='open",
        "host=a\0b",
    ],
)
def test_that_what_is_no_address_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_conninfo(text)
    assert caught.value.field == "uri"
    assert caught.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ann:hunter/2@db/shop",
        "postgresql://ann:hunter%2@db/shop",
        "postgresql://ann:x/y?hunter2=1@db",
        "host=db password=open hunter2 user=ann",
        "host=db password=open hunter2=x",
        "password='hunter2",
        "hunter2",
    ],
)
def test_that_a_refusal_repeats_nothing_that_was_typed(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_conninfo(text)
    said = f"{caught.value} {caught.value.detail} {caught.value.title}"
    assert "hunter" not in said


def test_that_every_setting_this_libpq_knows_is_known() -> None:
    # A "D" marks settings for debugging, which libpq does not document.
    known = {
        option.keyword.decode()
        for option in pq.Conninfo.get_defaults()
        if option.dispchar != b"D" or option.keyword == b"replication"
    }
    assert known <= KEYWORDS | {"authtype", "tty", "requiressl"}


# Pieces that matter to the grammar, so that most of what is drawn comes close to an address.
_PIECES = st.sampled_from(
    [
        "ann",
        "h",
        "é",
        "\t",
        " ",
        ":",
        "/",
        "@",
        "?",
        "&",
        "=",
        ",",
        "[",
        "]",
        "%41",
        "%2F",
        "%",
        "+",
        ".",
        "#",
        ";",
        "5432",
        "host",
        "dbname=",
        "user=",
        "ssl=true",
        "port=1",
        "sslmode=require",
        "::1",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
@example("ann:x/y@h")
@example("h?user=a@b")
@example("a:1@b:2@c")
def test_that_any_uri_is_read_as_libpq_reads_it(rest: str) -> None:
    text = f"postgresql://{rest}".strip()
    theirs, ours = by_libpq(text), by_us(text)
    if has_an_at_sign_in_the_database(rest):
        assert ours is None
        return
    if theirs is not None and set(theirs.get("port", "")) <= set(", "):
        theirs.pop("port", None)  # ports that are not given are not kept as commas
    assert ours == theirs


_PAIR_PIECES = st.sampled_from(
    [
        "host",
        "user",
        "password",
        "dbname",
        "=",
        " = ",
        " ",
        "\t",
        "'",
        "\\",
        "\\'",
        "a",
        "b c",
        "é",
        "",
    ]
)


@given(st.lists(_PAIR_PIECES, max_size=14).map("".join).map(str.strip))
@example("host=a\\")
@example("host='a\\'b' user=x")
@example("host='a'user=x")
def test_that_any_pairs_are_read_as_libpq_reads_them(text: str) -> None:
    if text:
        assert by_us(text) == by_libpq(text)
