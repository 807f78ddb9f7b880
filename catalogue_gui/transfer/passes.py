"""The way of a file's records to the staging table, in one pass where the file allows it.

How a file writes its values is known from all of it only. The beginning of most files tells as much, so the records are
checked by what that says while the rest is still surveyed; where the rest says otherwise, they are checked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from catalogue_gui.catalogue.errors import DecimalUndecided
from catalogue_gui.catalogue.importing import ImportOptions
from catalogue_gui.catalogue.progress import Progress
from catalogue_gui.database.connect import Connection
from catalogue_gui.database.schema import check_catalogue
from catalogue_gui.database.table_name import TableName
from catalogue_gui.transfer.block_checking import BlockChecker
from catalogue_gui.transfer.cancellation import Cancellation
from catalogue_gui.transfer.checking import RecordChecker
from catalogue_gui.transfer.defaults import parse_defaults
from catalogue_gui.transfer.mapping import ColumnMapping
from catalogue_gui.transfer.merging import MergeRules
from catalogue_gui.transfer.reading import Table
from catalogue_gui.transfer.reading.blocks import Block
from catalogue_gui.transfer.rejects import RejectList
from catalogue_gui.transfer.rights import require_writable
from catalogue_gui.transfer.staging import Staging
from catalogue_gui.transfer.survey import Habits, Survey, survey

_FIRST_RECORDS = 20_000
_BLOCKS_BETWEEN_LOOKS = 64  # at what the survey says by now; some ten thousand records

ReportProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file whose good records are staged.

    Args:
        staging: holds them.
        checker: knows the habits of the file.
        refused: the records that the checker refuses.
        records: number of all.
        names_server: True where the user may ask which server it is.
    """

    staging: Staging
    checker: RecordChecker
    refused: RejectList
    records: int
    names_server: bool


class _OtherHabits(Exception):
    """The file does not go on as it began."""


class Passes:
    """The passes over one file.

    Args:
        table: the file.
        mapping: which column goes where.
        options: with ``match`` resolved.
        report: told how far it is.
        cancellation: asked now and then whether to stop.
        products: the catalogue's table.
    """

    def __init__(
        self,
        table: Table,
        mapping: ColumnMapping,
        options: ImportOptions,
        report: ReportProgress,
        cancellation: Cancellation,
        products: TableName,
    ) -> None:
        self._table = table
        self._products = products
        self._mapping = mapping
        self._options = options
        self._report = report
        self._cancellation = cancellation

    def stage(self, connect: Callable[[], Connection], left_out: Collection[int]) -> StagedFile:
        """Check every record and copy the good ones to the staging table.

        Args:
            connect: lends the session of the staging table.
            left_out: numbers of records that are not to be looked at.
        Raises:
            ImportRefused, DecimalUndecided, FileProblem, AccessDenied, CatalogueMissing, Cancelled; psycopg.Error.
        """
        self._report(Progress("Reading", 0, self._table.size_bytes, "bytes"))
        guessed = self._guess()
        if guessed is not None:
            try:
                return self._stage(connect, left_out, guessed, Survey(self._mapping, self._options))
            except _OtherHabits:
                pass
        return self._stage(connect, left_out, self._survey_all(), None)

    def _guess(self) -> Habits | None:
        """The habits as the first records show them; None where they leave open what a price means."""
        try:
            return survey(
                islice(self._table.records(), _FIRST_RECORDS), self._mapping, self._options
            )
        except DecimalUndecided:
            return None

    def _survey_all(self) -> Habits:
        found = Survey(self._mapping, self._options)
        records = 0

        def on_bytes(done: int) -> None:
            self._cancellation.check()
            self._report(Progress("Reading", done, self._table.size_bytes, "bytes", records))

        for block in self._table.blocks(on_bytes=on_bytes):
            records += len(block.rows)
            found.look_at(_sound_rows(block))
        return found.habits()

    def _stage(
        self,
        connect: Callable[[], Connection],
        left_out: Collection[int],
        habits: Habits,
        found: Survey | None,
    ) -> StagedFile:
        """Stage by some habits; where ``found`` is given, it is filled, and says in the end whether they are the file's."""
        defaults = parse_defaults(self._options, habits)
        connection = connect()
        catalogue = check_catalogue(connection, self._products)
        rules = MergeRules(catalogue.table_name, self._options, self._mapping, defaults)
        require_writable(connection, catalogue, rules)
        staging = Staging(connection, rules)
        staging.create()
        checker = RecordChecker(
            self._mapping,
            self._options,
            habits,
            width=self._table.width,
            look_for_bad_text=self._table.may_have_bad_text,
        )
        refused = RejectList()
        try:
            staging.add(self._lines(checker, refused, staging, left_out, habits, found))
        except BaseException:
            refused.close()
            raise
        return StagedFile(
            staging, checker, refused, staging.last_record, catalogue.access.names_server
        )

    def _lines(
        self,
        checker: RecordChecker,
        refused: RejectList,
        staging: Staging,
        left_out: Collection[int],
        habits: Habits,
        found: Survey | None,
    ) -> Iterator[str]:
        """The lines for the staging table; the records that are refused go to their list."""
        number = 0

        def on_bytes(done: int) -> None:
            self._cancellation.check()
            self._report(Progress("Checking", done, self._table.size_bytes, "bytes", number))

        blocks = BlockChecker(checker)
        for count, block in enumerate(self._table.blocks(on_bytes=on_bytes), start=1):
            if found is not None:
                found.look_at(_sound_rows(block))
                if count % _BLOCKS_BETWEEN_LOOKS == 0:
                    _require_same(found, habits)
            checked = blocks.check(number + 1, block, left_out)
            number += len(block.rows)
            for entry in checked.rejects:
                refused.append(*entry)
            if checked.lines:
                yield checked.lines
        self._cancellation.check()
        if found is not None:
            _require_same(found, habits)
        staging.last_record = number


def _require_same(found: Survey, habits: Habits) -> None:
    try:
        now = found.habits()
    except DecimalUndecided:
        raise _OtherHabits from None
    if replace(now, records=0, evidence=()) != replace(habits, records=0, evidence=()):
        raise _OtherHabits


def _sound_rows(block: Block) -> list[list[str]]:
    if not block.problems:
        return block.rows
    return [row for place, row in enumerate(block.rows) if place not in block.problems]
