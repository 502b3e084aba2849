"""Tables of moves walked at random: by the verbs, and past them in the database."""

from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import Refused

BEGIN = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@contextmanager
def without_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def let_through(rows, statuses, columns):
    """Return the moves of a row that the database lets through, whoever makes them."""
    passed = set()
    for before in statuses:
        for after in statuses:
            with suppress(IntegrityError), transaction.atomic():
                with without_triggers():
                    rows.update(**columns(before))
                rows.update(**columns(after))
                passed.add((before, after))
    return passed


def by_the_table(moves):
    """Return the moves a table allows; to stay where one is always is."""
    arrows = {(here, there) for here, onward in moves.items() for there in onward}
    return arrows | {(status, status) for status in moves}


class Walk(RuleBasedStateMachine):
    """
    Whoever calls whatever verb: what is refused changes nothing.

    `verbs` are called with the walk and who does it when; `kept` is what a refusal leaves as it
    was; `done` hears what was done.
    """

    verbs = {}

    def __init__(self):
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.at, self.turn = BEGIN, 0
        self.begin()

    @rule(number=st.integers(0, 999))
    def call(self, number):
        verb = sorted(self.verbs)[number % len(self.verbs)]
        self.at += HOUR
        self.turn += 1
        before = self.kept()
        try:
            with transaction.atomic():
                self.verbs[verb](self, {"actor": SYSTEM, "at": self.at})
        except Refused:
            assert self.kept() == before, verb
            return
        self.done(verb)

    def begin(self):
        raise NotImplementedError

    def kept(self):
        raise NotImplementedError

    def done(self, verb):
        """Hear that a verb was not refused."""

    def teardown(self):
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)


def walk(machine, *, examples=8, steps=14):
    """Walk so many ways of so many steps; the same ones each time."""
    few = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)
