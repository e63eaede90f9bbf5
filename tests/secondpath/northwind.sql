-- The KPIs' rows of a shop, straight from its own tables: totals by customer and quarter.
CREATE TEMP VIEW sold AS
SELECT o.customer, to_char(ordered, 'YYYY"-Q"Q') AS quarter, l.price * l.quantity AS gross,
       l.price * l.quantity * l.discount AS less, l.quantity, product, p.category, c.name AS category_name
FROM shop_lines AS l JOIN shop_orders AS o ON o.id = l.order_id JOIN shop_products AS p ON p.id = l.product
     JOIN shop_categories AS c ON c.id = p.category;

INSERT INTO raw (account, kpi, period, value)
SELECT lower(customer), kpi, quarter, value
FROM (SELECT customer, quarter, sum(gross) AS gross_sales, sum(less) AS discounts, sum(gross - less) AS net_sales,
             sum(CASE category_name WHEN 'Beverages' THEN gross - less ELSE 0 END) AS drinks, sum(quantity) AS units,
             count(DISTINCT product) AS products_bought, count(DISTINCT category) AS categories_bought
      FROM sold GROUP BY customer, quarter) AS t,
     LATERAL (VALUES ('gross_sales', gross_sales), ('discounts', discounts), ('net_sales', net_sales),
              ('drinks', drinks), ('units', units), ('products_bought', products_bought),
              ('categories_bought', categories_bought)) AS v(kpi, value);

INSERT INTO raw (account, kpi, period, value)
SELECT lower(customer), kpi, quarter, value
FROM (SELECT customer, to_char(ordered, 'YYYY"-Q"Q') AS quarter, count(*) AS orders, sum(freight) AS freight,
             count(shipped) AS shipped_orders, count(*) FILTER (WHERE shipped > required) AS late_orders,
             sum(shipped - ordered) AS days_to_ship, count(*) FILTER (WHERE shipped IS NULL) AS open_orders,
             count(DISTINCT employee) AS people_met
      FROM shop_orders GROUP BY customer, quarter) AS t,
     LATERAL (VALUES ('orders', orders), ('freight', freight), ('shipped_orders', shipped_orders),
              ('late_orders', late_orders), ('days_to_ship', days_to_ship), ('open_orders', open_orders),
              ('people_met', people_met)) AS v(kpi, value)
WHERE value IS NOT NULL;

DROP VIEW sold;
