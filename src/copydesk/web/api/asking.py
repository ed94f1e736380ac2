"""A request of a program that changes something: done once, however often it is sent under one `Idempotency-Key`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from copydesk.store import kept
from copydesk.store.database import Connection
from copydesk.store.kept import Answer, Asked
from copydesk.web.api.telling import sent
from copydesk.web.context import Desk, TheDesk
from copydesk.web.visitors import Program

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=kept.LONGEST_KEY,
        pattern="^[!-~]+$",
        description="The same key with the same request gives the same answer for 24 hours, and does nothing again.",
    ),
]
Act = Callable[[Connection], Answer]
"""What is done in the transaction that also keeps the answer."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks at which desk, and the request where it has a key."""

    desk: Desk
    who: str
    asked: Asked | None

    def once(self, prepare: Callable[[], Act]) -> Response:
        """Does what was asked, unless it was done already; then says what was said.

        Args:
            prepare: what takes its time and stores nothing; not called where the answer is there.

        Raises:
            InputError: the key was used for another request.
        """
        before = self._before()
        if before is None:
            act = prepare()
            with self.desk.database.writing() as writing:
                before = kept.claimed(writing, self.asked) if self.asked else None
                if before is None:
                    return sent(self._done(writing, act))
        return sent(before, idempotent_replayed="true")

    def claim(self) -> None:
        """Takes the key of a request that stores nothing, and so can be done again.

        Raises:
            InputError: the key was used for another request.
        """
        if self.asked and self._before() is None:
            with self.desk.database.writing() as writing:
                kept.claimed(writing, self.asked)

    def _before(self) -> Answer | None:
        if self.asked is None:
            return None
        with self.desk.database.reading() as reading:
            return kept.found(reading, self.asked)

    def _done(self, writing: Connection, act: Act) -> Answer:
        answer = act(writing)
        if self.asked:
            kept.keep(writing, self.asked, answer)
        return answer


async def _asking(request: Request, desk: TheDesk, program: Program, key: Key = None) -> Asking:
    if key is None:
        return Asking(desk, program.name, None)
    said = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    said.update(await request.body())
    return Asking(desk, program.name, Asked(program.name, key, said.hexdigest()))


Once = Annotated[Asking, Depends(_asking)]
"""Who asks, for every route that changes something."""
