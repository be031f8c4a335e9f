# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A file with a credential that only its owner can read. It is replaced atomically.

A symbolic link is followed, so that the file that it refers to is replaced, and not the link.
"""

from __future__ import annotations

import os
import stat
from typing import Optional

from .._base.errors import FileFailure, InvalidInput
from .._base.text import quoted
from .new_file import PRIVATE, NewFile, folder_problem

# The mode bits that give access to others.
OTHERS = 0o177
# More bytes than any credential has.
LARGEST = 65_536


class CredentialFile:
    """The file at a path. ``option`` is the option of the path, for messages."""

    def __init__(self, path: str, option: str) -> None:
        self.path = path
        self._option = option
        self._target = os.path.realpath(path)
        self._found: Optional[os.stat_result] = None
        self._new: Optional[NewFile] = None

    @property
    def folder(self) -> str:
        """The folder of the file."""
        return os.path.dirname(self._target)

    @property
    def mode(self) -> Optional[int]:
        """The permissions of the file that was read; None if it did not exist."""
        return None if self._found is None else stat.S_IMODE(self._found.st_mode)

    @property
    def is_too_open(self) -> bool:
        """Whether the file that was read is accessible to other users, or executable."""
        return self.mode is not None and bool(self.mode & OTHERS)

    def read(self) -> Optional[str]:
        """The text of the file; None if it does not exist. Bytes that are not ASCII are replaced.

        :raises InvalidInput: if it cannot be read, or is no regular file.
        """
        try:
            found = os.stat(self._target)
            if not stat.S_ISREG(found.st_mode):
                raise InvalidInput.of(self._option, f"{quoted(self.path)} is not a regular file. Use another path.")
            with open(self._target, "rb") as file:
                content = file.read(LARGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            text = f"{quoted(self.path)} cannot be read ({error.strerror}). Check the path and its permissions."
            raise InvalidInput.of(self._option, text) from None
        self._found = found
        return content.decode("ascii", "replace")

    @property
    def is_folder_missing(self) -> bool:
        """Whether there is nothing at the path of its folder."""
        return not os.path.lexists(self.folder)

    def folder_problem(self) -> str:
        """Why the file cannot be written to its folder; empty if it can."""
        return folder_problem(self._target)

    def prepare(self) -> None:
        """Create the temporary file that becomes the file, with the owner of the file that it replaces.

        :raises FileFailure: if that is not possible. Nothing has changed then.
        """
        try:
            self._new = NewFile(self._target, ".credential-")
        except OSError as error:
            raise self._failure("be written to its folder", error) from None
        try:
            if self._found is not None and (self._found.st_uid, self._found.st_gid) != _owner_of(self._new.path):
                os.chown(self._new.path, self._found.st_uid, self._found.st_gid)
        except OSError as error:
            self.discard()
            raise self._failure("keep its owner and group when it is replaced", error) from None

    def replace(self, text: str) -> None:
        """Write a text to the prepared file, and replace the file with it.

        :raises FileFailure: if that is not possible. The file has not changed then.
        """
        try:
            (self._new or NewFile(self._target, ".credential-")).replace(text, durable=True)
        except OSError as error:
            raise self._failure("be written", error) from None

    def restrict(self) -> None:
        """Take away the access of other users.

        :raises FileFailure: if that is not possible.
        """
        try:
            os.chmod(self._target, PRIVATE)
        except OSError as error:
            raise self._failure("be restricted to mode 0600", error) from None

    def discard(self) -> None:
        """Remove the prepared file if it was not used."""
        if self._new:
            self._new.discard()
            self._new = None

    def _failure(self, what: str, error: OSError) -> FileFailure:
        return FileFailure(f"The file {quoted(self.path)} cannot {what} ({error.strerror}).")


def _owner_of(path: str) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_uid, found.st_gid
