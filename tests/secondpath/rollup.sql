-- Rows to one value per name and window.

-- Every stretch of the calendar that something is worked out over: one to four quarters in a row, and single months.
CREATE TABLE stretch (w serial PRIMARY KEY, m0 int, m1 int, k0 int, k1 int, days int, quarters int, UNIQUE (m0, m1));
-- Rows of one name and period: what makes the whole of it. `bad` where segments and sites disagree.
CREATE TABLE block (
    b serial PRIMARY KEY, account text, scenario text, name text, grain text, m0 int, m1 int, k0 int, k1 int, days int,
    whole boolean, bad boolean, parts int, total numeric, cover text[]
);
CREATE TABLE used (b int, segment text, site text, value numeric);
CREATE TABLE stated (account text, scenario text, name text, period text, segment text, site text, value numeric);
CREATE TABLE inside (w int, b int, account text, scenario text, name text, k0 int, k1 int, whole boolean, bad boolean);
CREATE INDEX ON inside (name, w, account, scenario);
CREATE TABLE pair (
    account text, scenario text, kpi text, m0 int, m1 int, k0 int, k1 int, grain text, num numeric, den numeric
);
CREATE TABLE fig (
    account text, scenario text, name text, how text, w int, value numeric, held int, expected int, grain text,
    reason text, n numeric, PRIMARY KEY (name, how, scenario, account, w)
);

CREATE PROCEDURE make_stretches() LANGUAGE plpgsql AS $$
DECLARE low int; high int;
BEGIN
    TRUNCATE stretch RESTART IDENTITY;
    SELECT min(m0) / 3 - 4, max(m0) / 3 INTO low, high FROM raw JOIN period ON period = period.name;
    INSERT INTO stretch (m0, m1, k0, k1, days, quarters)
    SELECT ends.m0, ends.m1, min(k), max(k) + 1, (max(stop) - min(month.start)), ends.quarters
    FROM (SELECT 3 * q AS m0, 3 * (q + length) AS m1, length AS quarters
          FROM generate_series(low, high + 4) AS q, generate_series(1, 4) AS length
          UNION ALL SELECT m, m + 1, 0 FROM generate_series(3 * low, 3 * high + 2) AS m
          WHERE EXISTS (SELECT FROM kpi WHERE phasing = 'last_year')) AS ends
         JOIN month ON month.n >= ends.m0 AND month.n < ends.m1 JOIN week ON week.n = month.n
    GROUP BY ends.m0, ends.m1, ends.quarters;
END $$;

-- The row without segment and site is the whole; else the segments are, each by its own row or else by its sites;
-- else the sites are. Both segments and sites must say the same.
CREATE PROCEDURE make_blocks() LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE stated, used;
    TRUNCATE block RESTART IDENTITY;
    INSERT INTO stated
    SELECT account, coalesce(scenario, 'actual'), raw.kpi, raw.period, coalesce(segment, ''), coalesce(site, ''), value
    FROM raw JOIN period ON raw.period = period.name JOIN account ON account.id = raw.account
         LEFT JOIN kpi ON kpi.id = raw.kpi
    WHERE NOT (coalesce(kpi.rollup, '') IN ('ratio', 'nps', 'formula') AND grain IN ('week', 'month')
               AND coalesce(scenario, 'actual') <> 'target');
    WITH sorted AS (
        SELECT *, CASE WHEN segment = '' AND site = '' THEN 1 WHEN segment = '' THEN 3
                  WHEN site = '' OR NOT EXISTS (
                      SELECT FROM stated AS own WHERE own.segment = s.segment AND own.site = '' AND own.name = s.name
                      AND own.period = s.period AND own.account = s.account AND own.scenario = s.scenario) THEN 2
                  END AS class
        FROM stated AS s
    ), made AS (
        SELECT account, scenario, name, period, min(class) AS class,
               min(class) = 2 AND count(*) FILTER (WHERE class = 3) > 0
               AND sum(value) FILTER (WHERE class = 2) <> sum(value) FILTER (WHERE class = 3) AS bad
        FROM sorted GROUP BY account, scenario, name, period
    ), kept AS (
        SELECT made.*, nextval('block_b_seq')::int AS b FROM made
    ), rows AS (
        INSERT INTO used
        SELECT b, segment, site, value FROM kept JOIN sorted USING (account, scenario, name, period, class) RETURNING *
    )
    INSERT INTO block
    SELECT kept.b, account, scenario, kept.name, grain, m0, m1, k0, k1, days, class = 1, bad, parts, total,
           CASE WHEN class > 1 THEN cover END
    FROM kept JOIN period ON kept.period = period.name
         JOIN (SELECT b, count(*)::int AS parts, sum(value) AS total,
                      array_agg(DISTINCT CASE segment WHEN '' THEN site ELSE segment END
                                ORDER BY CASE segment WHEN '' THEN site ELSE segment END) AS cover
               FROM rows GROUP BY b) AS added USING (b);
    TRUNCATE inside;
    INSERT INTO inside
    SELECT w, b, account, scenario, name, block.k0, block.k1, whole, bad
    FROM stretch JOIN block ON block.k0 >= stretch.k0 AND block.k1 <= stretch.k1;
