"""The workspace as the user wrote it: what is read, and every complaint with its place and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reviewgen.errors import UsageError
from reviewgen.model import NEVER, Sharing
from reviewgen.workspace import find
from tests.workspace.folders import ACCOUNT, CATALOGUE, SETTINGS, complaints, loaded, write


def test_a_good_workspace_is_read_whole(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    sales, otif = found.kpis
    assert found.company.currency == "EUR"
    assert found.as_of == date(2026, 10, 12)
    assert (sales.sharing, otif.sharing) == (Sharing(1), NEVER)
    assert sales.goals[0].target == Decimal(300)
    assert [(goal.since, goal.target) for goal in otif.goals] == [
        (date(2025, 1, 1), Decimal(95)),
        (date(2026, 1, 1), Decimal("96.5")),
    ]
    assert otif.label == {"en": "OTIF", "fr": "Taux de service"}
    assert found.accounts[0].account.keys == ("acme", "Acme SA", "0042")
    assert found.accounts[0].account.locale == "fr"
    assert str(sales.place) == "kpis.yml:2:5"


def test_sharing_is_never_unless_said(tmp_path: Path) -> None:
    for written in ("", "    sharing: never\n"):
        catalogue = CATALOGUE.replace("    sharing: {from_tier: 1}\n", written)
        assert loaded(tmp_path, {"kpis.yml": catalogue}).kpis[0].sharing == NEVER


@pytest.mark.parametrize(
    "written",
    ["client", "1", "true", "{from_tier: true}", "{from_tier: 0}", "{from_tier: 5}", "{from_tier: '1'}", "{}"],
)
def test_what_is_no_sharing_is_refused_and_never_taken_for_one(written: str, tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("{from_tier: 1}", written)
    (told,) = complaints(tmp_path, {"kpis.yml": catalogue})
    assert told.startswith("kpis.yml:7:")


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("target: 300", "target: 0.1000000000000000000000000000001")
    found = loaded(tmp_path, {"kpis.yml": catalogue})
    assert str(found.kpis[0].goals[0].target) == "0.1000000000000000000000000000001"


def test_goals_of_an_account_are_its_own(tmp_path: Path) -> None:
    account = ACCOUNT + "goals:\n  net_sales: {target: 010}\n  otif:\n    - {since: 2026-04, target: 97}\n"
    goals = loaded(tmp_path, {"accounts/acme.yml": account}).accounts[0].goals
    assert goals["net_sales"][0].target == 10
    assert goals["otif"][0].since == date(2026, 4, 1)


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, {"reviewgen.yml": b"\xef\xbb\xbf" + SETTINGS.encode()}).company.name == "Maison"


def test_the_locale_of_an_account_defaults_to_the_house(tmp_path: Path) -> None:
    files = {"reviewgen.yml": SETTINGS + "locale: en-GB\n", "accounts/acme.yml": ACCOUNT.replace("locale: fr\n", "")}
    assert loaded(tmp_path, files).accounts[0].account.locale == "en_GB"


PERSPECTIVES = "perspectives:\n  - {id: finance, label: {en: Money, fr: Argent}}\n  - {id: logistics, label: Lorries}\n"


def test_perspectives_may_be_the_own_ones(tmp_path: Path) -> None:
    found = loaded(tmp_path, {"reviewgen.yml": SETTINGS + PERSPECTIVES})
    assert [(one.id, one.label) for one in found.perspectives] == [
        ("finance", {"en": "Money", "fr": "Argent"}),
        ("logistics", {"": "Lorries"}),
    ]


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("id: logistics", "id: finance", 'reviewgen.yml:7:10: perspective "finance" stands twice Remove one of them.'),
        ("label: Lorries", "label: ''", "reviewgen.yml:7:28: label is blank"),
        ("id: logistics", "id: lorries", 'kpis.yml:10:18: no perspective "logistics" known: finance, lorries'),
        ("id: finance", "id: Finance", 'reviewgen.yml:6:10: id: "Finance" does not have the form'),
    ],
)
def test_a_mistake_in_the_perspectives_is_told_once(good: str, bad: str, told: str, tmp_path: Path) -> None:
    lines = complaints(tmp_path, {"reviewgen.yml": SETTINGS + PERSPECTIVES.replace(good, bad)})
    assert any(told in line for line in lines), lines
    assert len(lines) <= 2


SPOILT = [
    (
        "kpis.yml",
        "numerator: lines_on_time",
        "numerator: otif",
        'numerator "otif" is a ratio itself Name rows that add up',
    ),
    (
        "accounts/acme.yml",
        "locale: fr",
        "goals: {otif: [{target: 1}, {target: 2}]}",
        "two goals hold from the same date on",
    ),
    ("kpis.yml", "unit: currency", "unit: curency", 'kpis.yml:5:11: "curency" is no unit did you mean "currency"?'),
    ("kpis.yml", "target: 300", "tresh: 1", 'kpis.yml:6:5: unknown key "tresh"'),
    ("kpis.yml", "target: 300", "red_flg: 1", 'kpis.yml:6:5: unknown key "red_flg" did you mean "red_flag"?'),
    ("kpis.yml", "from_tier", "from_teir", 'kpis.yml:7:15: unknown key "from_teir" did you mean "from_tier"?'),
    ("kpis.yml", "perspective: finance", "perspective: fin", 'kpis.yml:4:18: no perspective "fin"'),
    ("kpis.yml", "perspective: finance", "perspective: finanze", 'did you mean "finance"?'),
    ("kpis.yml", "target: 300", 'target: "300"', 'kpis.yml:6:13: target: "300" is a text, not a number Remove'),
    ("kpis.yml", "target: 300", "target: 1e999", "kpis.yml:6:13: target: 1e999 is not a number that a review can hold"),
    ("kpis.yml", "target: 300", "target: .nan", 'kpis.yml:6:13: target: ".nan" is not a number'),
    ("kpis.yml", "target: 300", "target: 1_000", 'kpis.yml:6:13: target: "1_000" is not a number'),
    ("kpis.yml", "target: 300", "target: " + "9" * 5000, "is not a number that a review can hold"),
    ("kpis.yml", "target: 300", "target: true", "kpis.yml:6:13: target: true is not a number"),
    ("kpis.yml", "target: 300", "weight:", "kpis.yml:6:12: weight is blank Fill it in, or remove the line."),
    ("kpis.yml", "target: 300", "goals: []\n    low: 3", "kpis.yml:7:5: low is of use to a band only"),
    ("kpis.yml", "target: 300", "direction: band\n    target: 3", "kpis.yml:7:5: a band needs low and high"),
    ("kpis.yml", "target: 300", "direction: band\n    low: 5\n    high: 3", "low 5 does not lie below high 3"),
    ("kpis.yml", "target: 300", "target: 5\n    red_flag: 6", "kpis.yml:7:15: red_flag 6 is better than target 5"),
    ("kpis.yml", "target: 300", "target: 5\n    stretch: 4", "kpis.yml:7:14: stretch 4 is worse than target 5"),
    ("kpis.yml", "target: 300", "numerator: x", "kpis.yml:6:5: numerator is of use to a ratio only"),
    ("kpis.yml", "target: 300", "decimals: 1.5", "kpis.yml:6:15: decimals: 1.5 is not a whole number"),
    ("kpis.yml", "target: 300", "scale: true", "kpis.yml:6:12: scale: true is no scale; write k, M, bn or 1"),
    ("kpis.yml", "target: 300", "scale: m", 'kpis.yml:6:12: "m" is no scale'),
    ("kpis.yml", "target: 300", "weight: -1", "kpis.yml:6:13: weight: -1 is less than 0"),
    ("kpis.yml", "label: Net sales", "label: ' '", "kpis.yml:3:12: label is blank"),
    ("kpis.yml", "label: Net sales", "label: 12", "kpis.yml:3:12: label: 12 is not a text Put it in quotes: '12'"),
    ("kpis.yml", "fr: Taux", "french: Taux", 'kpis.yml:9:23: "french" is no language'),
    ("kpis.yml", "    numerator: lines_on_time\n", "", 'kpis.yml:12:13: ratio "otif" lacks its parts'),
    ("kpis.yml", "since: 2026-01", "since: 2026-1", 'kpis.yml:17:17: since: "2026-1" is not a month; write 2026-01'),
    ("kpis.yml", "since: 2026-01", "since: 2025-01", "kpis.yml:17:17: two goals hold from the same date on"),
    ("kpis.yml", "    goals:\n", "    target: 4\n    goals:\n", "kpis.yml:15:5: target stands beside goals"),
    ("kpis.yml", "id: otif", "id: net_sales", 'kpis.yml:8:9: KPI "net_sales" stands twice First in line 2'),
    ("kpis.yml", "{from_tier: 1}", "{from_tier: 1, scenarios: [competitor]}", 'did you mean "competitors"?'),
    ("reviewgen.yml", "company: Maison", "company:", "reviewgen.yml:1:9: company is blank"),
    ("reviewgen.yml", "company: Maison", "company: ''", "reviewgen.yml:1:10: company: the text is blank"),
    ("reviewgen.yml", "company: Maison", "compny: Maison", 'reviewgen.yml:1:1: unknown key "compny" did you mean'),
    ("reviewgen.yml", "company: Maison\n", "", 'reviewgen.yml:1:1: "company" is missing'),
    ("reviewgen.yml", "2026-10-12", "20261012", "reviewgen.yml:2:8: as_of: 20261012 is not a date; write 2026-10-12"),
    ("reviewgen.yml", "2026-10-12", "2026-02-30", 'as_of: "2026-02-30" is not a date'),
    ("reviewgen.yml", "as_of: 2026-10-12", "currency: EUX", 'reviewgen.yml:2:11: "EUX" is no currency did you mean'),
    ("reviewgen.yml", "as_of: 2026-10-12", "locale: xx", 'reviewgen.yml:2:9: "xx" is no language'),
    ("reviewgen.yml", "as_of: 2026-10-12", "fiscal_year_start: 13", "fiscal_year_start: 13 is more than 12"),
    ("reviewgen.yml", "as_of: 2026-10-12", "fiscal_year_start: true", "true is not a whole number"),
    ("reviewgen.yml", "  observations:", "  observatons:", 'unknown key "observatons" did you mean "observations"?'),
    ("accounts/acme.yml", "id: acme", "id: ../acme", 'accounts/acme.yml:1:5: id: "../acme" does not have the form'),
    ("accounts/acme.yml", "id: acme", "id: .acme", 'id: ".acme" does not have the form'),
    ("accounts/acme.yml", "id: acme", 'id: "a/b"', 'id: "a/b" does not have the form'),
    ("accounts/acme.yml", "id: acme", 'id: "a\\n"', "does not have the form"),
    ("accounts/acme.yml", "id: acme", 'id: "a\\0"', "the text holds the control character U+0000"),
    ("accounts/acme.yml", "id: acme", f"id: {'a' * 61}", "does not have the form"),
    ("accounts/acme.yml", "id: acme", "id: 0042", "id: 0042 is not a text Put it in quotes: '0042'"),
    ("accounts/acme.yml", "keys: ['0042']", "keys: [0042]", "accounts/acme.yml:3:8: keys: 0042 is not a text"),
    ("accounts/acme.yml", "keys: ['0042']", "keys: [' ']", "accounts/acme.yml:3:8: keys: the name is blank"),
    ("accounts/acme.yml", "keys: ['0042']", "keys: acme", 'accounts/acme.yml:3:7: keys: "acme" is not a list'),
    ("accounts/acme.yml", "tier: 2", "tier: true", "accounts/acme.yml:4:7: tier: true is not a whole number"),
    ("accounts/acme.yml", "tier: 2", "tier: 5", "accounts/acme.yml:4:7: tier: 5 is more than 4"),
    (
        "accounts/acme.yml",
        "locale: fr",
        "goals: {otiff: {target: 1}}",
        'accounts/acme.yml:5:9: no KPI "otiff" did you mean',
    ),
    (
        "accounts/acme.yml",
        "locale: fr",
        "goals: {otif: {target: 1, red_flag: 2}}",
        "red_flag 2 is better than target 1",
    ),
    (
        "accounts/acme.yml",
        "locale: fr",
        "goals: {otif: 95}",
        "accounts/acme.yml:5:15: otif: 95 is not what belongs here",
    ),
    ("accounts/acme.yml", "locale: fr", "review_on: 0", "review_on: 0 is not a date"),
]
SOURCES = {"reviewgen.yml": SETTINGS, "kpis.yml": CATALOGUE, "accounts/acme.yml": ACCOUNT}


@pytest.mark.parametrize(("file", "good", "bad", "told"), SPOILT, ids=[f"{one[0]}: {one[2][:40]!r}" for one in SPOILT])
def test_a_mistake_is_told_once_at_its_place_with_what_to_do(
    file: str, good: str, bad: str, told: str, tmp_path: Path
) -> None:
    assert SOURCES[file].count(good) >= 1
    spoilt = SOURCES[file].replace(good, bad, 1)
    (complaint,) = complaints(tmp_path, {file: spoilt})
    assert told in complaint


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "reviewgen.yml": SETTINGS.replace("2026-10-12", "soon") + "currency: EUX\n",
        "kpis.yml": CATALOGUE.replace("currency", "money").replace("logistics", "logistic").replace("96.5", "ten"),
        "accounts/acme.yml": ACCOUNT.replace("tier: 2", "tier: 9") + "goals: {otiff: {}}\n",
        "accounts/other.yml": "id: other\nname: ACME sa\ntier: 1\nlocale: zz\n",
    }
    told = complaints(tmp_path, files)
    places = [line.split(": ")[0] for line in told]
    assert places == [
        "accounts/acme.yml:4:7",
        "accounts/acme.yml:6:9",
        "accounts/other.yml:2:7",
        "accounts/other.yml:4:9",
        "kpis.yml:5:11",
        "kpis.yml:10:18",
        "kpis.yml:17:34",
        "reviewgen.yml:2:8",
        "reviewgen.yml:5:11",
    ]


def test_a_bad_entry_does_not_hide_the_mistakes_of_the_next(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("unit: currency", "unit: money").replace("logistics", "logistic")
    assert len(complaints(tmp_path, {"kpis.yml": catalogue})) == 2


def test_two_accounts_may_not_share_a_name(tmp_path: Path) -> None:
    told = complaints(tmp_path, {"accounts/b.yml": "id: b\nname: Bee\nkeys: ['ACME SA']\ntier: 1\n"})
    assert len(told) == 1
    assert told[0].startswith('accounts/b.yml:3:8: "ACME SA" names account acme as well See accounts/acme.yml.')


def test_two_accounts_may_not_share_an_id_that_differs_by_capitals(tmp_path: Path) -> None:
    (told,) = complaints(tmp_path, {"accounts/b.yml": "id: ACME\nname: Bee\ntier: 1\n"})
    assert told.startswith('accounts/b.yml:1:5: account "ACME" stands twice Also in accounts/acme.yml')


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"kpis.yml": None}, "kpis.yml: the file is missing `reviewgen init DIR`"),
        ({"accounts/acme.yml": None}, "accounts/: there is no account Add accounts/NAME.yml"),
        ({"kpis.yml": ""}, "kpis.yml:1: the file is empty"),
        ({"kpis.yml": "# nothing yet\n"}, "kpis.yml:1: the file is empty"),
        ({"kpis.yml": "- a\n- b\n"}, "kpis.yml:1:1: the file holds no keys"),
        ({"kpis.yml": "kpis: []\n"}, "kpis.yml:1:7: kpis: the list is empty"),
        ({"kpis.yml": "kpis:\n"}, "kpis.yml:1:6: kpis is blank"),
        ({"kpis.yml": CATALOGUE.replace("OTIF", "Été").encode("cp1252")}, "kpis.yml:9: the file is not UTF-8 text"),
        ({"kpis.yml": CATALOGUE.encode("utf-16")}, "kpis.yml:1: the file is not UTF-8 text Save it as UTF-8."),
        ({"kpis.yml": b"#" * (5 * 1024 * 1024 + 1)}, "kpis.yml: the file is over 5 MiB"),
    ],
    ids=["missing", "no account", "empty", "comment", "list", "no kpis", "blank", "cp1252", "utf-16", "huge"],
)
def test_a_file_that_cannot_be_used_says_why(files: dict[str, str | bytes | None], told: str, tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, files)
    assert complaint.startswith(told)


def test_a_folder_in_place_of_a_file_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "kpis.yml").mkdir()
    assert complaints(tmp_path, {"kpis.yml": None})[0].startswith("kpis.yml: the file is missing")


def test_a_workspace_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    assert find(write(tmp_path) / "data") == tmp_path.resolve()


def test_where_there_is_no_workspace_the_way_to_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find(tmp_path / "nowhere")
    assert "reviewgen init" in caught.value.hint
