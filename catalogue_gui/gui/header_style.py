"""Room in the header of a table, so that one column's title does not touch the next one's."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QProxyStyle, QStyle, QStyleOption, QWidget

MARGIN = 8


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


def pad_header(header: QHeaderView) -> None:
    """Give a header's titles the room that the cells below them have."""
    style = _PaddedHeaderStyle()
    style.setParent(header)
    header.setStyle(style)
