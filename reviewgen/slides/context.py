"""What every slide kind is made from."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.edition import Edition
from reviewgen.locale import Locale
from reviewgen.scorecard import Scorecard


@dataclass(frozen=True)
class Context:
    """An edition, its scorecard and the language they are told in."""

    edition: Edition
    card: Scorecard
    locale: Locale

    @property
    def period(self) -> str:
        """The period under review, as a column head."""
        return self.locale.period(self.edition.period, self.edition.calendar)
