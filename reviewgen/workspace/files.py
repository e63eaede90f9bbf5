"""The format of the user's files, as pydantic models: what may stand in them, and their JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from reviewgen.facts import Direction, Missing, Rollup, Unit
from reviewgen.model import Content, Mode
from reviewgen.workspace.fields import Amount, Day, Days, Month, Places, Scale, Since, Strict, Text, Weight, Whole
from reviewgen.workspace.origins import DatabaseFile, RowsFile, TableFile

InputRollup = Literal["sum", "last", "mean"]


class Thresholds(Strict):
    """A target and what surrounds it."""

    target: Amount | None = Field(None, description="The goal; absent, it comes from the rows of scenario target.")
    red_flag: Amount | None = Field(None, description="Beyond this the KPI is off track; default 10 % from the target.")
    stretch: Amount | None = Field(
        None, description="From here the score is 100; default as far above as the red flag."
    )
    low: Amount | None = Field(None, description="Lower edge of the band, for direction band.")
    high: Amount | None = Field(None, description="Upper edge of the band, for direction band.")
    annual: Amount | None = Field(
        None, description="Instead of target: the goal of a whole fiscal year; red_flag and stretch are then too."
    )
    sla: Amount | None = Field(None, description="Level that a contract promises; worse is off track.")
    penalty: str | None = Field(None, description="What a breach costs, in the contract's words; printed beside it.")


class GoalFile(Thresholds):
    """A target with its thresholds, from a date on."""

    since: Since | None = Field(None, description="First period that the goal holds for, such as 2026-01.")


class WeightFile(Strict):
    """A weight in the score, from a date on."""

    since: Since | None = Field(None, description="First period that the weight holds for, such as 2026-01.")
    weight: Weight = Field(description="The weight.")


class FromTier(Strict):
    """Shared from a tier on."""

    from_tier: Whole = Field(ge=1, le=4, description="First tier (1 to 4) of the relationship that sees the KPI.")
    scenarios: list[str] = Field(
        default_factory=list,
        description="What is shared beside our value and its goal: market, forecast, competitors, or one by name."
        " The client's own figure (client_actual) is shared with the KPI.",
    )
    mode: Mode = Field(
        Mode.VALUE, description="How much is told: value, rounded (to step), index (base = 100) or status (no figure)."
    )
    step: Amount | None = Field(None, gt=0, description="For rounded: what figures are rounded to, such as 100000.")
    base: str = Field("", description="For index: the quarter that is 100, such as 2025-Q1.")


class TermsFile(Strict):
    """The terms of use of a source or a KPI, and who released it."""

    holder: str = Field(min_length=1, description="Whose data it is, such as a panel or the account.")
    audiences: list[Literal["client"]] | None = Field(
        None, description="Who may see it beside our own house: [client], which is the default, or []."
    )
    approved_by: str = Field("", description="Who released it; without it a client does not see it.")
    approved_on: Day | None = Field(None, description="Day of the release.")
    valid_until: Day | None = Field(None, description="Last day on which it may be shown.")
    embargo_until: Day | None = Field(None, description="First day on which it may be shown.")
    attribution: Text = Field("", description="Words that stand on the slides that show it.")
    ask: str = Field("", description="Who can release it.")


class KpiFile(Thresholds):
    """One KPI of the catalogue."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Its name in the rows, such as net_sales.")
    label: Text = Field(description="What the slides call it; one text, or one per language.")
    perspective: str = Field(description="Id of a perspective.")
    definition: Text = Field("", description="What it measures; printed in the appendix.")
    unit: Unit = Field(description="What its values count.")
    symbol: Text = Field("", description="What a count counts, such as hl or stores.")
    scale: Scale | None = Field(None, description="Write in thousands, millions or billions.")
    decimals: Places | None = Field(None, description="Places behind the decimal mark.")
    direction: Direction = Field(Direction.HIGHER, description="Which way is good.")
    rollup: Rollup = Field(Rollup.SUM, description="How months make a quarter.")
    numerator: str = Field("", description="For a ratio: the name of the rows above the line.")
    denominator: str = Field("", description="For a ratio: the name of the rows below the line.")
    promoters: str = Field("", description="For nps: the name of the rows that count the promoters.")
    detractors: str = Field("", description="For nps: the name of the rows that count the detractors.")
    responses: str = Field("", description="For nps: the name of the rows that count all answers.")
    formula: str = Field(
        "",
        description="For rollup formula: KPIs and names of rows with + - * / ( ), days, prior(x), year_ago(x),"
        " min(a, b), max(a, b), such as receivables / net_sales * days.",
    )
    inputs: dict[str, InputRollup] = Field(
        default_factory=dict, description="How names of rows in the formula roll up: sum (default), last or mean."
    )
    weight_by: str = Field("", description="For weighted_mean: the name of the rows that weigh the values.")
    n: str = Field("", description="Name of the rows that count the answers or cases behind it; printed beside it.")
    min_n: Whole | None = Field(
        None, ge=1, description="Fewest of them for a figure; of nps 10 unless said, of others none."
    )
    across: Literal["sum"] | None = Field(
        None, description="Write sum where values of segments and sites add up although those of months do not."
    )
    phasing: Literal["even", "last_year"] | list[Amount] | None = Field(
        None, description="How a year's target is spread: even (default), last_year, or percentages of 4 or 12 parts."
    )
    goals: list[GoalFile] = Field(default_factory=list, description="Goals that change over time.")
    weight: Weight | list[WeightFile] = Field(
        Decimal(1), description="Weight in the score; or a list of weights with dates."
    )
    missing: Missing = Field(
        Missing.LEAVE_OUT, description="A quarter without a figure: leave_out of the score, or score_zero."
    )
    owner: str = Field("", description="Who answers for it.")
    due: Days | None = Field(None, description="Days after a quarter's end when its value is due.")
    source: Text = Field("", description="Where its rows come from; printed on the slide.")
    sharing: Literal["never"] | FromTier = Field(
        "never", description="Who may see it: never, or {from_tier: 2}; never unless said."
    )
    terms: str = Field("", description="Name of the terms of use that it stands under; see terms in reviewgen.yml.")


