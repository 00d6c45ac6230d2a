#!/usr/bin/env python3
"""Writes an invented public stream of events, as long as is asked, and an agreement of few instances that it is judged by.

    generate_many.py EVENTS FOLDER [SEED]

EVENTS rows in order of time, 27,000 a day: 10 % arrivals of trucks, 2 % shelling by 40 actors in 50 zones, the rest of
types that the agreement does not ask about, as in any stream that was not made for it. In each zone a quiet begins and
ends by decisions, 37 days apart. Levels are mixed. Each row follows from its number and the seed alone.

Writes events.csv and agreement.md into FOLDER. Needs the package duckdb, which makes some million rows a second.
"""

import pathlib
import sys

import duckdb

AGREEMENT = """\
---
agreement: bench-many
title: Invented agreement of the benchmark over many rows
truce: 1
version: 1
invented: yes
signed: 2015-12-31
in force: from 2016-01-01 12:00
time zone: Asia/Beirut
parties: {parties}
bodies: commission "Commission of the ceasefire"
---

# Invented agreement of the benchmark over many rows

Written by `bench/sql/generate_many.py`.

## Definitions

```truce
state quiet "the quiet in a zone" for each zone
  begins and ends by decision of commission

event truck_entered "trucks entered" counted in trucks
```

## B1. Quiet

> While the quiet holds in a zone, nobody shells it.

```truce
rule B1 "no shelling in a quiet zone"
  obliges each party
  for each zone
  while quiet
  never shelling
```

## B2. Trucks

> At least 2,600 trucks enter every day.

```truce
rule B2 "2,600 trucks a day"
  obliges actor_01
  every day truck_entered at least 2600 trucks
  counted completely
```

## B3. Retaliation

> Nobody answers shelling within six hours in the same zone.

```truce
rule B3 "no answer to shelling within six hours"
  obliges each party
  never shelling within 6 hours after shelling in answer with the same zone
```
"""

ROWS = """
WITH numbers AS (SELECT n, (hash(n * 64 + {seed}) >> 1)::BIGINT AS h, (hash(n * 64 + {seed} + 32) >> 1)::BIGINT AS g FROM range({events}) AS r(n)),
kinds AS (SELECT *, n % 20000 = 7 AS is_decision, n // 20000 AS turn_no, h % 1000 AS part FROM numbers)
SELECT 'e' || lpad(n::VARCHAR, 9, '0') AS id,
    CASE WHEN is_decision THEN 'decision' WHEN part < 100 THEN 'truck_entered' WHEN part < 120 THEN 'shelling'
        ELSE ['airstrike', 'shooting', 'overflight', 'incursion', 'protest', 'movement_restricted'][1 + part % 6] END AS type,
    strftime(TIMESTAMP '2016-01-01' + to_microseconds((n * 86400 // 27000) * 1000000), '%Y-%m-%dT%H:%M:%SZ') AS start,
    'zone_' || lpad((1 + CASE WHEN is_decision THEN turn_no % 50 ELSE (h >> 10) % 50 END)::VARCHAR, 2, '0') AS zone,
    CASE WHEN is_decision THEN 'commission' ELSE 'actor_' || lpad((1 + (h >> 20) % 40)::VARCHAR, 2, '0') END AS "by",
    CASE WHEN NOT is_decision AND part BETWEEN 100 AND 119 THEN 'actor_' || lpad((1 + (h >> 40) % 40)::VARCHAR, 2, '0') END AS "to",
    CASE WHEN NOT is_decision AND part < 100 THEN (1 + (h >> 30) % 2)::VARCHAR END AS quantity,
    CASE WHEN NOT is_decision AND part < 100 THEN 'trucks' END AS unit,
    CASE WHEN g % 100 < 75 THEN 'alleged' WHEN g % 100 < 93 THEN 'corroborated' ELSE 'verified' END AS level,
    CASE WHEN g % 100 < 75 OR (g >> 10) % 10 < 4 THEN 'alleged' WHEN g % 100 < 93 OR (g >> 10) % 10 < 7 THEN 'corroborated'
        ELSE 'verified' END AS level_author,
    CASE WHEN is_decision THEN 'quiet' END AS sets,
    CASE WHEN is_decision THEN CASE WHEN turn_no // 50 % 2 = 0 THEN 'begins' ELSE 'ends' END END AS turn
FROM kinds
"""


def main():
    events, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    parties = ", ".join(f"actor_{number:02}" for number in range(1, 41))
    (folder / "agreement.md").write_text(AGREEMENT.format(parties=parties))
    rows = ROWS.format(events=events, seed=seed)
    duckdb.sql(f"COPY ({rows}) TO '{folder / 'events.csv'}' (HEADER)")


main()
