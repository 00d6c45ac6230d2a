#!/usr/bin/env python3
"""Measures what a mission of so many reports takes: memory, disk and time, step by step.

    measure.py TRUCE FOLDER [REPORTS...]

Reports (10,000, 100,000 and 1,000,000 where nothing is said) are invented: 300 a day of 170 events, of ten types, by 40 actors in 50
zones, each with a point and some 120 bytes of words. The agreement is that of ../sql/generate_many.py: three rules that make some 6,000
assessments a month. Every command is a whole run, its memory the most that it held. Standard library only, Linux.
"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta

HERE = pathlib.Path(__file__).parent
TYPES = ["shelling", "truck_entered", "airstrike", "shooting", "overflight", "incursion", "protest", "movement_restricted", "demolition", "abduction"]
WORDS = "patrol saw smoke near the old road after two loud reports villagers said that nobody was hurt and left before dusk".split()


def agreement(path):
    text = (HERE.parent / "sql" / "generate_many.py").read_text()
    text = text[text.index("---\nagreement:") : text.index('\n"""\n\nROWS')]
    path.write_text(text.format(parties=", ".join(f"actor_{number:02}" for number in range(1, 41))) + "\n")


def reports(path, number):
    """Each event is told by one to three of three sources, the later ones a little off in place, and to the day."""
    rand = random.Random(7)
    with open(path, "w", encoding="utf-8") as out:
        out.write("id,source,type,start,lon,lat,place_precision,zone,by,to,quantity,unit,killed,text\n")
        n = event = 0
        while n < number:
            event += 1
            start = datetime(2016, 1, 1) + timedelta(seconds=event * 500)
            kind, by, zone = rand.choice(TYPES), f"actor_{rand.randint(1, 40):02}", f"zone_{rand.randint(1, 50):02}"
            to = f"actor_{rand.randint(1, 40):02}" if kind == "shelling" else ""
            quantity, killed = "1,trucks" if kind == "truck_entered" else ",", rand.randint(0, 5)
            lon, lat = 30 + rand.random() * 5, 30 + rand.random() * 5
            for source in rand.sample(["monitor", "agency", "paper"], rand.choice((1, 1, 2, 3))):
                words = " ".join(rand.choice(WORDS) for _ in range(24))
                when = f"{start:%Y-%m-%dT%H:%M}:00Z" if source == "monitor" else f"{start:%Y-%m-%d}"
                off = 0 if source == "monitor" else rand.uniform(-0.02, 0.02)
                out.write(f"r{n},{source},{kind},{when},{lon + off:.4f},{lat + off:.4f},{1 if source == 'monitor' else 2},"
                          f"{zone},{by},{to},{quantity},{killed},{words}\n")
                n += 1


def run(name, *command):
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed: {said[-2000:]}")
    took = time.perf_counter() - begun
    print(f"  {name:<22} {took:8.2f} s {usage.ru_maxrss / 1024:8.0f} MiB", flush=True)
    return took, usage.ru_maxrss / 1024


def served(truce, mission):
    process = subprocess.Popen([truce, "serve", mission, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    begun, address = time.perf_counter(), None
    while address is None:
        line = process.stdout.readline()
        address = next((word.rstrip("./,") for word in line.split() if word.startswith("http://")), None)
        if not line and process.poll() is not None:
            sys.exit("truce serve ended")
    took = time.perf_counter() - begun
    pages = []
    for _ in range(5):
        begun = time.perf_counter()
        urllib.request.urlopen(f"{address}/", timeout=600).read()
        pages.append(time.perf_counter() - begun)
    held = int(next(line.split()[1] for line in open(f"/proc/{process.pid}/status") if line.startswith("VmHWM"))) / 1024
    process.terminate()
    process.wait()
    print(f"  {'serve, ready':<22} {took:8.2f} s {held:8.0f} MiB; the first page {pages[0]:.2f} s, then {min(pages[1:]) * 1000:.0f} ms", flush=True)


def sizes(mission):
    for path in sorted(pathlib.Path(mission).rglob("*")):
        if path.is_file() and path.stat().st_size > 1 << 20:
            print(f"  {str(path.relative_to(mission)):<22} {path.stat().st_size / 1e6:10.1f} MB on disk", flush=True)


def main():
    truce, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    numbers = [int(number) for number in sys.argv[3:]] or [10_000, 100_000, 1_000_000]
    folder.mkdir(parents=True, exist_ok=True)
    agreement(folder / "agreement.md")
    for number in numbers:
        print(f"{number} reports", flush=True)
        rows, mission = folder / "reports.csv", folder / "mission"
        shutil.rmtree(mission, ignore_errors=True)
        for left in ("events.csv", "parts.csv", "parts.parquet"):
            (folder / left).unlink(missing_ok=True)
        reports(rows, number)
        subprocess.run([truce, "init", mission, "--agreement", folder / "agreement.md"], check=True, capture_output=True)
        run("import", truce, "import", mission, rows, "--as", "reports")
        sizes(mission)
        run("status", truce, "status", mission)
        run("status once more", truce, "status", mission)
        run("verify", truce, "verify", mission)
        run("link (learn)", truce, "link", mission)
        run("export --as csv", truce, "export", mission, "--as", "csv", "--out", folder / "events.csv")
        for form in ("csv", "parquet"):
            run(f"the same in parts, {form}", truce, "export", mission, "--as", form, "--in-parts", "--work", folder, "--out", folder / f"parts.{form}")
        if (folder / "events.csv").read_bytes() != (folder / "parts.csv").read_bytes():
            sys.exit("in parts other rows are written")
        served(truce, mission)


if __name__ == "__main__":
    main()
