"""The kinds of value that may stand in a settings file, and how one that does not fit is told."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from reviewgen.workspace.positions import Number

LARGEST_EXPONENT = 40
_SINCE = r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$"


def _amount(value: Any) -> Decimal:
    """The exact number; a text in quotes, true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | Number):
        raise PydanticCustomError("number", "is not a number")
    number = Decimal(str(value))
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise PydanticCustomError("number", "is not a number that a review can hold")
    return number


def _whole(value: Any) -> Any:
    """A whole number, 2.0 as well; pydantic alone would take true for 1, which could share a KPI."""
    if isinstance(value, Number):
        exact = _amount(value)
        value = int(exact) if exact == exact.to_integral_value() else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole", "is not a whole number")
    return value


def _scale(value: Any) -> Any:
    """Python alone would take true for 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("scale", "is no scale; write k, M, bn or 1")
    return value


def _day(value: Any) -> date:
    """A day written 2026-10-12; pydantic alone would count seconds since 1970 from a number."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "is not a date; write 2026-10-12")


def _since(value: Any) -> date:
    """A year, a month or a day, as the first day it names."""
    text = str(value)
    if isinstance(value, int | str) and re.fullmatch(_SINCE, text, re.ASCII):
        try:
            return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        except ValueError:
            pass
    raise PydanticCustomError("since", "is not a month; write 2026-01")


Text = str | dict[str, str]
Amount = Annotated[Decimal, BeforeValidator(_amount), WithJsonSchema({"type": "number"})]
Weight = Annotated[
    Decimal,
    Field(ge=0, le=1000),
    BeforeValidator(_amount),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1000}),
]
Whole = Annotated[int, BeforeValidator(_whole)]
Places = Annotated[int, Field(ge=0, le=6), BeforeValidator(_whole)]
Days = Annotated[int, Field(ge=0, le=366), BeforeValidator(_whole)]
Month = Annotated[int, Field(ge=1, le=12), BeforeValidator(_whole)]
Scale = Annotated[Literal["k", "M", "bn", 1], BeforeValidator(_scale)]
Day = Annotated[date, BeforeValidator(_day)]
Since = Annotated[
    date,
    BeforeValidator(_since),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 2999}, {"type": "string", "pattern": _SINCE}]}
    ),
]


class Strict(BaseModel):
    """A mapping in which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
