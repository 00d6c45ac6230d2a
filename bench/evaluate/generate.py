#!/usr/bin/env python3
"""Writes an invented log of a ceasefire and the agreement that it is judged by.

    generate.py EVENTS DAYS OPEN FOLDER [--seed N] [--odd SHARE]

EVENTS rows over DAYS days, in order of time, with about OPEN trucks waiting for inspection at once: 40 % arrivals of
trucks, each with an id of its own; as many inspections, 1 % of them late and 0.5 % never made; 10 % shelling between
40 actors in 50 zones; the rest other types. About one day in ten the crossings are closed and few trucks come. In each
zone a quiet begins and ends, again and again, by decisions of a body.

--odd makes that share of the rows awkward: time, zone, author or item unknown or vague, another unit, no quantity,
corrections, withdrawals, findings, responses, decisions of the wrong body. The measured files have none of these.

The same arguments give the same bytes. Standard library only.
"""

import argparse
import heapq
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

START = datetime(2025, 10, 1, tzinfo=timezone.utc)
N_ACTORS, N_ZONES = 40, 50
LATE, NEVER = 0.01, 0.005
HOUR, DAY = 3600, 86400
ACTORS = [f"actor_{n:02}" for n in range(1, N_ACTORS + 1)]
ZONES = [f"zone_{n:02}" for n in range(1, N_ZONES + 1)]
OTHERS = ["airstrike", "shooting", "overflight", "incursion", "crossing_closed", "movement_restricted", "protest"]
LEVELS = ["alleged", "corroborated", "verified"]

COLUMNS = "id type start zone by to item quantity unit level level_author level_quantity sets turn".split()
ODD_COLUMNS = "end date_precision supersedes event fact author number element answer ground".split()

AGREEMENT = """\
---
agreement: bench
title: Invented agreement of the benchmark
truce: 1
version: 1
invented: yes
signed: 2025-09-30
in force: from 2025-10-01 12:00
time zone: Asia/Beirut
parties: {parties}
bodies: commission "Commission of the ceasefire", inspectorate "Inspectorate of the crossings"
---

# Invented agreement of the benchmark

Written by `bench/evaluate/generate.py`.

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

## B2. Inspection

> A truck is inspected within 24 hours of its arrival.

```truce
rule B2 "inspection within 24 hours"
  obliges inspectorate
  for each item
  must consignment_inspected within 24 hours of truck_entered
  counted completely
```

## B3. Trucks

> At least 600 trucks enter every day.

```truce
rule B3 "600 trucks a day"
  obliges actor_01
  every day truck_entered at least 600 trucks
  counted completely
```

## B4. Retaliation

> Nobody answers shelling within six hours in the same zone.

```truce
rule B4 "no answer to shelling within six hours"
  obliges each party
  never shelling within 6 hours after shelling in answer with the same zone
```
"""


