#!/usr/bin/env python3
"""Links the same reports at once and in shards, and compares the lines and what it takes.

    shards.py TRUCE FOLDER [--copies N...] [--shards N...] [--whole N]

The reports are 100,000 of generate.py (some 800 days), and as many again for each further copy, moved on in time by the days
of one: so many reports a day as before, over more years. What is learnt of one copy serves all. Linked at once only up to
--whole copies (10).
"""
import argparse
import csv
import hashlib
import os
import re
import subprocess
import sys
import time
from datetime import date, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
BASE, DAYS = 100_000, 800
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")


def moved(text, days):
    return DAY.sub(lambda found: (date.fromisoformat(found.group()) + timedelta(days)).isoformat(), text)


def copies(source, path, number):
    """Row by row: a program that is started counts this one's memory as its own at first."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        for copy in range(number):
            with open(source, newline="", encoding="utf-8") as base:
                rows = csv.reader(base)
                header = next(rows)
                at = {name: place for place, name in enumerate(header)}
                if copy == 0:
                    out.writerow(header)
                for row in rows:
                    row[at["id"]] = f"{copy}-{row[at['id']]}"
                    if row[at["updates"]]:
                        row[at["updates"]] = f"{copy}-{row[at['updates']]}"
                    for name in ("reported_at", "start", "end"):
                        row[at[name]] = moved(row[at[name]], copy * DAYS)
                    out.writerow(row)


def run(command, out):
    begun = time.perf_counter()
    with open(out, "wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed: {said}")
    digest = hashlib.sha256()
    with open(out, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    took = time.perf_counter() - begun
    return took, usage.ru_maxrss / 1024, digest.hexdigest()[:16], said.strip().split("\n")[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("truce")
    parser.add_argument("folder")
    parser.add_argument("--copies", type=int, nargs="*", default=[1, 10])
    parser.add_argument("--shards", type=int, nargs="*", default=[4, 16])
    parser.add_argument("--whole", type=int, default=10)
    args = parser.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    base, learnt = (os.path.join(args.folder, name) for name in ("base.csv", "learnt.txt"))
    if not os.path.exists(base):
        truth = os.path.join(args.folder, "truth.csv")
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), "--reports", str(BASE), "--seed", "3",
                        "--out", base, "--truth", truth], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([args.truce, "link", base, "--parameters", learnt], check=True, stdout=subprocess.DEVNULL)
    at_fault = False
    for number in args.copies:
        reports = os.path.join(args.folder, f"reports{number}.csv")
        if not os.path.exists(reports):
            copies(base, reports, number)
        command = [args.truce, "link", reports, "--parameters", learnt, "--format", "ndjson", "--work", args.folder]
        whole = None
        if number <= args.whole:
            whole = run(command[:-2], os.path.join(args.folder, "whole.ndjson"))
            print(f"{number * BASE:>10} at once    {whole[0]:7.1f} s {whole[1]:6.0f} MiB  {whole[2]}", flush=True)
        for shards in args.shards:
            some = run([*command, "--shards", str(shards)], os.path.join(args.folder, "shards.ndjson"))
            same = "" if whole is None else "the same" if some[2] == whole[2] else "OTHER LINES"
            at_fault |= same == "OTHER LINES"
            print(f"{number * BASE:>10} {shards:>3} shards  {some[0]:7.1f} s {some[1]:6.0f} MiB  {some[2]} {same}\n"
                  f"           {some[3]}", flush=True)
    sys.exit(at_fault)


main()
