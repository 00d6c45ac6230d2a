#!/usr/bin/env python3
"""One of the four rules as a query in DuckDB, over the same file: whole process, one level, no reasons.

    duckdb_rules.py RULE EVENTS.csv

RULE is B1 to B4. Needs the package duckdb. It does less than `truce evaluate`: one level in place of three, no
explanations, no corrections, days in UTC. It is there for the time that reading the log again takes.
"""

import sys

import duckdb

READ = """read_csv('EVENTS', header = true, columns = {'id': 'VARCHAR', 'type': 'VARCHAR', 'start': 'TIMESTAMP', 'zone': 'VARCHAR',
  'by': 'VARCHAR', 'to': 'VARCHAR', 'item': 'VARCHAR', 'quantity': 'BIGINT', 'unit': 'VARCHAR', 'level': 'VARCHAR',
  'level_author': 'VARCHAR', 'level_quantity': 'VARCHAR', 'sets': 'VARCHAR', 'turn': 'VARCHAR'})"""

RULES = {
    # Shelling in a zone while its quiet, begun and ended by decisions, lasts.
    "B1": f"""WITH log AS (SELECT * FROM {READ}),
      turns AS (SELECT zone, start, turn, lead(start) OVER (PARTITION BY zone ORDER BY start) AS until
                FROM log WHERE type = 'decision' AND sets = 'quiet'),
      quiet AS (SELECT * FROM turns WHERE turn = 'begins')
      SELECT quiet.zone, quiet.start, log.by, count(*) FROM log JOIN quiet ON log.zone = quiet.zone
        AND log.start >= quiet.start AND (quiet.until IS NULL OR log.start < quiet.until)
      WHERE log.type = 'shelling' GROUP BY ALL""",
    "B2": f"""WITH log AS (SELECT type, start, item, id FROM {READ}),
      seen AS (SELECT item, min(start) AS start FROM log WHERE type = 'consignment_inspected' GROUP BY item)
      SELECT log.id, seen.start, seen.start <= log.start + INTERVAL 24 HOUR FROM log LEFT JOIN seen USING (item)
      WHERE log.type = 'truck_entered'""",
    "B3": f"""SELECT date_trunc('day', start), sum(quantity), sum(quantity) >= 600 FROM {READ}
      WHERE type = 'truck_entered' GROUP BY ALL""",
    "B4": f"""WITH shelling AS (SELECT * FROM {READ} WHERE type = 'shelling')
      SELECT late.id, early.id FROM shelling late JOIN shelling early ON late.zone = early.zone
        AND late.by = early.to AND late.to = early.by
        AND early.start < late.start AND late.start <= early.start + INTERVAL 6 HOUR""",
}


def main():
    rule, events = sys.argv[1:]
    query = RULES[rule].replace("EVENTS", events.replace("'", "''"))
    duckdb.connect().execute(f"COPY ({query}) TO '/dev/null' (FORMAT csv)")


if __name__ == "__main__":
    main()
