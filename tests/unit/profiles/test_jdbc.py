"""An address as Java programs write it leads to the same server."""

from __future__ import annotations

import pytest

from catalogue_gui.profiles.conninfo import parse_conninfo


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (
            "jdbc:postgresql://db.example.org:5433/shop",
            {"host": "db.example.org", "port": "5433", "dbname": "shop"},
        ),
        ("jdbc:postgresql:shop", {"host": "localhost", "dbname": "shop"}),
        ("jdbc:postgresql:/", {"host": "localhost"}),
        ("jdbc:postgresql://[::1]:5740/shop", {"host": "::1", "port": "5740", "dbname": "shop"}),
        ("jdbc:postgresql://a:1,b:2/shop", {"host": "a,b", "port": "1,2", "dbname": "shop"}),
        (
            "jdbc:postgresql://h/shop?user=ann&password=p%40s+s%26&connectTimeout=9",
            {
                "host": "h",
                "dbname": "shop",
                "user": "ann",
                "password": "p@s s&",
                "connect_timeout": "9",
            },
        ),
        (
            "jdbc:postgresql://h/shop?ssl=true",
            {"host": "h", "dbname": "shop", "sslmode": "verify-full"},
        ),
        (
            "jdbc:postgresql://h/shop?ssl=true&sslmode=require",
            {"host": "h", "dbname": "shop", "sslmode": "require"},
        ),
        ("jdbc:postgresql://h/shop?ssl=false", {"host": "h", "dbname": "shop"}),
        (
            "jdbc:postgresql://h/shop?targetServerType=preferSecondary&defaultRowFetchSize=50",
            {"host": "h", "dbname": "shop", "target_session_attrs": "prefer-standby"},
        ),
        (
            "jdbc:postgresql://h/shop?currentSchema=my%20shop",
            {"host": "h", "dbname": "shop", "options": "-csearch_path=my\\ shop"},
        ),
    ],
)
def test_that_a_jdbc_address_becomes_the_settings_it_stands_for(
    text: str, settings: dict[str, str]
) -> None:
    assert parse_conninfo(text) == settings