class CatalogueFile(Strict):
    """kpis.yml: the catalogue and the sharing policy."""

    kpis: list[KpiFile] = Field(min_length=1, description="All KPIs, in the order of the slides.")


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Named = Literal["end", "start"]


class FiscalWeeksFile(Strict):
    """A fiscal year of 52 or 53 weeks."""

    pattern: Literal["4-4-5", "4-5-4", "5-4-4"] = Field(description="Weeks of the three months of a quarter.")
    ends_on: Weekday = Field("saturday", description="Day on which weeks and years end.")
    year_end: Literal["last", "nearest"] = Field(
        "last", description="The year ends on the last such day of its last month, or on the one nearest to its end."
    )


class OverrideFile(Strict):
    """Another sharing of a KPI for one account, and why."""

    sharing: Literal["never"] | FromTier = Field(description="Who may see it at this account.")
    reason: str = Field(min_length=3, description="Why; printed in our own deck.")


class AccountFile(Strict):
    """accounts/*.yml: one key account."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", description="Its short name; names the files.")
    name: str = Field(min_length=1, description="Its name on the slides.")
    keys: list[str] = Field(default_factory=list, description="Further names that it has in the rows.")
    tier: Whole = Field(ge=1, le=4, description="Maturity of the relationship: 1 shares little, 4 nearly all.")
    locale: str = Field("", description="Language of its decks, such as fr; default the house's.")
    manager: str = Field("", description="Key account manager.")
    review_on: Day | None = Field(None, description="Day of the review meeting.")
    fiscal_year_start: Month | None = Field(
        None, description="Month in which the account's own fiscal year starts; default as ours."
    )
    fiscal_weeks: FiscalWeeksFile | None = Field(
        None, description="Weeks of the account's own fiscal year; default as ours unless it starts in a month it says."
    )
    fiscal_year_named: Named | None = Field(
        None, description="Whether its fiscal year bears the year of its end or of its start; default as ours."
    )
    goals: dict[str, GoalFile | list[GoalFile]] = Field(
        default_factory=dict, description="Own goals by KPI id, instead of the catalogue's."
    )
    sharing: dict[str, OverrideFile] = Field(
        default_factory=dict, description="KPI id: another sharing than the catalogue's, with its reason."
    )


class PerspectiveFile(Strict):
    """A perspective of the scorecard."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Its name in kpis.yml.")
    label: Text = Field(description="What the slides call it.")