class Log:
    """One run of the generator: rows leave it in order of time."""

    def __init__(self, args):
        self.args = args
        self.random = random.Random(args.seed)
        self.n_seconds = args.days * DAY
        arrivals_a_second = 0.4 * args.events / self.n_seconds
        # Waiting times are even between nothing and this; their mean times the rate is the number open.
        self.wait_most = min(2 * args.open / arrivals_a_second, 24 * HOUR)
        self.inspections = []  # (second, item)
        self.decisions = self.quiet_decisions()
        self.closed_days = {day for day in range(1, args.days) if self.random.random() < 0.1}
        self.n_rows = self.n_trucks = 0
        self.past = []  # ids that awkward rows may point at

    def quiet_decisions(self):
        found = []
        for zone in ZONES:
            at = self.random.uniform(0, 0.5 * DAY)
            while at < self.n_seconds:
                found.append((at, zone, "begins"))
                at += self.random.uniform(0.5 * DAY, 4 * DAY)
                found.append((at, zone, "ends"))
                at += self.random.uniform(0.1 * DAY, 1 * DAY)
        return sorted(found, reverse=True)

    def rows(self):
        n, seconds, rand = self.args.events, self.n_seconds, self.random
        for idx in range(n):
            first, after = idx * seconds // n, (idx + 1) * seconds // n
            second = rand.randrange(first, max(after, first + 1))
            self.n_rows += 1
            row = dict.fromkeys(COLUMNS, "")
            row["id"] = f"e{self.n_rows:08}"
            row["start"] = (START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.levels(row)
            self.fill(row, second)
            if self.args.odd and rand.random() < self.args.odd:
                self.make_odd(row)
            if self.args.odd and row["type"] in ("shelling", "truck_entered", "consignment_inspected"):
                self.past.append(row)
            yield row

    def levels(self, row):
        rand = self.random
        fact = rand.choices((0, 1, 2), (75, 18, 7))[0]
        row["level"] = LEVELS[fact]
        row["level_author"] = LEVELS[min(fact, rand.choices((0, 1, 2), (40, 30, 30))[0])]
        row["level_quantity"] = LEVELS[min(fact, rand.choices((0, 1, 2), (5, 10, 85))[0])]

    def fill(self, row, second):
        rand = self.random
        if self.decisions and self.decisions[-1][0] <= second:
            _, row["zone"], row["turn"] = self.decisions.pop()
            row.update(type="decision", by="commission", sets="quiet")
        elif self.inspections and self.inspections[0][0] <= second:
            row.update(type="consignment_inspected", by="inspectorate", zone=rand.choice(ZONES[:5]))
            row["item"] = heapq.heappop(self.inspections)[1]
        else:
            part = rand.random() * 6
            closed = second // DAY in self.closed_days and rand.random() > 0.02
            if part < 4 and not closed:
                self.truck(row, second)
            elif 4 <= part < 5:
                row.update(type="shelling", by=rand.choice(ACTORS), to=rand.choice(ACTORS), zone=rand.choice(ZONES))
                row.update(quantity=str(rand.randint(1, 30)), unit="rounds")
            else:
                row.update(type=rand.choice(OTHERS), by=rand.choice(ACTORS), zone=rand.choice(ZONES))

    def truck(self, row, second):
        rand = self.random
        self.n_trucks += 1
        row.update(type="truck_entered", item=f"truck-{self.n_trucks:07}", zone=rand.choice(ZONES[:5]))
        row.update(by=rand.choice(ACTORS), quantity="1", unit="trucks")
        fate = rand.random()
        if fate < NEVER:
            return
        late = fate < NEVER + LATE
        wait = rand.uniform(25 * HOUR, 60 * HOUR) if late else rand.uniform(60, max(self.wait_most - HOUR, 120))
        heapq.heappush(self.inspections, (second + wait, row["item"]))

    def make_odd(self, row):
        rand = self.random
        if row["type"] == "decision":
            row["by"] = rand.choice(["inspectorate", "actor_01", "commission"])
            return
        how = rand.choice(["by", "unknown", "zone", "item", "span", "hour", "day", "unit", "quantity", "zero", "many"]
                          + 2 * ["correct", "withdraw"] + 4 * ["find", "respond"])
        if how in ("by", "zone", "item", "quantity"):
            # The key of an instance must be known: what the page says of a truck without an id is not settled.
            if not (how == "item" and row["type"] == "truck_entered"):
                row[how] = ""
        elif how == "unknown":
            row["by"] = "unknown"
        elif how == "span":
            start = datetime.fromisoformat(row["start"].replace("Z", "+00:00"))
            end = start + timedelta(seconds=rand.choice([0, 1, 60, 7200, 50000, 200000]))
            row["end"] = end.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif how == "hour":
            row["date_precision"] = "hour"
        elif how == "day":
            row["start"] = row["start"][:10]
        elif how == "unit":
            row["unit"] = "pallets"
        elif how == "zero":
            row["quantity"] = "0"
        elif how == "many":
            row["quantity"] = str(rand.choice(["2", "40", "0.5", "199.5"]))
        elif self.past:
            self.about_another(row, how, rand.choice(self.past[-2000:]))

    def about_another(self, row, how, other):
        rand = self.random
        if how == "correct" and other["type"] in ("shelling", "truck_entered", "consignment_inspected"):
            own = {name: row[name] for name in ("id", "level", "level_author", "level_quantity")}
            row.clear()
            row.update(other)
            row.update(own, supersedes=other["id"])
        elif how == "withdraw":
            self.only(row, type="withdrawn", supersedes=other["id"])
        elif how == "find":
            verdicts = ["established", "established", "not_established", "refuted", "", ""]
            fact, author, number = (rand.choice(verdicts) for _ in range(3))
            self.only(row, type="finding", by="commission", event=other["id"], fact=fact, author=author, number=number)
        elif how == "respond":
            by = other["by"] if rand.random() < 0.8 and other["by"] else rand.choice(ACTORS)
            answer = rand.choice(["accepts", "denies", "justifies"])
            ground = rand.choice(["self_defence", "error"]) if answer == "justifies" else ""
            element = rand.choice(["", "fact", "author", "quantity"])
            self.only(row, type="response", by=by, event=other["id"], answer=answer, ground=ground, element=element)

    @staticmethod
    def only(row, **values):
        kept = {name: row[name] for name in ("id", "start", "level")}
        row.update(dict.fromkeys(COLUMNS, ""))
        row.update(kept)
        row.update(values)


def write(args):
    folder = Path(args.folder)
    folder.mkdir(parents=True, exist_ok=True)
    columns = COLUMNS + (ODD_COLUMNS if args.odd else [])
    with open(folder / "events.csv", "w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(columns) + "\n")
        for row in Log(args).rows():
            out.write(",".join([row.get(name, "") for name in columns]) + "\n")
    parties = ",\n  ".join(f'{actor} "Actor {actor[-2:]}"' for actor in ACTORS)
    (folder / "agreement.md").write_text(AGREEMENT.format(parties=parties), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int)
    parser.add_argument("days", type=int)
    parser.add_argument("open", type=int)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=2803)
    parser.add_argument("--odd", type=float, default=0.0)
    args = parser.parse_args()
    if args.events > args.days * DAY:
        parser.error("more than one event a second: give more days")
    write(args)


if __name__ == "__main__":
    main()
