"""Room in the header of a table, so that one column's title does not touch the next one's."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QHeaderView,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionHeader,
    QWidget,
)

MARGIN = 8
ARROW_WIDTH = 12


class _PaddedHeaderStyle(QProxyStyle):
    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric == QStyle.PixelMetric.PM_HeaderMargin:
            return MARGIN
        return super().pixelMetric(metric, option, widget)

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        """Leave the arrow's place free, which some styles paint over a title at the right."""
        # Qt gives None where there is no widget; the stubs of this one class forgot it.
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if (
            element == QStyle.SubElement.SE_HeaderLabel
            and isinstance(option, QStyleOptionHeader)
            and option.sortIndicator != QStyleOptionHeader.SortIndicator.None_
        ):
            rect.setRight(rect.right() - ARROW_WIDTH)
        return rect


def pad_header(header: QHeaderView) -> None:
    """Give a header's titles the room that the cells below them have."""
    style = _PaddedHeaderStyle()
    style.setParent(header)
    header.setStyle(style)
