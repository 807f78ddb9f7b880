"""The choices of a connection in plain words. No Qt."""

from __future__ import annotations

from typing import Final

# libpq's name of each mode is shown too: it is what the people who run the server say.
SSL_MODES: Final[dict[str, str]] = {
    "prefer": "If the server offers it (prefer)",
    "require": "Always (require)",
    "verify-ca": "Always, and check the certificate (verify-ca)",
    "verify-full": "Always, and check that it is the right server (verify-full)",
    "allow": "Only if the server insists (allow)",
    "disable": "Never (disable)",
}

SESSION_ATTRIBUTES: Final[dict[str, str]] = {
    "": "Any of them",
    "read-write": "One that takes changes",
    "read-only": "One that only reads",
    "primary": "The main server",
    "standby": "A copy",
    "prefer-standby": "A copy if there is one",
}

# Apart from each other in hue and lightness, and visible on a light and on a dark window.
COLOURS: Final[dict[str, str]] = {
    "": "No colour",
    "#2f7bd9": "Blue",
    "#2e9e5b": "Green",
    "#d9a514": "Yellow",
    "#e0752d": "Orange",
    "#d3423e": "Red",
    "#8e5bd0": "Purple",
    "#8a8f98": "Grey",
}


def sentence(subject: str, reason: str) -> str:
    """Return a reason as a sentence: ``has to be a number`` of ``Port`` as ``Port has to be a number.``

    A reason that begins with a capital letter is one already. Empty when the reason is.
    """
    if not reason or reason[0].isupper():
        return reason
    return f"{subject} {reason}" + ("" if reason.endswith(".") else ".")
