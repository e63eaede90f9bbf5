-- The fiscal calendar as tables. A month is a number n: 12 to each fiscal year, which is numbered by the calendar year
-- that it starts in; 3 months are a quarter. Weeks are numbered in a row, so that every period is a range of weeks
-- [k0, k1) and a range of months [m0, m1); an ISO week counts in the month of its Thursday.
CREATE TABLE setting (
    first_month int, pattern int[], ends_on int, anchor text, named text, from_year int, to_year int
);
CREATE TABLE month (n int PRIMARY KEY, named date, start date, stop date);
CREATE TABLE week (k int PRIMARY KEY, n int, start date, name text);
CREATE TABLE period (name text PRIMARY KEY, grain text, m0 int, m1 int, k0 int, k1 int, days int);

CREATE FUNCTION year_opens(nominal date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN pattern IS NULL THEN nominal
                ELSE latest + 1 - ((extract(isodow FROM latest)::int - ends_on + 7) % 7) END
    FROM setting, LATERAL (SELECT nominal - 1 + CASE anchor WHEN 'nearest' THEN 3 ELSE 0 END AS latest) AS l
$$;

CREATE FUNCTION fiscal_name(n int) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN first_month = 1 AND pattern IS NULL THEN (n / 12)::text
           ELSE 'FY' || to_char((n / 12 + (first_month > 1 AND named = 'end')::int) % 100, 'FM00') END
    FROM setting
$$;

CREATE PROCEDURE make_calendar() LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE month, week, period;
    INSERT INTO month
    SELECT y * 12 + p, nominal,
           CASE WHEN pattern IS NULL THEN nominal
                ELSE year_opens(opens) + 7 * (13 * (p / 3) + CASE p % 3 WHEN 0 THEN 0 WHEN 1 THEN pattern[1]
                                              ELSE pattern[1] + pattern[2] END) END
    FROM setting, generate_series(from_year, to_year) AS y, generate_series(0, 11) AS p,
         LATERAL (SELECT make_date(y, first_month, 1) AS opens) AS o,
         LATERAL (SELECT (opens + p * interval '1 month')::date AS nominal) AS m;
    UPDATE month SET stop = coalesce((SELECT later.start FROM month AS later WHERE later.n = month.n + 1),
                                     (month.start + interval '1 month')::date);
    DELETE FROM month USING setting WHERE n / 12 = to_year; -- its last month has no end yet
    INSERT INTO week
    SELECT row_number() OVER (ORDER BY day) - 1, n, day,
           CASE WHEN pattern IS NULL THEN to_char(day, 'IYYY"-W"IW')
                ELSE fiscal_name(n) || '-W' || to_char(row_number() OVER (PARTITION BY n / 12 ORDER BY day), 'FM00') END
    FROM setting CROSS JOIN (SELECT min(start) AS low, max(stop) AS high FROM month) AS span
         CROSS JOIN LATERAL (SELECT d::date AS day FROM generate_series(
             CASE WHEN pattern IS NULL THEN date_trunc('week', low) ELSE low END, high, interval '7 days') AS d) AS days
    JOIN month ON CASE WHEN pattern IS NULL THEN day + 3 ELSE day END >= month.start
              AND CASE WHEN pattern IS NULL THEN day + 3 ELSE day END < month.stop;
    INSERT INTO period
    SELECT name, grain, min(n), max(n) + 1, min(k0), max(k1), sum(days)
    FROM (SELECT month.n, stop - month.start AS days, min(k) AS k0, max(k) + 1 AS k1
          FROM month JOIN week USING (n) GROUP BY month.n) AS whole
         JOIN (SELECT n, 'month' AS grain, to_char(month.named, 'YYYY-MM') AS name FROM month
               UNION ALL SELECT n, 'quarter', fiscal_name(n) || '-Q' || (n % 12 / 3 + 1) FROM month
               UNION ALL SELECT n, 'year', fiscal_name(n) FROM month) AS called USING (n)
    GROUP BY name, grain;
    INSERT INTO period SELECT name, 'week', n, n, k, k + 1, 7 FROM week;
END $$;
