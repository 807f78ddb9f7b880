"""Encrypted lines to a real server: what each mode accepts, and what is said when it does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from catalogue_gui.catalogue.errors import ConnectionFailed, LoginRejected, ServerUnreachable
from catalogue_gui.database.connect import open_connection
from catalogue_gui.database.connection_failure import connection_failure
from catalogue_gui.database.database import Database
from catalogue_gui.database.diagnosis import diagnose
from catalogue_gui.database.schema import set_up_catalogue
from catalogue_gui.database.target import Target
from tests.certificates import Authority, Certificate
from tests.system_server import SystemServer, system_servers

# Which database is reached over which kind of line.
RULES = """\
hostssl with_certificate all all cert
hostssl encrypted all all trust
hostnossl encrypted all all reject
hostssl only_encrypted all all trust
hostnossl plain all all trust
hostnossl all all all reject
"""


@dataclass(frozen=True)
class Place:
    """A server with encryption, and the files that speak for its people."""

    server: SystemServer
    trusted: Path
    foreign: Path
    own: Certificate
    somebody_elses: Certificate
    foreign_own: Certificate
    expired: Certificate


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("certificates")
    trusted, foreign = Authority(folder, "trusted"), Authority(folder, "foreign")
    certificate = trusted.issue("server", "the server", "DNS:localhost")
    with system_servers(1) as (server,):
        server.create()
        for source, name in (
            (certificate.certificate, "server.crt"),
            (certificate.key, "server.key"),
            (trusted.certificate, "root.crt"),
        ):
            copy = server.data / name
            shutil.copy(source, copy)
            copy.chmod(0o600)
            server.own(copy)
        # Before what initdb wrote, which lets everybody in, there is a rule for each line over TCP.
        server.configure({"ssl": "on", "ssl_ca_file": "root.crt"}, RULES)
        server.start()
        with psycopg.connect(server.uri, autocommit=True) as owner:
            for name in ("with_certificate", "encrypted", "only_encrypted", "plain"):
                owner.execute(f"CREATE DATABASE {name}")
        yield Place(
            server,
            trusted.certificate,
            foreign.certificate,
            trusted.issue("own", "postgres"),
            trusted.issue("other", "somebody"),
            foreign.issue("foreign_own", "postgres"),
            trusted.issue("expired", "postgres", days=-1),
        )


def target(place: Place, database: str = "encrypted", **parameters: str) -> Target:
    return Target(
        {
            "host": "localhost",
            "hostaddr": "127.0.0.1",
            "port": str(place.server.port),
            "user": "postgres",
            "dbname": database,
            # Nothing of whoever runs the tests.
            "sslrootcert": "/nowhere/root.crt",
            "sslcert": "/nowhere/own.crt",
            **parameters,
        }
    )


def shown(certificate: Certificate) -> dict[str, str]:
    return {"sslcert": str(certificate.certificate), "sslkey": str(certificate.key)}


def failure_of(wanted: Target) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as caught:
        open_connection(wanted).close()
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("mode", ["allow", "prefer", "require"])
def test_that_a_server_that_insists_is_reached_encrypted(place: Place, mode: str) -> None:
    with open_connection(target(place, sslmode=mode)) as connection:
        assert connection.pgconn.ssl_in_use


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_that_a_server_vouched_for_is_trusted(place: Place, mode: str) -> None:
    wanted = target(place, sslmode=mode, sslrootcert=str(place.trusted))
    with open_connection(wanted) as connection:
        assert connection.pgconn.ssl_in_use


def test_that_verify_ca_takes_any_name_and_verify_full_only_the_right_one(place: Place) -> None:
    named = {"host": "db.example.org", "sslrootcert": str(place.trusted)}
    open_connection(target(place, sslmode="verify-ca", **named)).close()
    error = failure_of(target(place, sslmode="verify-full", **named))
    assert isinstance(error, LoginRejected)
    assert error.title == "Another server's certificate"
    assert "“localhost”, and not for “db.example.org”" in error.message


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_that_a_server_vouched_for_by_somebody_else_is_not_trusted(place: Place, mode: str) -> None:
    error = failure_of(target(place, sslmode=mode, sslrootcert=str(place.foreign)))
    assert isinstance(error, LoginRejected)
    assert error.title == "Certificate not trusted"


def test_that_a_missing_certificate_of_the_authority_is_named(place: Place) -> None:
    error = failure_of(target(place, sslmode="verify-full"))
    assert error.title == "Authority's certificate missing"
    assert "/nowhere/root.crt" in error.message


def test_that_a_file_that_is_no_certificate_is_named(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "root.crt"
    path.write_text("no certificate")
    error = failure_of(target(place, sslmode="verify-ca", sslrootcert=str(path)))
    assert error.title == "Authority's certificate unreadable"
    assert str(path) in error.message


def test_that_a_plain_line_to_a_server_that_wants_it_encrypted_is_said(place: Place) -> None:
    # What the server says when no rule fits, and not when one turns it away.
    with psycopg.connect(place.server.uri, autocommit=True) as owner:
        rules = place.server.data / "pg_hba.conf"
        before = rules.read_text()
        rules.write_text("local all all trust\nhostssl all all all trust\n")
        try:
            owner.execute("SELECT pg_reload_conf()")
            wanted = target(place, "only_encrypted", sslmode="disable")
            error = failure_of(wanted)
            while "rejects" in error.detail:  # the rules of before, for a moment
                error = failure_of(wanted)
        finally:
            rules.write_text(before)
            owner.execute("SELECT pg_reload_conf()")
    assert error.title == "Encryption needed"
    assert "“Always”" in error.hint


def test_that_a_plain_line_is_used_where_nothing_else_is_asked(place: Place) -> None:
    with open_connection(target(place, "plain", sslmode="disable")) as connection:
        assert not connection.pgconn.ssl_in_use


def test_that_a_server_without_encryption_is_said() -> None:
    # The server here has it; the text is libpq's for one that has not.
    text = "server does not support SSL, but SSL was required"
    error = connection_failure(psycopg.OperationalError(text), "db.example.org:5432", "me", "shop")
    assert error.title == "No encryption offered"


def test_that_a_user_with_the_right_certificate_gets_in(place: Place) -> None:
    wanted = target(place, "with_certificate", sslmode="require", **shown(place.own))
    with open_connection(wanted) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    assert row == ("postgres",)


@pytest.mark.parametrize(
    ("which", "title"),
    [
        ("somebody_elses", "Certificate of somebody else"),
        ("foreign_own", "Your certificate was refused"),
        ("expired", "Your certificate has expired"),
    ],
)
def test_that_a_wrong_certificate_of_ones_own_is_said(place: Place, which: str, title: str) -> None:
    certificate = getattr(place, which)
    error = failure_of(target(place, "with_certificate", sslmode="require", **shown(certificate)))
    assert isinstance(error, LoginRejected)
    assert error.title == title


def test_that_a_certificate_that_is_wanted_and_not_shown_is_said(place: Place) -> None:
    error = failure_of(target(place, "with_certificate", sslmode="require"))
    assert error.title == "Your certificate needed"


@pytest.mark.parametrize(
    ("how", "title"),
    [
        ("of another", "Key of another certificate"),
        ("missing", "Key missing"),
        ("open to others", "Key open to others"),
        ("garbage", "Key unreadable"),
    ],
)
def test_that_a_key_that_is_wrong_is_named(
    place: Place, tmp_path: Path, how: str, title: str
) -> None:
    key = tmp_path / "own.key"
    if how == "of another":
        shutil.copy(place.somebody_elses.key, key)
    elif how == "garbage":
        key.write_text("no key")
    elif how == "open to others":
        shutil.copy(place.own.key, key)
    if key.exists():
        key.chmod(0o644 if how == "open to others" else 0o600)
    certificate = str(place.own.certificate)
    error = failure_of(
        target(place, "with_certificate", sslmode="require", sslcert=certificate, sslkey=str(key))
    )
    assert isinstance(error, LoginRejected)
    assert error.title == title
    assert str(key) in error.message


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("require", "Who the server is was not checked"),
        ("verify-ca", "its name was not"),
        ("verify-full", "proved that it is the one asked for"),
    ],
)
def test_that_the_test_of_a_connection_says_what_was_checked(
    place: Place, mode: str, words: str
) -> None:
    steps = (
        {
            each.step: each
            for each in diagnose(target(place, sslmode=mode, sslrootcert=str(place.trusted)))
        }
        if mode != "require"
        else {each.step: each for each in diagnose(target(place, sslmode=mode))}
    )
    assert steps["Encryption"].ok
    assert words in steps["Encryption"].message


def test_that_the_test_of_a_connection_stops_at_the_wrong_name(place: Place) -> None:
    named = {"host": "db.example.org", "sslrootcert": str(place.trusted)}
    last = list(diagnose(target(place, sslmode="verify-full", **named)))[-1]
    assert (last.step, last.ok) == ("Login", False)
    assert "“localhost”" in last.message


def test_that_the_pool_and_its_health_are_encrypted(place: Place) -> None:
    wanted = target(place, sslmode="verify-full", sslrootcert=str(place.trusted))
    with open_connection(wanted) as connection:
        set_up_catalogue(connection)
    with closing(Database(wanted)) as database:
        database.open()
        (facts,) = database.ask_servers()
    assert facts.encryption.startswith("TLSv1.")
    assert facts.host == f"localhost:{place.server.port}"


def test_that_a_line_that_breaks_while_encryption_is_agreed_is_tried_again() -> None:
    text = "connection failed: SSL error: unexpected eof while reading"
    error = connection_failure(psycopg.OperationalError(text), "db.example.org:5432", "me", "shop")
    assert isinstance(error, ServerUnreachable), "only what is unreachable is tried again by itself"
