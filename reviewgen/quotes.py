"""What people wrote for the client that says what the client may not see: they may mean to, and should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reviewgen.audit import told
from reviewgen.deck import texts
from reviewgen.edition import Edition
from reviewgen.errors import Place, Problem, Severity
from reviewgen.model import Audience, Review
from reviewgen.sharing.policy import visible_actions, visible_comments
from reviewgen.sharing.secrets import secrets
from reviewgen.slides import compose

HINT = "The client reads it as it stands: take it out, or leave it if it is meant to be told."


def quotes(review: Review, edition: Edition) -> Iterator[Problem]:
    """A warning for each comment and action for the client that names or quotes a hidden fact.

    `edition` is the client's; what its figures and labels show without these texts is no secret. Numbers of one or two
    digits are left alone: in running text they are somebody's by chance.
    """
    shown = tuple(texts(compose(replace(edition, remarks=(), promises=()))))
    hidden = tuple(replace(secret, units=()) for secret in secrets(review, Audience.CLIENT) if not secret.exact)
    for place, text in _written(review):
        for what in told(text, hidden, shown):
            yield Problem(place, f"the text is for the client and tells what is not: {what}", HINT, Severity.WARNING)


def _written(review: Review) -> Iterator[tuple[Place, str]]:
    for comment in visible_comments(review, Audience.CLIENT):
        yield replace(comment.place, column="text"), comment.text
    for action in visible_actions(review, Audience.CLIENT):
        yield replace(action.place, column="action"), action.action
