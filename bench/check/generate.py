#!/usr/bin/env python3
"""Writes an invented agreement of so many provisions, with every kind of rule and every definition, and its annexes.

    generate.py PROVISIONS SEED FOLDER

Writes agreement.md, outline.geojson, course.geojson and earlier.md to FOLDER, and one-rule.md beside them. The same seed
makes the same files. Every fifty provisions bring definitions of every sort of their own, so that names grow with the
text. Standard library only.
"""

import json
import random
import sys
from pathlib import Path

A_CHAPTER = 50
N_KINDS = 14
PARTIES = ["north", "south", "east", "west"]
WORDS = (
    "the parties shall cease refrain from within days of entry into force any armed force in area north south forces "
    "withdraw lorries enter crossing open commission verify report each party inspect release persons displaced return"
).split()

FRONT = """---
agreement: bench
title: An invented agreement of {n} provisions
truce: 1
version: 2
version in force: from 2025-02-01
retired: old-1, old-2
time zone: Asia/Amman
signed: 2025-01-09
in force: from 2025-01-10 12:00 until 2027-12-31
parties: north "The North", south "The South", east "The East", west "The West"
non-signatories: island "The Island"
bodies: commission "The Commission", mission "The Mission"
interpreted by: commission
authentic languages: en, ar
precedence: the English text
side letters: none
weekend: friday, saturday
holidays: 2025-01-20, 2025-03-30
invented: yes
---

# Words

```truce
evidence
  corroboration needs 2 origins
  reliability at least C
  credibility at least 3
  coverage at least 40 %
  own observation does not corroborate
  admission does not corroborate
```
"""

EARLIER = """---
agreement: earlier
title: An earlier one
parties: north "The North", south "The South"
time zone: Asia/Amman
in force: from 2024-01-01
---

# 1. Aid

> Forty a day.

```truce
rule 1 "forty a day"
  obliges south
  every day truck_entered at least 40, of them fuel at least 5
```
"""

ONE_RULE = """---
agreement: least
title: One rule
parties: north "The North", south "The South"
time zone: Asia/Amman
in force: from 2025-01-10
---

# 1. Fire

> Nobody fires.

```truce
rule 1 "no fire"
  obliges each party
  never shelling
```
"""

DEFINITIONS = """
# Chapter {c}. Words

```truce
event fire_{c} "any fire" is shelling or shooting or rocket_fire
event lorries_{c} "lorries" is truck_entered counted in trucks
event arms_{c} "arms" is weapon_handed_over counted in pieces
  field class "class" one of heavy, light
  field calibre "calibre" number in mm
event left_{c} "positions left" counted in positions
zone town_{c} "the town"
  outline "outline.geojson" from 2025-01-10
zone market_{c} "the market"
  within town_{c}
zone strip_{c} "beside the line"
  within 3 km of front_{c}
zone camp_{c} "the camp"
  annex missing "not published"
line front_{c} "the front"
  course "course.geojson" from 2025-01-10
line rear_{c} "the rear line"
  course "course.geojson"
state quiet_{c} "the quiet" for each zone
  from entry into force until day 90 of entry into force
  begins and ends by decision of commission
state talks_{c} "the talks"
  from signing_{c} until 30 days after signing_{c}
  prolonged while quiet_{c}
trigger signing_{c} "the signing" at 2025-01-09 18:00
trigger opening_{c} "the opening"
  by decision of commission
trigger disputed_{c} "the day in dispute"
  reading "early", held by north at 2025-02-01
  reading "late", held by south at 2 weeks after signing_{c}
milestone done_{c} "done"
  when arms_{c} by south at least 30 % of stock_{c} and left_{c} at least 4
baseline stock_{c} "the stock"
  of south
  amount 200 pieces declared 2025-01-15
baseline sites_{c} "positions"
  reading "the North's count", held by north amount 40 positions
  reading "the South's count", held by south amount 55 positions
value quota_{c} "quota"
  is 60 trucks
value earlier_{c} "as before"
  as in 1/fuel of "earlier.md"
value ruled_{c} "ruled"
  by decision of commission
conversion loads_{c} "loads"
  1 load is 2 trucks
attribute enrolled_{c} "enrolled"
  begins with office_taken by them
  by decision of commission
calendar bank_{c} "bank days"
  weekend sunday
  holidays 2025-05-01, 2025-12-25
```
"""

