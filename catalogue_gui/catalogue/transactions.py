"""What became of a transaction whose answer was never heard."""

from __future__ import annotations

from enum import StrEnum


class TransactionState(StrEnum):
    """What the server says of a transaction by its number."""

    COMMITTED = "committed"
    ABORTED = "aborted"
    IN_PROGRESS = "in progress"
    UNKNOWN = "unknown"  # too long ago, or another server's
