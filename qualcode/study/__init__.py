"""A study folder → its parts: settings, sources, codebook, guide, participants; nothing is read before it is
asked for.
"""

from qualcode.study.folder import Study, open_study

__all__ = ["Study", "open_study"]
