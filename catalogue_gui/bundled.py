"""Find the files that come with the program: in an installed wheel as well as in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled_file(name: str) -> Path:
    """The path of a file of ``resources/``, such as ``demo/products.csv``.

    Raises:
        FileNotFoundError: the program was installed without it.
    """
    # The wheel carries the folder inside the package; in a checkout it lies beside the package.
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"the program's own file {name} is missing")
