"""Background work for a GUI: jobs on worker threads, bulk work in a helper process. QtCore only."""

from catalogue_gui.jobs.context import ConnectionSource, JobContext
from catalogue_gui.jobs.runner import JobHandle, JobRunner

__all__ = ["ConnectionSource", "JobContext", "JobHandle", "JobRunner"]
