"""What an export is asked to do, as plain values that cross the line to the helper process as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Form(StrEnum):
    """For whom the file is written."""

    EXCHANGE = "exchange"  # for an import, value by value as the catalogue holds them
    SPREADSHEET = "spreadsheet"  # for a person, in the form that the programs of their country open


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Everything that decides what an export writes.

    Args:
        query: in the search language, empty for every product.
        sort: as :func:`catalogue_gui.catalogue.sort_text.parse_sort` takes it.
        columns: a product's fields, columns that only this catalogue has and ``metadata.KEY``, in the order of the file;
            None for all: of the exchange form what an import can write, of the other all that the table has.
        form: for whom.
        delimiter: what stands between the cells of a spreadsheet; the exchange form has commas.
        decimal: the decimal mark of a spreadsheet; the exchange form has points.
        time_zone: name of the zone in which a spreadsheet's times are told; the exchange form has UTC.
        total: how many products are expected, for the progress; None to have the server guess.
    """

    query: str = ""
    sort: str = ""
    columns: tuple[str, ...] | None = None
    form: Form = Form.EXCHANGE
    delimiter: str = ","
    decimal: str = "."
    time_zone: str = "UTC"
    total: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote; what is left out is as usual, what is not known is passed over."""
        known = {key: value[key] for key in cls.__slots__ if value.get(key) is not None}
        if "form" in known:
            known["form"] = Form(known["form"])
        if "columns" in known:
            known["columns"] = tuple(map(str, known["columns"]))
        return cls(**known)
