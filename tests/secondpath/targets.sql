-- What a quarter is held against, and what the quarters of a stretch are together.
CREATE TABLE valid (
    account text, kpi text, m int, target numeric, red_flag numeric, stretch numeric, low numeric, high numeric,
    annual numeric, sla numeric, PRIMARY KEY (kpi, account, m)
);
CREATE TABLE weighs (kpi text, m int, weight numeric, PRIMARY KEY (kpi, m));
CREATE TABLE by_rows (account text, kpi text, w int, value numeric, whole boolean);
CREATE TABLE year_share (account text, kpi text, m int, part numeric, whole numeric);
CREATE TABLE goal (
    account text, kpi text, m int, target numeric, red_flag numeric, stretch numeric, low numeric, high numeric,
    sla numeric, from_rows boolean, PRIMARY KEY (kpi, account, m)
);
CREATE TABLE to_date (account text, kpi text, w int, value numeric);

-- The goal and the weight of the latest date that is not after the first day of the month by its name.
CREATE PROCEDURE make_valid() LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE valid, weighs;
    INSERT INTO valid
    SELECT DISTINCT ON (kpi.id, account.id, n) account.id, kpi.id, n, target, red_flag, stretch, low, high, annual, sla
    FROM kpi CROSS JOIN account
         CROSS JOIN LATERAL (SELECT max(own.account) AS whose FROM goal_said AS own
                             WHERE own.kpi = kpi.id AND own.account IN ('', account.id)) AS o
         JOIN month ON n BETWEEN (SELECT min(m0) FROM stretch) AND (SELECT max(m1) FROM stretch)
         LEFT JOIN goal_said AS g ON (g.kpi, g.account) = (kpi.id, whose)
              AND coalesce(g.since, '-infinity') <= month.named
    ORDER BY kpi.id, account.id, n, coalesce(g.since, '-infinity') DESC;
    INSERT INTO weighs
    SELECT DISTINCT ON (kpi, n) kpi, n, weight
    FROM weight_said JOIN month ON n BETWEEN (SELECT min(m0) FROM stretch) AND (SELECT max(m1) FROM stretch)
    ORDER BY kpi, n, coalesce(since, '-infinity') > named,
             CASE WHEN coalesce(since, '-infinity') <= named THEN since END DESC NULLS LAST, since;
END $$;

-- Target rows: rolled up as the values are; of a KPI that is worked out, else the last level stated for itself.
CREATE PROCEDURE make_by_rows() LANGUAGE sql AS $$
    TRUNCATE by_rows;
    INSERT INTO by_rows
    SELECT account, name, w, value, held = expected FROM (
        SELECT DISTINCT ON (account, name, w) * FROM fig
        WHERE scenario = 'target' AND how IN ('kpi', 'level') AND value IS NOT NULL
        ORDER BY account, name, w, how = 'level'
    ) AS f;
$$;

-- The share of the year that each month bears.
CREATE PROCEDURE make_shares() LANGUAGE sql AS $$
    TRUNCATE year_share;
    INSERT INTO year_share
    WITH weeks AS (
        SELECT month.n, count(*) AS own, sum(count(*)) OVER (PARTITION BY month.n / 12) AS year
        FROM month JOIN week USING (n) GROUP BY month.n
    ), past AS ( -- what is whole and without a gap
        SELECT account, name AS kpi, m0, m1, value FROM fig JOIN stretch USING (w) JOIN kpi ON kpi.id = name
        WHERE scenario = 'actual' AND how = 'kpi' AND value IS NOT NULL AND held = expected AND phasing = 'last_year'
    ), last_year AS (
        SELECT account, kpi, n, CASE WHEN months = 3 THEN one ELSE quarter END AS part,
               CASE WHEN months = 3 THEN year ELSE 3 * year END AS whole
        FROM (SELECT account, kpi, month.n, max(value) FILTER (WHERE m1 - m0 = 12) AS year,
                     max(value) FILTER (WHERE m1 - m0 = 3) AS quarter,
                     max(value) FILTER (WHERE m1 = m0 + 1 AND m0 = month.n - 12) AS one,
                     count(*) FILTER (WHERE m1 = m0 + 1) AS months
              FROM month JOIN past ON m1 - m0 = 12 AND m0 = month.n / 12 * 12 - 12
                   OR m1 - m0 <= 3 AND m0 >= month.n / 3 * 3 - 12 AND m1 <= month.n / 3 * 3 - 9
              GROUP BY account, kpi, month.n) AS found
        WHERE year <> 0 AND quarter IS NOT NULL
    )
    SELECT account.id, kpi.id, month.n,
           CASE WHEN phasing = 'last_year' THEN l.part WHEN array_length(parts, 1) = 4 THEN parts[month.n % 12 / 3 + 1]
                WHEN array_length(parts, 1) = 12 THEN parts[month.n % 12 + 1]
                WHEN pattern IS NOT NULL THEN weeks.own ELSE 1 END,
           CASE WHEN phasing = 'last_year' THEN l.whole WHEN array_length(parts, 1) = 4 THEN 300
                WHEN array_length(parts, 1) = 12 THEN 100 WHEN pattern IS NOT NULL THEN weeks.year ELSE 12 END
    FROM setting CROSS JOIN month JOIN weeks USING (n) CROSS JOIN kpi CROSS JOIN account
         LEFT JOIN last_year AS l ON (l.account, l.kpi, l.n) = (account.id, kpi.id, month.n)
    WHERE kpi.rollup = 'sum';
