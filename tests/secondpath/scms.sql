-- The KPIs' rows of a history of deliveries, straight from its lines: totals by country and month of delivery.
CREATE FUNCTION pg_temp.amount(said text) RETURNS numeric LANGUAGE sql AS $$
    SELECT CASE WHEN said ~ '^[0-9]+(\.[0-9]+)?$' THEN said::numeric END
$$;
-- 11/13/06 is the 13th of November; a spreadsheet made 2012-01-06 of 12/1/06, the 1st of December.
CREATE FUNCTION pg_temp.sent(said text) RETURNS date LANGUAGE sql AS $$
    SELECT CASE WHEN said ~ '^\d+/\d+/\d\d$' THEN to_date(said, 'MM/DD/YY')
                WHEN said ~ '^20\d\d-\d\d-\d\d$' THEN to_date(substr(said, 3), 'MM-DD-YY') END
$$;

WITH line AS (
    SELECT country, to_date(delivered, 'DD-Mon-YY') AS delivered, to_date(scheduled, 'DD-Mon-YY') AS scheduled,
           pg_temp.sent(ordered) AS ordered, value::numeric AS value, product_group, pg_temp.amount(freight) AS freight,
           pg_temp.amount(weight) AS weight, nullif(insurance, '')::numeric AS insurance
    FROM delivery
), total AS (
    SELECT country, to_char(delivered, 'YYYY-MM') AS month, count(*) AS lines,
           count(*) FILTER (WHERE delivered <= scheduled) AS on_time_lines, sum(delivered - scheduled) AS days_off,
           sum(value) AS delivered_value, sum(CASE product_group WHEN 'ARV' THEN value ELSE 0 END) AS arv_value,
           nullif(count(ordered), 0) AS lead_lines, sum(delivered - ordered) AS lead_days, sum(freight) AS freight,
           sum(value) FILTER (WHERE freight IS NOT NULL) AS freighted_value,
           sum(freight) FILTER (WHERE weight IS NOT NULL) AS weighed_freight,
           sum(weight) FILTER (WHERE freight IS NOT NULL) AS weight, sum(insurance) AS insurance
    FROM line GROUP BY country, month
)
INSERT INTO raw (account, kpi, period, value)
SELECT lower(country), kpi, month, v.value
FROM total, LATERAL (VALUES
    ('lines', lines), ('on_time_lines', on_time_lines), ('days_off', days_off), ('delivered_value', delivered_value),
    ('arv_value', arv_value), ('lead_lines', lead_lines), ('lead_days', lead_days), ('freight', freight),
    ('freighted_value', freighted_value), ('weighed_freight', weighed_freight), ('weight', weight),
    ('insurance', insurance)) AS v(kpi, value)
WHERE v.value IS NOT NULL;
