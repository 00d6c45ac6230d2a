"""Writes a million rows of the events format, and an agreement to them, into a folder."""

import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random.seed(7)
kinds = ["shelling", "airstrike", "aid", "meeting", "shooting"]
head = "id,type,start,end,date_precision,zone,lon,lat,place_precision,by,to,item,quantity,unit,killed,injured,level,level_author,level_quantity\n"
with open(folder / "million.csv", "w", encoding="utf-8") as file:
    file.write(head)
    for n in range(1_000_000):
        day, month = 1 + n // 28 % 28, 1 + n % 12
        lon, lat = 33 + random.random(), 15 + random.random()
        file.write(
            f"{n:016x},{random.choice(kinds)},2026-{month:02}-{day:02},,day,valley,{lon:.4f},{lat:.4f},7872m,"
            f"north,south,,1,,{random.randrange(9)},,alleged,alleged,alleged\n"
        )
(folder / "river.md").write_text(
    """---
agreement: river
title: Ceasefire along the river
parties: north "The North", south "The South"
time zone: Africa/Khartoum
in force: from 2026-01-01
---
# 1. Ceasefire

```truce
zone valley "the valley"
rule 1 "no shelling"
  obliges each party
  never shelling
```
""",
    encoding="utf-8",
)
