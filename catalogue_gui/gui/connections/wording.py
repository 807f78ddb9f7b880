"""The choices of a connection in plain words. No Qt."""

from __future__ import annotations

from typing import Final

UNNAMED: Final = "New connection"

# libpq's name of each mode is shown too: it is what the people who run the server say.
SSL_MODES: Final[dict[str, str]] = {
    "prefer": "If the server offers it (prefer)",
    "require": "Always (require)",
    "verify-ca": "Always, and check the certificate (verify-ca)",
    "verify-full": "Always, and check that it is the right server (verify-full)",
    "allow": "Only if the server insists (allow)",
    "disable": "Never (disable)",
}

# Two dangers: somebody on the network who listens, and somebody who passes himself off as the server.
SSL_MEANINGS: Final[dict[str, str]] = {
    "prefer": "Keeps listeners out only where the server offers encryption, and never says when it does not. "
    "Does not show that it is the right server.",
    "require": "Keeps listeners out. Does not show that it is the right server: somebody in between could pass "
    "himself off as it.",
    "verify-ca": "Keeps listeners out, and servers that a trusted authority has not vouched for. Any server of that "
    "authority passes for the right one.",
    "verify-full": "Keeps listeners out, and everybody who is not the server named above. The safest; needs the "
    "authority's certificate (“Trusted authorities” under More).",
    "allow": "Keeps nobody out: encrypted only where the server refuses anything else.",
    "disable": "Keeps nobody out: whoever is on the network between can read along, the password perhaps included. "
    "Fine on this computer and inside a tunnel.",
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
