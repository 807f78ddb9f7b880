"""Errors over the line between the window and its helper."""

from __future__ import annotations

import json

import pytest

from catalogue_gui.catalogue import errors
from catalogue_gui.catalogue.error_json import error_from_json, error_to_json
from catalogue_gui.catalogue.errors import CatalogueError

SAMPLES: list[CatalogueError] = [
    errors.CatalogueError("m", title="t", hint="h", detail="d"),
    errors.ServerUnreachable("m", hint="h"),
    errors.LoginRejected("m"),
    errors.PoolExhausted("m"),
    errors.ConnectionLost("m", outcome_unknown=True),
    errors.AccessDenied("m"),
    errors.InvalidValue("price", "m", hint="h"),
    errors.CatalogueMissing("m", can_set_up=True, can_have_fast_text=True),
    errors.FileProblem("m"),
    errors.ImportRejected(7, "Price", "the price is blank"),
    errors.ImportRefused("m"),
    errors.SecretUnavailable("m", state="locked"),
    errors.QueryTimedOut("m"),
    errors.CatalogueBug("m"),
]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_that_an_error_arrives_as_it_was_sent(error: CatalogueError) -> None:
    received = error_from_json(json.loads(json.dumps(error_to_json(error))))
    assert type(received) is type(error)
    assert vars(received) == vars(error)


def test_that_an_unknown_kind_keeps_its_words() -> None:
    received = error_from_json({"kind": "Whatever", "message": "m", "hint": "h", "extra": 1})
    assert isinstance(received, errors.CatalogueBug)
    assert (received.message, received.hint) == ("m", "h")
