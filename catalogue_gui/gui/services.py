"""What the window is handed: the services it works with, made by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue_gui.gui.source import CatalogueSource
from catalogue_gui.jobs import JobRunner
from catalogue_gui.jobs.helper_process import HelperProcess

if TYPE_CHECKING:
    from catalogue_gui.database.catalogue import Catalogue
    from catalogue_gui.database.server_reach import StepResult
    from catalogue_gui.database.target import Target
    from catalogue_gui.journal import Journal
    from catalogue_gui.profiles.profile import ConnectionProfile
    from catalogue_gui.profiles.recent_store import RecentStore
    from catalogue_gui.profiles.secrets import Secrets
    from catalogue_gui.profiles.store import ProfileStore
    from catalogue_gui.profiles.view_store import ViewStore
    from catalogue_gui.transfer.preset_store import PresetStore


@dataclass(frozen=True)
class Services:
    """Everything the window needs and does not make itself.

    Args:
        runner: background work.
        profiles: the saved connection profiles.
        recent: which catalogues were opened last; on a worker thread.
        views: saved views and whatever else is remembered of each catalogue; on a worker thread.
        secrets: the keyring; it may wait for the user, so it is asked on a worker thread.
        make_catalogue: a Catalogue for a target, not connected yet.
        make_helper: a helper process for the target, not started yet.
        make_presets: where the presets of imports are kept; on a worker thread.
        demo_source: the demo catalogue on this computer.
        profile_source: a profile as something that can be opened; the password, when given, goes before the keyring's.
        diagnose: tries a profile step by step; runs on a worker thread.
        open_window: starts the program once more with these arguments; False when the system does not.
        settings_folder: where the window keeps its own settings.
        journal: keeps what is typed and not saved yet, and what has been done; None to keep neither.
    """

    runner: JobRunner
    profiles: ProfileStore
    recent: RecentStore
    views: ViewStore
    secrets: Secrets
    make_catalogue: Callable[[Target], Catalogue]
    make_helper: Callable[[Target], HelperProcess]
    make_presets: Callable[[], PresetStore]
    demo_source: Callable[[], CatalogueSource]
    profile_source: Callable[[ConnectionProfile, str | None], CatalogueSource]
    diagnose: Callable[[ConnectionProfile, str | None], Iterator[StepResult]]
    open_window: Callable[[Sequence[str]], bool]
    settings_folder: Path
    journal: Journal | None
