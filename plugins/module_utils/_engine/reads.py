# Copyright (c) 2026, pingone.authorize contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How to read objects, as values, so that they can be read one after the other or at the same time."""

from __future__ import annotations

from typing import Callable, Iterable, Iterator, NamedTuple, Sequence, Union

from .._base.shape import Listing, Shape
from .._model.field import Ref, Wires
from .._model.kind import Kind
from .._model.plan import Segment
from .._pingone.client import Client

Key = tuple[Union[str, Ref], ...]


class Read(NamedTuple):
    """How to read the objects at a path.

    - ``path``: their path, with references to objects that do not exist yet.
    - ``send``: reads them with a client.
    - ``shape``: their required shape.
    - ``is_shared``: they may have been read by an earlier task of the session.
    """

    path: Key
    send: Callable[[Client], Wires]
    shape: Shape
    is_shared: bool = True

    @property
    def is_possible(self) -> bool:
        """Whether the objects of the path exist."""
        return all(isinstance(segment, str) for segment in self.path)

    @property
    def names(self) -> tuple[str, ...]:
        """The path as text."""
        return tuple(map(str, self.path))


# Reads that can be sent at the same time, and after them those that depend on what they have returned.
Batches = Iterator[Iterable[Read]]


def collection(kind: Kind, *parent: Segment) -> Read:
    """How to read all objects of a kind below a parent."""
    path = key_of((*parent, kind.collection))

    def send(client: Client) -> Wires:
        return client.list(*map(str, path), topic=kind.topic, doing=f"list {kind.plural}")

    return Read(path, send, Listing(kind.shape))


def key_of(path: Sequence[Segment]) -> Key:
    """A path with IDs; a reference to an object that does not exist yet is kept."""
    return tuple(segment.id or segment if isinstance(segment, Ref) else segment for segment in path)
