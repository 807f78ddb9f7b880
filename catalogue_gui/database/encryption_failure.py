"""Why no encrypted line could be agreed, in the user's words.

The texts are libpq's and OpenSSL's: neither gives a number for any of it.

Source: PostgreSQL manual, 34.19 "SSL Support" and 20.12 "Certificate Authentication".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASK = "Ask whoever runs the server"


@dataclass(frozen=True, slots=True)
class EncryptionFailure:
    """What to say of it."""

    title: str
    message: str
    hint: str


# Tried in this order. {address} and {user} are filled in, and so is what a pattern has a name for.
_TEXTS: tuple[tuple[str, EncryptionFailure], ...] = (
    (
        r"^(?!.*SSL encryption).*no pg_hba\.conf entry for.*(?:no encryption|SSL off)",
        EncryptionFailure(
            "Encryption needed",
            "The server at {address} takes the user “{user}” over an encrypted line only.",
            "Choose “Always” under Encryption in the profile.",
        ),
    ),
    (
        r"server does not support SSL",
        EncryptionFailure(
            "No encryption offered",
            "The profile asks for an encrypted line, and the server at {address} offers none.",
            f"{_ASK} to turn encryption on. To go without it, choose “If the server offers it” under Encryption in "
            "the profile, on a network that you trust.",
        ),
    ),
    (
        r'root certificate file "(?P<file>[^"]*)" does not exist',
        EncryptionFailure(
            "Authority's certificate missing",
            "To check who the server at {address} is, a certificate of the authority behind it is needed, and there "
            "is none at {file}.",
            f"{_ASK} for that file, and choose it in the profile. Nothing was sent to the server.",
        ),
    ),
    (
        r'could not read root certificate file "(?P<file>[^"]*)"',
        EncryptionFailure(
            "Authority's certificate unreadable",
            "The file {file} holds no certificate that can be read.",
            f"Choose another file for the authority's certificate in the profile, or {_ASK.lower()} for a new one.",
        ),
    ),
    (
        r'server certificate for "(?P<name>[^"]*)".* does not match host name "(?P<wanted>[^"]*)"',
        EncryptionFailure(
            "Another server's certificate",
            "The server at {address} shows a certificate for “{name}”, and not for “{wanted}”.",
            "Nothing was sent to it. Check the server's name in the profile: it has to be the one in the certificate. "
            "If it is right, somebody else may be answering in its place.",
        ),
    ),
    (
        r"certificate verify failed",
        EncryptionFailure(
            "Certificate not trusted",
            "The certificate of the server at {address} is not vouched for by the authority that the profile trusts, "
            "or it has expired.",
            "Nothing was sent to it. Check the file of the authority's certificate in the profile, and "
            f"{_ASK.lower()}: somebody else may be answering in its place.",
        ),
    ),
    (
        r"connection requires a valid client certificate",
        EncryptionFailure(
            "Your certificate needed",
            "The server at {address} wants a certificate from you, and none was shown.",
            "Choose your certificate and its key in the profile; if you have none, ask whoever runs the server.",
        ),
    ),
    (
        r"certificate authentication failed for user",
        EncryptionFailure(
            "Certificate of somebody else",
            "The server at {address} does not let the user “{user}” in with this certificate: it is another user's.",
            "Check the user's name and the certificate in the profile.",
        ),
    ),
    (
        r"alert (?:unknown ca|bad certificate|certificate unknown|unsupported certificate)",
        EncryptionFailure(
            "Your certificate was refused",
            "The server at {address} does not trust whoever issued your certificate.",
            f"{_ASK} for a certificate that it accepts, and choose it in the profile.",
        ),
    ),
    (
        r"alert certificate (?:expired|revoked)",
        EncryptionFailure(
            "Your certificate has expired",
            "The server at {address} does not take your certificate any more: it has expired or was withdrawn.",
            f"{_ASK} for a new one, and choose it in the profile.",
        ),
    ),
    (
        r'could not load private key file "(?P<file>[^"]*)": key values mismatch',
        EncryptionFailure(
            "Key of another certificate",
            "The key in {file} does not belong to the certificate that the profile names.",
            "Choose the two files that belong together in the profile.",
        ),
    ),
    (
        r'could not load private key file "(?P<file>[^"]*)"',
        EncryptionFailure(
            "Key unreadable",
            "The key of your certificate in {file} cannot be read.",
            "Check the file in the profile, and its pass phrase if it has one.",
        ),
    ),
    (
        r'certificate present, but not private key file "(?P<file>[^"]*)"',
        EncryptionFailure(
            "Key missing",
            "The key of your certificate is not there: {file}.",
            "Choose the file of the key in the profile.",
        ),
    ),
    (
        r'private key file "(?P<file>[^"]*)" has group or world access',
        EncryptionFailure(
            "Key open to others",
            "Others on this computer may read the key of your certificate, {file}; it is not used so.",
            "Let nobody but yourself read that file (permissions 600), then try again.",
        ),
    ),
    (
        r'could not (?:open|read) certificate file "(?P<file>[^"]*)"',
        EncryptionFailure(
            "Your certificate unreadable",
            "Your certificate in {file} cannot be read.",
            "Choose another file in the profile.",
        ),
    ),
)


def encryption_failure(text: str, address: str, user: str) -> EncryptionFailure | None:
    """Say why no encrypted line could be agreed; None where the text is about something else.

    Args:
        text: libpq's message.
        address: server and port.
        user: the role that wanted in.
    """
    for pattern, failure in _TEXTS:
        found = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
        if found is not None:
            words = {"address": address, "user": user or "?", **found.groupdict()}
            return EncryptionFailure(failure.title, failure.message.format(**words), failure.hint)
    return None
