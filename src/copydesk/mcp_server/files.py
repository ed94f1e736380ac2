"""Files that an assistant may have read: those in the folders that a person has named, and nothing else.

An assistant can be talked into things by what it reads. Therefore no address is fetched, and where a path leads is
settled before anything is opened: links and `..` are followed, and the end of it must lie in one of the folders.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from copydesk.errors import InputError
from copydesk.ingest import document, plain
from copydesk.ingest.plain import Given
from copydesk.source import Source


class Folders:
    """The folders that were named.

    Raises:
        InputError: one of them is no folder.
    """

    def __init__(self, named: Sequence[Path]) -> None:
        for folder in named:
            if not folder.is_dir():
                raise InputError(f"{str(folder)!r} is no folder.", "Name a folder whose files may be read.")
        self._folders = tuple(folder.resolve() for folder in named)

    @property
    def said(self) -> str:
        """The folders in words, for whoever chooses a file."""
        return ", ".join(map(str, self._folders)) or "none; hand in the text itself"

    def source(self, path: str, given: Given) -> Source:
        """The source in a file: plain text, Markdown, HTML, PDF or DOCX.

        Raises:
            InputError: it lies outside of the folders, is not there, is no file, or cannot be read.
        """
        return document.from_bytes(self._bytes(path), path, given)

    def _bytes(self, path: str) -> bytes:
        place = self._place(path)
        try:
            # A link that was put there since is not followed, and nobody waits at a pipe.
            opened = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                if not stat.S_ISREG(os.fstat(opened).st_mode):
                    raise InputError(f"{path!r} is no file.", "Name a file.")
                with open(opened, "rb", closefd=False) as file:
                    return file.read(plain.LARGEST + 1)
            finally:
                os.close(opened)
        except FileNotFoundError:
            raise InputError(f"There is no file {path!r}.", f"Files may be read in: {self.said}.") from None
        except OSError as error:
            raise InputError(f"{path!r} cannot be read: {error.strerror}.", "Check its permissions.") from None

    def _place(self, path: str) -> Path:
        """Where a path leads; one that is not absolute is looked for in each folder, the first that has it."""
        inside = [place for place in map(self._resolved, self._meant(path)) if place and self._is_inside(place)]
        if not inside:
            # The same words whether or not there is such a file.
            step = f"Files may be read in: {self.said}."
            raise InputError(f"{path!r} is in none of the folders that may be read.", step)
        return next((place for place in inside if os.path.exists(place)), inside[0])

    def _meant(self, path: str) -> Sequence[Path]:
        return [folder / path for folder in self._folders]

    def _is_inside(self, place: Path) -> bool:
        return any(place.is_relative_to(folder) for folder in self._folders)

    @staticmethod
    def _resolved(path: Path) -> Path | None:
        try:
            return path.resolve()
        except (OSError, RuntimeError, ValueError):
            return None
