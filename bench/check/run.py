#!/usr/bin/env python3
"""Times `truce check` on long agreements against the same program on one rule, and against a plain pass over the file.

    run.py TRUCE FOLDER [--provisions N ...] [--runs 10]

TRUCE is the release binary; FOLDER, outside the repository, keeps the generated files and the probe's build. Times are of
whole processes, from start to exit, by turns; what checking takes is the median beyond that of the one rule. Says how the
time grows with the number of provisions. Exit code 1 where an agreement is not found without fault, or where checking 1,000
provisions takes 100 ms or more. Standard library only.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEED = 4630
BAR_MS, BAR_PROVISIONS = 100, 1_000


def timed(words):
    """Milliseconds of the whole process, its peak memory in MiB, and what it said."""
    started = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = child.stdout.read().decode(errors="replace")
    _, status, used = os.wait4(child.pid, 0)
    took = (time.perf_counter() - started) * 1000
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{words[0]} ended with {child.returncode}: {said[-2000:]}")
    return took, used.ru_maxrss / 1024, said


def say(name, runs):
    times = sorted(took for took, _, _ in runs)
    middle = statistics.median(times)
    mib = max(mib for _, mib, _ in runs)
    print(f"  {name:9} {times[0]:7.1f} {middle:7.1f} {times[-1]:7.1f} ms (least, median, most); {mib:.0f} MiB", flush=True)
    return middle


def measure(args, probe, n_provisions):
    """Milliseconds beyond those of the one rule."""
    folder = args.folder / f"provisions-{n_provisions}"
    subprocess.run([sys.executable, HERE / "generate.py", str(n_provisions), str(SEED), folder], check=True)
    file = folder / "agreement.md"
    words = {
        "check": [args.truce, "check", file],
        "one rule": [args.truce, "check", folder / "one-rule.md"],
        "probe": [probe, file],
    }
    runs = {name: [] for name in words}
    for _ in range(args.runs):
        for name, of_name in words.items():
            runs[name].append(timed(of_name))
    said = runs["check"][0][2].strip().splitlines()
    print(f"{n_provisions} provisions, {file.stat().st_size:,} bytes; truce says: {said[-1]}")
    whole, start, plain = (say(name, runs[name]) for name in words)
    beyond = whole - start
    print(f"  checking takes {beyond:.1f} ms beyond the one rule; the whole {whole / plain:.1f} times as long as the probe")
    if said[-1] != "0 errors, 0 warnings" or f" {n_provisions} provisions," not in said[0]:
        sys.exit("the generated agreement is not read as it was meant: " + "\n".join(said[:20]))
    return beyond


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truce", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--provisions", type=int, nargs="+", default=[1_000, 2_000, 4_000])
    parser.add_argument("--runs", type=int, default=10)
    args = parser.parse_args()
    args.folder, args.truce = args.folder.resolve(), args.truce.resolve()
    if args.folder.is_relative_to(HERE.parents[1]):
        parser.error("the folder must lie outside the repository")
    args.folder.mkdir(parents=True, exist_ok=True)

    target = args.folder / "probe-target"
    build = ["cargo", "build", "--quiet", "--release", "--manifest-path", HERE / "probe" / "Cargo.toml"]
    subprocess.run([*build, "--target-dir", target], check=True)
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    beyond = {n: measure(args, target / "release" / "probe", n) for n in args.provisions}
    least = min(beyond)
    for n_provisions in sorted(beyond)[1:]:
        grown = beyond[n_provisions] / beyond[least]
        print(f"{n_provisions / least:g} times the provisions take {grown:.2f} times as long")
    if BAR_PROVISIONS in beyond:
        holds = beyond[BAR_PROVISIONS] < BAR_MS
        print(f"{BAR_PROVISIONS} provisions in less than {BAR_MS} ms: {'yes' if holds else 'no'}")
        return 0 if holds else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