$$;

-- The first that is there: the catalogue's target, target rows without a gap, the year's target spread over the months,
-- the level of the contract. Thresholds that nobody set lie a tenth of the target away, or at the contract.
CREATE PROCEDURE make_goals() LANGUAGE sql AS $$
    TRUNCATE goal;
    INSERT INTO goal
    WITH of_year AS ( -- a row of the whole year is spread where the catalogue says how
        SELECT account, name AS kpi, m0 / 12 AS year, total FROM block
        WHERE scenario = 'target' AND grain = 'year' AND NOT bad
    ), spread AS (
        SELECT v.account, v.kpi, v.m / 3 * 3 AS m, count(coalesce(v.annual, of_year.total)) AS months,
               over(sum(coalesce(v.annual, of_year.total) * part), max(s.whole)) AS target,
               CASE WHEN count(v.red_flag) FILTER (WHERE v.annual IS NOT NULL) = 3
                    THEN over(sum(v.red_flag * part), max(s.whole)) END AS red_flag,
               CASE WHEN count(v.stretch) FILTER (WHERE v.annual IS NOT NULL) = 3
                    THEN over(sum(v.stretch * part), max(s.whole)) END AS stretch
        FROM valid AS v JOIN kpi ON kpi.id = v.kpi
             JOIN year_share AS s ON (s.account, s.kpi, s.m) = (v.account, v.kpi, v.m) AND part IS NOT NULL
             LEFT JOIN of_year ON (of_year.account, of_year.kpi, of_year.year) = (v.account, v.kpi, v.m / 12)
                  AND (kpi.phasing IS NOT NULL OR parts IS NOT NULL)
        GROUP BY v.account, v.kpi, v.m / 3
    ), told AS (
        SELECT v.*, direction, r.value IS NOT NULL AND v.target IS NULL AS from_rows,
               CASE WHEN v.target IS NOT NULL THEN 'catalogue' WHEN r.value IS NOT NULL THEN 'rows'
                    WHEN s.months = 3 THEN 'year' WHEN v.sla IS NOT NULL THEN 'contract' END AS source,
               r.value AS of_rows, s.target AS year_target, s.red_flag AS year_red, s.stretch AS year_stretch
        FROM valid AS v JOIN kpi ON kpi.id = v.kpi JOIN stretch ON stretch.m0 = v.m AND quarters = 1
             LEFT JOIN by_rows AS r ON (r.account, r.kpi, r.w) = (v.account, v.kpi, stretch.w) AND r.whole
             LEFT JOIN spread AS s ON (s.account, s.kpi, s.m) = (v.account, v.kpi, v.m)
    ), chosen AS (
        SELECT account, kpi, m, CASE direction WHEN 'higher' THEN 1 ELSE -1 END AS up, sla, from_rows,
               CASE source WHEN 'catalogue' THEN target WHEN 'rows' THEN of_rows
                    WHEN 'year' THEN year_target ELSE sla END AS target,
               CASE WHEN source = 'year' THEN year_red
                    WHEN source <> 'rows' OR annual IS NULL THEN red_flag END AS red,
               CASE WHEN source = 'year' THEN year_stretch
                    WHEN source <> 'rows' OR annual IS NULL THEN stretch END AS far
        FROM told WHERE direction <> 'band' AND source IS NOT NULL
    ), flagged AS (
        SELECT *, coalesce(red, CASE WHEN up * (target - sla) > 0 THEN sla END,
                           target - up * abs(target) * 0.1) AS flag
        FROM chosen
    )
    SELECT account, kpi, m, target, flag, coalesce(far, 2 * target - flag), NULL, NULL, sla, from_rows FROM flagged
    UNION ALL
    SELECT account, kpi, m, (low + high) / 2, high + (high - low) / 2, (low + high) / 2, low, high, NULL, false
    FROM told WHERE direction = 'band' AND low IS NOT NULL AND high IS NOT NULL;
$$;

-- The goals of the quarters of a stretch, together as the values are; where all of them are rows, those rows.
CREATE PROCEDURE make_to_date() LANGUAGE sql AS $$
    TRUNCATE to_date;
    INSERT INTO to_date
    SELECT g.account, g.kpi, w,
           CASE WHEN bool_and(from_rows) THEN (SELECT value FROM by_rows AS r WHERE r.whole
                                               AND (r.account, r.kpi, r.w) = (g.account, g.kpi, stretch.w))
                WHEN rollup = 'sum' THEN sum(target)
                WHEN rollup IN ('mean', 'weighted_mean') THEN over(sum(target), count(*))
                ELSE (array_agg(target ORDER BY m DESC))[1] END
    FROM stretch JOIN goal AS g ON g.m >= m0 AND g.m < m1 JOIN kpi ON kpi.id = g.kpi
    WHERE quarters > 0 GROUP BY g.account, g.kpi, w, quarters, rollup HAVING count(*) = quarters;
$$;