TABLE_NAMES = ("observations", "projects", "milestones", "contacts", "touchpoints", "actions", "comments")
Source = str | TableFile | list[str | TableFile]


class TablesFile(Strict):
    """Where the rows lie: a path, a file with its sheet, or a list of those."""

    observations: Source | None = Field(None, description="Values of KPIs; may be left out where rows give them all.")
    projects: Source | None = Field(None, description="Joint projects.")
    milestones: Source | None = Field(None, description="Steps of projects.")
    contacts: Source | None = Field(None, description="People at the account.")
    touchpoints: Source | None = Field(None, description="Meetings and calls.")
    actions: Source | None = Field(None, description="What was promised.")
    comments: Source | None = Field(None, description="What people say of KPIs and of the review.")


class ProfitFile(Strict):
    """The rows by segment from which the effects of price, volume and mix are worked out."""

    sales: str = Field(min_length=1, description="Name of the rows of sales, with segments.")
    volume: str = Field(min_length=1, description="Name of the rows of volume, with the same segments.")


class SettingsFile(Strict):
    """reviewgen.yml: the house."""

    company: str = Field(min_length=1, description="Our own name on the slides.")
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$", description="ISO 4217 code, such as EUR.")
    locale: str = Field("en", description="Language of our own decks.")
    fiscal_year_start: Month = Field(1, description="Month in which the fiscal year starts.")
    fiscal_weeks: FiscalWeeksFile | None = Field(
        None, description="For fiscal years of 52 or 53 weeks: {pattern: 4-4-5, ends_on: saturday, year_end: last}."
    )
    fiscal_year_named: Named = Field("end", description="Whether FY26 is the year that ends in 2026, or starts then.")
    as_of: Day | None = Field(None, description="Day on which the data was cut.")
    theme: str = Field("default", description="Name of a theme.")
    perspectives: list[PerspectiveFile] = Field(default_factory=list, description="Default: the usual five.")
    tables: TablesFile = Field(default_factory=TablesFile, description="Where the rows lie.")
    rows: dict[str, RowsFile] = Field(
        default_factory=dict,
        description="Raw rows by a name of yours, such as order lines, and what is counted of them.",
    )
    price_volume_mix: ProfitFile | None = Field(
        None, description="What the effects of price, volume and mix are worked out of, for our own deck."
    )
    terms: dict[str, TermsFile] = Field(
        default_factory=dict, description="Terms of use by a name of yours; KPIs and sources name theirs."
    )
    sharing: dict[Content, Annotated[Whole, Field(ge=1, le=4)] | Literal["never"]] = Field(
        default_factory=dict,
        description="First tier that sees a kind of content: comments, actions, projects, outlook, client_actual,"
        " market, competitors; default as each of them says itself.",
    )
    databases: dict[str, DatabaseFile] = Field(default_factory=dict, description="Databases by a name of yours.")


SCHEMAS: Mapping[str, type[BaseModel]] = {"reviewgen": SettingsFile, "kpis": CatalogueFile, "account": AccountFile}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file: "reviewgen", "kpis" or "account"."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[name].model_json_schema()}