# One of each kind; several have a second form, taken by turns.
RULES = [
    # prohibition
    [
        "  obliges each party\n  while quiet_{c}, talks_{c}\n  for each zone\n"
        "  never fire_{c} by north or south in town_{c} or camp_{c}\n  except shooting by island\n"
        "  reserves self_defence for {p}\n",
        "  obliges {p}\n  never shelling within 2 days after shelling with the same zone\n",
    ],
    # deadline
    [
        "  obliges {p}\n  must lorries_{c} to {q} of fuel or \"cooking gas\" at least {k} trucks within 10 working days of "
        "opening_{c}\n",
        "  obliges {p}\n  once disputed_{c}\n  must meeting\n  reading \"apart\", held by north\n    by 2025-09-01\n"
        "  reading \"bank days\", held by south\n    within 3 bank_{c} days after signing_{c}\n",
    ],
    # cumulative
    [
        "  obliges {p}\n  must total left_{c} at least 50 % of sites_{c} between opening_{c} and day 60 including 2025-02-01 "
        "at 08:30\n",
    ],
    # rate
    [
        "  obliges {p}\n  from day 3 of entry into force until done_{c}\n  every day lorries_{c} at least quota_{c}, of them "
        "fuel at least earlier_{c}, of them in market_{c} at least 2\n  counted completely\n",
        "  obliges {p}\n  every 2 weeks truck_entered at most {k}\n",
    ],
    # cap
    ["  obliges {p}\n  at any time at most ruled_{c} troops_present in town_{c} less troops_withdrawn\n"],
    # continuous
    [
        "  obliges {p}\n  keep crossing_open in market_{c} 8 hours of every day\n",
        "  obliges {p}\n  always crossing_open in market_{c}\n  contrary crossing_closed\n  coverage at least 60 %\n",
    ],
    # placement
    [
        "  obliges each party\n  keep weapons_present out of town_{c} or strip_{c}\n",
        "  obliges north and south\n  keep weapons_present 5 km from front_{c} for north, from rear_{c} for south\n",
    ],
    # ratio
    ["  obliges {p}\n  must lorries_{c} at least 2 for every consignment_inspected within 1 week\n"],
    # conditional
    [
        "  obliges {p}\n  must total arms_{c} by steps\n  step at least {k} within 10 days once left_{c} by {q} at least 30 % "
        "of sites_{c}\n  step at least 100 once left_{c} at least 8\n",
    ],
    # report
    [
        "  obliges {p}\n  must report to commission every 2 weeks\n",
        "  obliges {p}\n  must notify commission of forces_deployed within 48 hours\n",
    ],
    # sequence
    ["  obliges {p}\n  may forces_deployed only after consultation of commission, with consent of {q} and after opening_{c}\n"],
    # eligibility
    ["  obliges {p}\n  only those that are not enrolled_{c} may office_taken after arms_{c} at least 5\n"],
    # conduct
    [
        "  obliges {p}\n  prevent fire_{c} by island strictly\n  qualified proportionate, by finding\n",
        "  permits {p}\n  may meeting\n",
        "  obliges {p}\n  endeavour \"a lasting peace\" through consultation\n  waived by decision of commission\n",
    ],
    # term, undefined
    [
        "  term talks_{c}\n",
        "  obliges {p}\n  undefined \"the yellow line\"\n  because \"no map was published\"\n  supplied by commission, {q}\n",
    ],
]


def provision(idx, rng):
    chapter, kind = idx // A_CHAPTER, idx % N_KINDS
    forms = RULES[kind]
    form = forms[idx // N_KINDS % len(forms)]
    party, other = rng.sample(PARTIES, 2)
    quote = "\n".join("> " + " ".join(rng.choices(WORDS, k=18)) for _ in range(3))
    body = form.format(c=chapter, p=party, q=other, k=rng.randint(2, 90))
    return f"\n## {idx + 1}. Provision {idx + 1}\n\n{quote}\n\n```truce\nrule {idx + 1} \"rule {idx + 1}\"\n{body}```\n"


def agreement(n_provisions, rng):
    parts = [FRONT.format(n=n_provisions)]
    for idx in range(n_provisions):
        if idx % A_CHAPTER == 0:
            parts.append(DEFINITIONS.format(c=idx // A_CHAPTER))
        parts.append(provision(idx, rng))
    return "".join(parts)


def geometry(kind, rng, n_points):
    points = [[round(35 + rng.random(), 5), round(31 + rng.random(), 5)] for _ in range(n_points)]
    coordinates = [points + points[:1]] if kind == "Polygon" else points
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    n_provisions, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "agreement.md": agreement(n_provisions, rng),
        "outline.geojson": geometry("Polygon", rng, 20),
        "course.geojson": geometry("LineString", rng, 20),
        "earlier.md": EARLIER,
        "one-rule.md": ONE_RULE,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
