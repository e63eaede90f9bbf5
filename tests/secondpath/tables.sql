-- What a workspace says, as it was written: its rows with the texts of their periods, its catalogue and its goals.
CREATE TABLE raw (account text, kpi text, period text, value numeric, scenario text, segment text, site text);
CREATE TABLE account (id text PRIMARY KEY);
CREATE TABLE kpi (
    id text PRIMARY KEY, perspective text, rollup text, direction text, across boolean, weight_by text,
    shape text, base text, fewest numeric, phasing text, parts numeric[], missing text, stage int
);
-- What a calculated KPI is worked out from, in the order of its formula; `how` of rows that are no KPI, else 'kpi'.
CREATE TABLE part (kpi text, slot text, name text, how text, shift text);
CREATE TABLE goal_said (
    account text, kpi text, since date, target numeric, red_flag numeric, stretch numeric,
    low numeric, high numeric, annual numeric, sla numeric
);
CREATE TABLE weight_said (kpi text, since date, weight numeric);

-- Division to 60 places; a quotient of numeric has as many places as its operand.
CREATE FUNCTION over(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN b <> 0 THEN round(a, 60) / b END
$$;
