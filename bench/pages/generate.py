"""A mission's worth of reports inside the agreement's time: `python3 bench/pages/generate.py 100000 > reports.csv`."""

import random
import sys

drawn = random.Random(1)
print("id,source,type,start,date_precision,by,zone,lon,lat,place_precision,basis,killed,text")
for n in range(int(sys.argv[1])):
    day = f"2025-{drawn.choice(['10', '11', '12'])}-{drawn.randint(10, 28)}"
    kind = drawn.choice(["shelling", "airstrike", "shooting", "incursion"])
    by = drawn.choice(["israel", "hamas", ""])
    lon, lat = 34.25 + drawn.random() * 0.25, 31.25 + drawn.random() * 0.3
    source = f"patrol-{drawn.randint(1, 30)}"
    basis = drawn.choice(["seen", "heard", "told"])
    text = f"{kind} at grid {int(lon * 1e4)} {int(lat * 1e4)}, two vehicles, some smoke; the patrol went on to the next post."
    print(f"{n},{source},{kind},{day}T{drawn.randint(0, 23):02}:{drawn.randint(0, 59):02}:00Z,hour,{by},gaza,{lon:.5f},{lat:.5f},1,{basis},{drawn.randint(0, 3)},\"{text}\"")