END $$;

-- Of periods inside each other, sorted by their start, one is free where those before it end before it starts.
-- Sum, last and mean. No month counts twice: whole rows go before others, longer ones before shorter ones.
CREATE PROCEDURE make_plain() LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fig
    WITH wanted AS (
        SELECT id AS name, 'kpi' AS how, rollup, across OR rollup = 'sum' AS additive
        FROM kpi WHERE rollup IN ('sum', 'last', 'mean')
        UNION SELECT name, how, how, true FROM part WHERE how IN ('sum', 'last', 'mean')
        UNION SELECT id, 'level', 'last', across FROM kpi WHERE rollup NOT IN ('sum', 'last', 'mean')
    ), open AS (
        SELECT *, max(k1) OVER (PARTITION BY w, name, account, scenario, whole ORDER BY k0, k1 DESC
                                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
        FROM inside AS i WHERE whole OR NOT EXISTS (
            SELECT FROM inside AS j WHERE j.w = i.w AND j.name = i.name AND j.account = i.account
            AND j.scenario = i.scenario AND j.whole AND j.k0 < i.k1 AND i.k0 < j.k1)
    ), chosen AS (
        SELECT * FROM open WHERE reach IS NULL OR reach <= k0
    ), gathered AS (
        SELECT i.account, i.scenario, i.name, i.w, bool_or(block.bad) AS bad, max(parts) AS parts,
               bool_or(grain = 'week') AS weekly, sum(total) AS sum,
               sum(total * (block.k1 - block.k0)) AS by_weeks, sum(total * (block.m1 - block.m0)) AS by_months,
               sum(block.k1 - block.k0) AS weeks, sum(block.m1 - block.m0) AS months,
               (array_agg(total ORDER BY block.k1 DESC))[1] AS last, max(block.k1) AS reach
        FROM chosen AS i JOIN block USING (b) GROUP BY i.account, i.scenario, i.name, i.w
    ), counted AS (
        SELECT g.*, CASE WHEN weekly THEN weeks ELSE months END AS units,
               CASE WHEN weekly THEN k1 - k0 ELSE m1 - m0 END AS expected, reach = k1 AS closed,
               wanted.how, wanted.rollup, bad OR (parts > 1 AND NOT additive) AS apart
        FROM gathered AS g JOIN stretch USING (w) JOIN wanted USING (name)
    )
    SELECT account, scenario, name, how, w,
           CASE WHEN NOT apart THEN CASE rollup WHEN 'sum' THEN sum WHEN 'last' THEN last
                WHEN 'mean' THEN over(CASE WHEN weekly THEN by_weeks ELSE by_months END, units) END END,
           CASE WHEN rollup <> 'last' THEN units WHEN closed THEN expected ELSE least(units, expected - 1) END,
           expected, CASE WHEN weekly THEN 'week' ELSE 'month' END, CASE WHEN apart THEN 'segments' END, NULL
    FROM counted;
END $$;

-- Weighted mean: over the periods where each value has its weight.
CREATE PROCEDURE make_weighted() LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE pair;
    INSERT INTO pair
    SELECT v.account, v.scenario, v.name, v.m0, v.m1, v.k0, v.k1, v.grain, num, den
    FROM kpi JOIN block AS v ON v.name = kpi.id
         JOIN block AS g ON g.name = kpi.weight_by
              AND (g.account, g.scenario, g.grain, g.k0) = (v.account, v.scenario, v.grain, v.k0),
         LATERAL (SELECT v.total * g.total AS num, g.total AS den WHERE v.whole
                  UNION ALL
                  SELECT sum(used.value * s.value), sum(s.value)
                  FROM used LEFT JOIN (stated AS s JOIN period ON s.period = period.name) ON s.name = g.name
                       AND (s.account, s.scenario, period.grain, period.k0) = (g.account, g.scenario, g.grain, g.k0)
                       AND (s.segment, s.site) = (used.segment, used.site)
                  WHERE used.b = v.b AND NOT v.whole HAVING bool_and(s.value IS NOT NULL)) AS weighed
    WHERE kpi.rollup = 'weighted_mean' AND NOT v.bad AND NOT g.bad;
    INSERT INTO fig
    WITH within AS (
        SELECT w, pair.*, stretch.k1 - stretch.k0 AS all_weeks, stretch.m1 - stretch.m0 AS all_months
        FROM stretch JOIN pair ON pair.k0 >= stretch.k0 AND pair.k1 <= stretch.k1
    ), chosen AS (
        SELECT * FROM (SELECT *, max(k1) OVER (PARTITION BY w, kpi, account, scenario ORDER BY k0, k1 DESC
                                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
                       FROM within) AS r
        WHERE reach IS NULL OR reach <= k0
    )
    SELECT account, scenario, kpi, 'kpi', w, over(sum(num), sum(den)),
           CASE WHEN bool_or(grain = 'week') THEN sum(k1 - k0) ELSE sum(m1 - m0) END,
           CASE WHEN bool_or(grain = 'week') THEN all_weeks ELSE all_months END,
           CASE WHEN bool_or(grain = 'week') THEN 'week' ELSE 'month' END,
           CASE WHEN sum(den) = 0 THEN 'zero_denominator' END, NULL
    FROM chosen GROUP BY account, scenario, kpi, w, all_weeks, all_months;
END $$;

-- Calculated KPIs whose inputs all add up: the inputs are added up over the same stretch, then the formula is applied.
CREATE PROCEDURE make_summed() LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fig
    WITH summed AS (
        SELECT id, shape, base, fewest, count(DISTINCT part.name) AS inputs FROM kpi JOIN part ON part.kpi = id
        WHERE shape IN ('percent', 'ratio', 'nps', 'share', 'daily', 'least') GROUP BY id
    ), input AS (
        SELECT DISTINCT summed.id, part.slot, part.name FROM summed JOIN part ON part.kpi = summed.id
    ), own AS ( -- what each input has for itself, the longest periods first
        SELECT * FROM (SELECT *, max(k1) OVER (PARTITION BY w, name, account, scenario ORDER BY k0, k1 DESC
                                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
                       FROM inside WHERE NOT bad) AS r
        WHERE reach IS NULL OR reach <= k0
    ), had AS (
        SELECT w, own.name, own.account, own.scenario,
               CASE WHEN NOT bool_or(own.whole) THEN array_agg(DISTINCT one ORDER BY one) END AS cover
        FROM own JOIN block USING (b), LATERAL (SELECT unnest(coalesce(block.cover, ARRAY['']))) AS c(one)
        GROUP BY w, own.name, own.account, own.scenario
    ), filled AS (
        SELECT w, name, account, scenario, sum(k1 - k0) AS weeks FROM own GROUP BY w, name, account, scenario
    ), alone AS ( -- windows that each input fills by itself
        SELECT id, w, account, scenario
        FROM input JOIN had USING (name) JOIN filled USING (w, name, account, scenario) JOIN stretch USING (w)
             JOIN summed USING (id)
        WHERE filled.weeks = stretch.k1 - stretch.k0
        GROUP BY id, w, account, scenario, inputs
        HAVING count(DISTINCT name) = inputs AND count(DISTINCT cover) <= 1
    ), common AS ( -- periods that all inputs have over the same segments
        SELECT id, i.w, i.account, i.scenario, i.k0, i.k1, block.grain
        FROM input JOIN inside AS i USING (name) JOIN block USING (b) JOIN summed USING (id)
        WHERE NOT i.bad
        GROUP BY id, i.w, i.account, i.scenario, i.k0, i.k1, block.grain, inputs
        HAVING count(DISTINCT i.name) = inputs AND count(DISTINCT block.cover) <= 1
    ), shared AS (
        SELECT * FROM (SELECT *, max(k1) OVER (PARTITION BY id, w, account, scenario ORDER BY k0, k1 DESC
                                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
                       FROM common) AS r
        WHERE reach IS NULL OR reach <= k0
    ), taken AS (
        SELECT id, slot, alone.w, alone.account, alone.scenario, own.b
        FROM alone JOIN input USING (id) JOIN own USING (w, name, account, scenario)
        UNION ALL
        SELECT id, slot, i.w, i.account, i.scenario, i.b
        FROM shared JOIN input USING (id) JOIN inside AS i USING (w, name, account, scenario, k0, k1)
        WHERE NOT EXISTS (SELECT FROM alone WHERE (alone.id, alone.w, alone.account, alone.scenario)
                                                = (shared.id, i.w, i.account, i.scenario))
    ), added AS (
        SELECT id, slot, taken.w, taken.account, taken.scenario, sum(total) AS total, sum(block.days) AS days,
               bool_or(grain = 'week') AS weekly, sum(block.k1 - block.k0) AS weeks, sum(block.m1 - block.m0) AS months
        FROM taken JOIN block USING (b) GROUP BY id, slot, taken.w, taken.account, taken.scenario
    ), level AS (
        SELECT id, w, account, scenario, max(total) FILTER (WHERE slot = 'a') AS a,
               max(total) FILTER (WHERE slot = 'b') AS b, max(total) FILTER (WHERE slot = 'c') AS c,
               max(total) FILTER (WHERE slot = kpi_base) AS n,
               max(days) FILTER (WHERE slot = 'a') AS days, bool_or(weekly) FILTER (WHERE slot = 'a') AS weekly,
               max(weeks) FILTER (WHERE slot = 'a') AS weeks, max(months) FILTER (WHERE slot = 'a') AS months
        FROM added JOIN (SELECT id, base AS kpi_base FROM kpi) AS k USING (id) GROUP BY id, w, account, scenario
    ), made AS (
        SELECT level.*, fewest, shape, CASE shape
            WHEN 'percent' THEN over(100 * a, b) WHEN 'ratio' THEN over(a, b) WHEN 'nps' THEN over(100 * (a - b), c)
            WHEN 'share' THEN over(100 * a, a + b) WHEN 'daily' THEN over(a, days)
            WHEN 'least' THEN least(a, b) - 0.5 * greatest(-a, b) END AS value
        FROM level JOIN summed USING (id)
    )
    SELECT account, scenario, id, 'kpi', w, CASE WHEN n < fewest THEN NULL ELSE value END,
           CASE WHEN weekly THEN weeks ELSE months END, CASE WHEN weekly THEN k1 - k0 ELSE m1 - m0 END,
           CASE WHEN weekly THEN 'week' ELSE 'month' END,
           CASE WHEN n < fewest THEN 'too_few' WHEN value IS NULL THEN 'zero_denominator' END,
           CASE WHEN shape NOT IN ('percent', 'ratio') THEN n END
    FROM made JOIN stretch USING (w) WHERE quarters > 0;
END $$;

-- Calculated KPIs with an input of another kind or of another time: each input over its own whole window.
CREATE PROCEDURE make_rolled(step int) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fig
    WITH rolled AS (
        SELECT id, shape, base, fewest FROM kpi
        WHERE stage = step AND shape IN ('dso', 'growth', 'change', 'blend', 'per')
    ), input AS (
        SELECT rolled.*, slot, name, how, shift, here.w, here.days,
               there.w AS at, account.id AS account, scenario
        FROM rolled JOIN part ON part.kpi = rolled.id CROSS JOIN stretch AS here CROSS JOIN account
             CROSS JOIN (SELECT DISTINCT scenario FROM block) AS s
             LEFT JOIN stretch AS there ON there.m1 - there.m0 = here.m1 - here.m0 AND there.m0 = here.m0
                  - CASE shift WHEN 'now' THEN 0 WHEN 'year_ago' THEN 12 ELSE here.m1 - here.m0 END
        WHERE here.quarters > 0
    ), level AS (
        SELECT i.id, i.shape, i.w, i.account, i.scenario, i.days, fewest,
               max(value) FILTER (WHERE slot = 'a') AS a, max(value) FILTER (WHERE slot = 'b') AS b,
               max(value) FILTER (WHERE slot = base) AS n,
               (array_agg(CASE WHEN f.w IS NULL THEN 'no_rows' ELSE f.reason END ORDER BY slot)
                   FILTER (WHERE f.value IS NULL))[1] AS lack,
               bool_or(held < expected) AS gap
        FROM input AS i LEFT JOIN fig AS f
             ON (f.name, f.how, f.scenario, f.account, f.w) = (i.name, i.how, i.scenario, i.account, i.at)
        GROUP BY i.id, i.shape, i.w, i.account, i.scenario, i.days, fewest
    ), made AS (
        SELECT *, CASE shape
            WHEN 'dso' THEN over(a * days, b) WHEN 'growth' THEN over(100 * (a - b), b) WHEN 'change' THEN a - b
            WHEN 'blend' THEN over(least(a, 100) + 2 * b, 3) WHEN 'per' THEN over(a, b) END AS value
        FROM level WHERE lack IS NULL AND NOT gap
    )
    SELECT level.account, level.scenario, level.id, 'kpi', level.w,
           CASE WHEN level.n < level.fewest THEN NULL ELSE value END, m1 - m0, m1 - m0, 'month',
           CASE WHEN level.lack IS NOT NULL THEN level.lack WHEN level.gap THEN 'incomplete'
                WHEN level.n < level.fewest THEN 'too_few' WHEN value IS NULL THEN 'zero_denominator' END, level.n
    FROM level LEFT JOIN made USING (id, w, account, scenario) JOIN stretch ON stretch.w = level.w;
END $$;

-- A figure that rows state for exactly a window goes before one that is worked out.
CREATE PROCEDURE take_stated(step int) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fig
    SELECT account, scenario, name, 'kpi', w, CASE WHEN whole THEN total END, s.m1 - s.m0, s.m1 - s.m0, 'month',
           CASE WHEN NOT whole THEN 'segments' END, NULL
    FROM block JOIN kpi ON kpi.id = name AND stage = step
         JOIN stretch AS s ON (s.m0, s.m1) = (block.m0, block.m1) AND quarters > 0
    ON CONFLICT (name, how, scenario, account, w) DO UPDATE
    SET value = excluded.value, held = excluded.held, expected = excluded.expected, grain = 'month',
        reason = excluded.reason, n = NULL
    WHERE excluded.value IS NOT NULL OR fig.reason = 'no_rows';
END $$;

CREATE PROCEDURE roll_up() LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE fig;
    CALL make_stretches();
    CALL make_blocks();
    ANALYZE kpi, part, goal_said, weight_said, stretch, block, used, stated, inside;
    CALL make_plain();
    CALL make_weighted();
    CALL make_summed();
    CALL make_rolled(1);
    CALL take_stated(1);
    CALL make_rolled(2);
    CALL take_stated(2);
    CALL make_rolled(3);
    CALL take_stated(3);
    ANALYZE fig;
END $$;
