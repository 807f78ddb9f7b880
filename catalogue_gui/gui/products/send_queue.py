"""Whose turn it is: changes to one product go to the server one after the other, in the order they were made. No Qt."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from uuid import UUID

Send = Callable[[], bool]


class SendQueue:
    """Lets one change a product be under way; the next is sent when it has been answered.

    What is queued is a call that sends and returns True, or finds that there is nothing to send any more and returns
    False.
    """

    def __init__(self) -> None:
        self._waiting: dict[UUID, deque[Send]] = {}
        self._under_way: set[UUID] = set()

    def is_under_way(self, product_id: UUID) -> bool:
        """True while a change to the product has been sent and not answered."""
        return product_id in self._under_way

    def add(self, product_id: UUID, send: Send) -> None:
        """Send now if nothing is under way for the product, else when its turn comes."""
        self._waiting.setdefault(product_id, deque()).append(send)
        self._go_on(product_id)

    def answered(self, product_id: UUID) -> None:
        """The change under way has been answered, well or ill: the next may go."""
        self._under_way.discard(product_id)
        self._go_on(product_id)

    def clear(self) -> None:
        """Forget all that waits; an answer to what is under way changes nothing any more."""
        self._waiting.clear()
        self._under_way.clear()

    def _go_on(self, product_id: UUID) -> None:
        waiting = self._waiting.get(product_id)
        while waiting and product_id not in self._under_way:
            self._under_way.add(product_id)
            if not waiting.popleft()():
                self._under_way.discard(product_id)
        if waiting is not None and not waiting:
            self._waiting.pop(product_id, None)
