"""A long list made into a file: row by row, saying how far it is."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import override

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.base.spreadsheets.models import Export
from aftercare.base.spreadsheets.operations.exports import keep_export, note_progress
from aftercare.interfaces.workspace.exports.table import Row, file_of, request_of
from aftercare.interfaces.workspace.exports.tables import LISTS
from aftercare.kit import clock
from aftercare.kit.actors import Actor

TELL_EVERY = 2_000


class NotWanted(Exception):
    """Somebody has given the file up."""


def make_file(export: Export, user: User) -> None:
    """Make the file of a list as its reader may see it now, and keep it for them."""
    actor, listed = actor_for(user), LISTS[export.listed]
    actor.must(listed.permission)
    with override(export.language), timezone.override(ZoneInfo(user.time_zone)):
        table = listed.table(request_of(actor, export.query))
        counted = _Counted(export, table.lines(), actor)
        try:
            made = file_of(table, counted, title=export.listed, kind=export.kind)
        except NotWanted:
            return
        name = f"{export.listed}-{localdate(export.at)}.{export.kind}"
    with made:
        keep_export(export, made, name=name, done=counted.done, actor=actor, at=clock.now())


class _Counted:
    """The rows of a list, saying now and then how many have gone by."""

    def __init__(self, export: Export, lines: Iterable[Row], actor: Actor) -> None:
        self.done = 0
        self._export, self._lines, self._actor = export, lines, actor

    def __iter__(self) -> Iterator[Row]:
        for line in self._lines:
            if not self.done % TELL_EVERY and not self._is_wanted():
                raise NotWanted
            self.done += 1
            yield line

    def _is_wanted(self) -> bool:
        return note_progress(self._export, done=self.done, actor=self._actor, at=clock.now())
