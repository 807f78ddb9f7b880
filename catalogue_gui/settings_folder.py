"""Where the program keeps what it must remember."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_VARIABLE = "CATALOGUE_GUI_HOME"
_APPLICATION = "catalogue-gui"


def settings_folder(argument: Path | None = None) -> Path:
    """The folder for profiles, the log, the journal and the embedded catalogue; created when missing.

    ``--settings DIR`` wins over ``CATALOGUE_GUI_HOME``, which wins over the user's own data folder.

    Raises:
        OSError: it cannot be created.
    """
    chosen = argument or os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        folder = Path(chosen).expanduser()
    else:
        # Imported here: only a run without the setting needs it.
        from platformdirs import user_data_path

        folder = user_data_path(_APPLICATION, appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()
