"""What the audit hunts for: `Secret`, which whoever knows the hidden facts fills in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Secret:
    """One fact that may not be in a file, in every form it could be told.

    `what` names it for the house alone ("gross_margin, 2026-Q3, actual"). `texts` are labels, names, sentences (a text
    of fewer than 4 characters is too common to hunt). any rounding and scale of `values` counts;
    of `exact`, which the reader may be shown rounded, only all their digits or five and more count. `units` are the
    unit words ("%", "€", "k€", "days") beside which even one or two digits of `values` count.
    """

    what: str
    texts: tuple[str, ...] = ()
    values: tuple[Decimal, ...] = ()
    units: tuple[str, ...] = ()
    exact: tuple[Decimal, ...] = ()


Plain = dict[str, str | list[str]]


def written(one: Secret) -> Plain:
    """A secret in plain lists and strings, to hand to another process."""
    lists = {"texts": one.texts, "values": one.values, "units": one.units, "exact": one.exact}
    return {"what": one.what, **{name: [str(item) for item in items] for name, items in lists.items()}}


def secret(plain: Plain) -> Secret:
    """The secret that `written` wrote."""
    values, exact = (tuple(map(Decimal, plain[name])) for name in ("values", "exact"))
    return Secret(str(plain["what"]), tuple(plain["texts"]), values, tuple(plain["units"]), exact)
