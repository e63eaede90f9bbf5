-- Status, score and their weighted means by quarter (m is its first month).
CREATE TABLE judged (
    account text, kpi text, perspective text, m int, status text, score numeric, counted numeric, weight numeric,
    PRIMARY KEY (kpi, account, m)
);
CREATE TABLE mean (account text, perspective text, m int, score numeric, status text, scored int, measures int);
CREATE TABLE moved (account text, kpi text, m int, points numeric);

CREATE PROCEDURE judge() LANGUAGE sql AS $$
    TRUNCATE judged, mean, moved;
    INSERT INTO judged
    WITH point AS (
        SELECT a.id AS account, k.id AS kpi, k.perspective, s.m0 AS m, k.missing, k.direction, f.value, g.target,
               g.low, g.high, (g.high - g.low) / 2 AS half, abs(f.value - (g.high + g.low) / 2) AS far, weight,
               k.rollup IN ('sum', 'last') AND held < expected AS incomplete,
               CASE WHEN k.direction = 'lower' THEN -1 ELSE 1 END AS up, g.sla, g.red_flag, g.stretch
        FROM kpi AS k CROSS JOIN account AS a JOIN stretch AS s ON quarters = 1
             JOIN weighs ON (weighs.kpi, weighs.m) = (k.id, s.m0)
             LEFT JOIN fig AS f ON (f.name, f.how, f.scenario, f.account, f.w) = (k.id, 'kpi', 'actual', a.id, s.w)
             LEFT JOIN goal AS g ON (g.account, g.kpi, g.m) = (a.id, k.id, s.m0)
    ), ladder AS (
        SELECT *, up * (value - sla) < 0 AS broken, up * (value - target) AS above, CASE
            WHEN direction = 'band' AND far <= half THEN 100 - over(33 * far, half)
            WHEN direction = 'band' THEN greatest(0, 67 - over(34 * (far - half), half))
            WHEN up * (value - target) >= 0 THEN
                 CASE WHEN up * (stretch - target) <= 0 THEN 100
                 ELSE least(100, 67 + over(33 * (value - target), stretch - target)) END
            WHEN up * (target - red_flag) <= 0 THEN 0
            ELSE greatest(0, 67 - over(34 * (target - value), target - red_flag)) END AS score
        FROM point
    ), told AS (
        SELECT *, CASE
            WHEN value IS NULL THEN 'no_data' WHEN target IS NULL OR incomplete THEN 'not_scored'
            WHEN broken THEN 'off_track'
            WHEN CASE WHEN direction = 'band' THEN value BETWEEN low AND high ELSE above >= 0 END THEN 'on_track'
            WHEN CASE WHEN direction = 'band' THEN far <= 2 * half ELSE up * (value - red_flag) >= 0 END THEN 'watch'
            ELSE 'off_track' END AS status
        FROM ladder
    ), scored AS (
        SELECT *, CASE WHEN status IN ('on_track', 'watch', 'off_track')
                  THEN CASE WHEN broken THEN least(score, 33) ELSE score END END AS points FROM told
    )
    SELECT account, kpi, perspective, m, status, points,
           CASE WHEN status = 'no_data' AND missing = 'score_zero' THEN 0 ELSE points END, weight FROM scored;

    INSERT INTO mean
    WITH added AS (
        SELECT account, perspective, m, sum(weight) FILTER (WHERE counted IS NOT NULL) AS weight,
               sum(counted * weight) AS points, count(score) AS scored, count(*) AS measures,
               bool_or(status = 'not_scored') AS open
        FROM judged GROUP BY GROUPING SETS ((account, perspective, m), (account, m))
    ), divided AS (SELECT *, over(points, weight) AS score FROM added)
    SELECT account, coalesce(perspective, ''), m, score, CASE
           WHEN score >= 67 THEN 'on_track' WHEN score >= 50 THEN 'watch' WHEN score IS NOT NULL THEN 'off_track'
           WHEN open THEN 'not_scored' ELSE 'no_data' END,
           CASE WHEN score IS NULL THEN 0 ELSE scored END, measures FROM divided;

    INSERT INTO moved -- each measure's part of the way from the score before
    WITH whole AS (
        SELECT account, m, sum(weight) AS weight FROM judged WHERE counted IS NOT NULL GROUP BY account, m
    )
    SELECT now.account, now.kpi, now.m,
           coalesce(over(now.weight * (now.counted - base.score), w.weight), 0)
           - coalesce(over(was.weight * (was.counted - base.score), before.weight), 0)
    FROM judged AS now JOIN judged AS was ON (was.account, was.kpi, was.m) = (now.account, now.kpi, now.m - 3)
         JOIN whole AS w ON (w.account, w.m) = (now.account, now.m)
         JOIN whole AS before ON (before.account, before.m) = (now.account, now.m - 3)
         JOIN mean AS base ON (base.account, base.perspective, base.m) = (now.account, '', now.m - 3)
         JOIN mean AS later ON (later.account, later.perspective, later.m) = (now.account, '', now.m)
    WHERE base.score IS NOT NULL AND later.score IS NOT NULL;
$$;
