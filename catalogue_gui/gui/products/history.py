"""Undo and redo after the commit: each step goes through the same compare-and-set as the change itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from catalogue_gui.catalogue.errors import CatalogueError, EditConflict
from catalogue_gui.catalogue.product import Edit, NewProduct, Product
from catalogue_gui.gui.products.product_writes import Attempt

if TYPE_CHECKING:
    from catalogue_gui.gui.products.editing import ProductEditing

Done = Callable[[], None]
Failed = Callable[[CatalogueError], None]


class Step(QUndoCommand):
    """A change that has been committed.

    Qt's stack keeps the order; ``undo`` and ``redo`` of Qt do nothing, because the server is asked first.
    """

    def __init__(self, editing: ProductEditing, text: str) -> None:
        super().__init__(text)
        self._editing = editing

    def take_back(self, done: Done, failed: Failed) -> None:
        """Ask the server to undo it; exactly one of the two is called."""

    def repeat(self, done: Done, failed: Failed) -> None:
        """Ask the server to do it again; exactly one of the two is called."""


class FieldChange(Step):
    """Fields of one product were changed."""

    def __init__(self, editing: ProductEditing, edit: Edit, name: str, step_id: int = 0) -> None:
        super().__init__(editing, f"change of {', '.join(edit.changes)} of “{name}”")
        self._edit = edit
        self._step_id = step_id
        self._undo, self._redo = Attempt(), Attempt()

    def take_back(self, done: Done, failed: Failed) -> None:
        self._editing.apply(
            self._edit.reversed(), done, failed, attempt=self._undo, step_id=self._step_id
        )

    def repeat(self, done: Done, failed: Failed) -> None:
        self._editing.apply(
            self._edit, done, failed, attempt=self._redo, step_id=self._step_id, is_undo=False
        )


class Addition(Step):
    """A product was added."""

    def __init__(self, editing: ProductEditing, product: Product) -> None:
        super().__init__(editing, f"adding “{product.name}”")
        self._product = product

    def take_back(self, done: Done, failed: Failed) -> None:
        # What a colleague has made of it since is not to go with it.
        self._editing.remove(self._product.id, lambda _: done(), failed, if_still=self._product)

    def repeat(self, done: Done, failed: Failed) -> None:
        def note(added: Product) -> None:
            self._product = added
            done()

        self._editing.insert(NewProduct.again(self._product), note, failed)


class Deletion(Addition):
    """A product was deleted: an addition the other way round."""

    def __init__(self, editing: ProductEditing, product: Product) -> None:
        super().__init__(editing, product)
        self.setText(f"deleting “{product.name}”")

    def take_back(self, done: Done, failed: Failed) -> None:
        super().repeat(done, failed)

    def repeat(self, done: Done, failed: Failed) -> None:
        super().take_back(done, failed)


class History(QObject):
    """The steps in order, and where the user stands among them; it moves only when the server has answered.

    Steps asked for while one is under way are taken one after the other.
    """

    changed = Signal()  # what can be undone or redone is another step now
    failed = Signal(object, bool)  # CatalogueError of an undo or redo, and whether it was an undo

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = QUndoStack(self)
        self._stack.indexChanged.connect(self.changed)
        self._wanted: deque[Callable[[], None]] = deque()
        self._is_busy = False

    @property
    def undo_text(self) -> str:
        """What would be undone; empty when there is nothing."""
        return self._stack.undoText() if self._stack.canUndo() else ""

    @property
    def redo_text(self) -> str:
        """What would be done again; empty when there is nothing."""
        return self._stack.redoText() if self._stack.canRedo() else ""

    def push(self, step: Step) -> None:
        """Note a change that has just been committed."""
        self._stack.push(step)

    def clear(self) -> None:
        """Forget everything: another catalogue is open."""
        self._wanted.clear()
        self._is_busy = False
        self._stack.clear()

    def undo(self) -> None:
        """Take the latest step back."""
        self._wanted.append(self._undo_one)
        self._go_on()

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._wanted.append(self._redo_one)
        self._go_on()

    def _go_on(self) -> None:
        while self._wanted and not self._is_busy:
            self._wanted.popleft()()

    def _undo_one(self) -> None:
        step = self._step(self._stack.index() - 1)
        if step is not None:
            self._is_busy = True
            step.take_back(
                lambda: self._end(self._stack.undo),
                lambda error: self._on_failed(step, error, is_undo=True),
            )

    def _redo_one(self) -> None:
        step = self._step(self._stack.index())
        if step is not None:
            self._is_busy = True
            step.repeat(
                lambda: self._end(self._stack.redo),
                lambda error: self._on_failed(step, error, is_undo=False),
            )

    def _step(self, place: int) -> Step | None:
        command = self._stack.command(place) if 0 <= place < self._stack.count() else None
        return command if isinstance(command, Step) else None

    def _end(self, move: Callable[[], None]) -> None:
        self._is_busy = False
        move()
        self._go_on()

    def _on_failed(self, step: Step, error: CatalogueError, *, is_undo: bool) -> None:
        self._wanted.clear()
        self._is_busy = False
        if isinstance(error, EditConflict):
            # It will never be possible again: what it was based on is gone. Qt drops an obsolete step as it passes it.
            step.setObsolete(True)
            (self._stack.undo if is_undo else self._stack.redo)()
        self.failed.emit(error, is_undo)
