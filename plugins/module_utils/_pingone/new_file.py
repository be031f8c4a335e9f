# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Replaces files atomically, so that no process reads a part of one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import Optional

from .._base.text import quoted

PRIVATE = 0o600


class NewFile:
    """A temporary file that replaces the file at a path. A symbolic link is replaced, and not followed."""

    def __init__(self, path: str, prefix: str = ".new-") -> None:
        """Create the temporary file in the folder of the other one, with the mode :data:`PRIVATE`.

        :raises OSError: if that is not possible.
        """
        self._target = path
        handle, self.path = tempfile.mkstemp(prefix=prefix, dir=os.path.dirname(path) or ".")
        os.close(handle)

    def write(self, text: str, mode: Optional[int] = PRIVATE, *, durable: bool = False) -> None:
        """Write a text to the temporary file. Without a ``mode``, the umask applies.

        ``durable``: the text is on the disk afterwards.

        :raises OSError: if that is not possible.
        """
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(self.path, _default_mode() if mode is None else mode)

    def replace(self, text: str, mode: Optional[int] = PRIVATE, *, durable: bool = False) -> None:
        """Write a text, and replace the other file, see :meth:`write`.

        :raises OSError: if that is not possible. The other file has not changed then.
        """
        self.write(text, mode, durable=durable)
        os.replace(self.path, self._target)

    def create(self, text: str) -> None:
        """Write a text, and create the other file. On file systems without hard links, an existing one is replaced.

        :raises FileExistsError: if it exists. It has not changed then.
        :raises OSError: if that is not possible.
        """
        self.write(text, durable=True)
        try:
            os.link(self.path, self._target)
        except FileExistsError:
            raise
        except OSError:
            os.replace(self.path, self._target)
        else:
            self.discard()

    def discard(self) -> None:
        """Remove the temporary file if it was not used."""
        with suppress(OSError):
            os.unlink(self.path)


def replace_file(
    path: str, text: str, mode: Optional[int] = PRIVATE, *, prefix: str = ".new-", durable: bool = False
) -> None:
    """Replace a file, as :class:`NewFile`.

    :raises OSError: if that is not possible. The file has not changed then.
    """
    new = NewFile(path, prefix)
    try:
        new.replace(text, mode, durable=durable)
    except OSError:
        new.discard()
        raise


def create_file(path: str, text: str) -> None:
    """Create a file, as :meth:`NewFile.create`.

    :raises FileExistsError: if it exists. It has not changed then.
    :raises OSError: if that is not possible.
    """
    new = NewFile(path)
    try:
        new.create(text)
    except OSError:
        new.discard()
        raise


def folder_problem(path: str) -> str:
    """Why a file cannot be written to its folder; empty if it can."""
    folder = os.path.dirname(path) or "."
    if not os.path.lexists(folder):
        return f"the folder {quoted(folder)} does not exist. Create it first."
    if not os.path.isdir(folder):
        return f"{quoted(folder)} is not a folder. Use another path."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {quoted(folder)} is not writable. Check its permissions, or use another folder."
    return ""


def _default_mode() -> int:
    """The mode of a new file according to the umask, which can only be read by setting it."""
    umask = os.umask(0o077)
    os.umask(umask)
    return 0o666 & ~umask
