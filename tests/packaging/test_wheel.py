"""The program installed from a wheel, far from any checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Runs in the installed copy: everything the program brings must be found beside its own code.
FIND_RESOURCES = """
import catalogue_gui, sys
from catalogue_gui.bundled import bundled_file
package = catalogue_gui.__path__[0]
for name in ("demo/products.csv", "icons/catalogue.svg", "icons/search.svg"):
    path = str(bundled_file(name))
    assert path.startswith(package), path
print(package)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        timeout=300,
        cwd=folder,
    )  # fmt: skip
    (built,) = folder.glob("catalogue_gui-*.whl")
    return built


def test_that_the_wheel_finds_its_resources_wherever_it_is_installed(
    wheel: Path, tmp_path: Path
) -> None:
    place = tmp_path / "elsewhere"
    # The dependencies are those of the running environment; only the program itself is the installed copy.
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", str(place / "lib"), str(wheel)],
        check=True,
        timeout=300,
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(place / 'lib')!r})\n{FIND_RESOURCES}"],
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip().startswith(str(place))


def test_that_the_wheel_holds_the_package_and_its_resources_only(wheel: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0].partition("-")[0] for name in names}
    assert tops == {"catalogue_gui"}
    assert not [
        name for name in names if "/pictures/" in name or "test" in name.lower().split("/")[-1][:5]
    ]
