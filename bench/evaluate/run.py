#!/usr/bin/env python3
"""Times `truce evaluate` against a plain pass over the same file, and asks the twin whether it is right.

    run.py TRUCE FOLDER [--events N ...] [--by-rule] [--no-twin]
    run.py TRUCE FOLDER --scaling

TRUCE is the release binary; FOLDER, outside the repository, keeps the generated files, the probe's build and the
outputs. Best of three runs each, by turns; what the twin is to compare is written to a file, all else to the null device; the rate is of whole processes, from start to exit.
Beside it stands the processor time, which other programs on the machine disturb less. --by-rule also times each rule
alone, and none: reading the file only. --scaling asks how the time grows: the deadline alone beside the probe, ten
times the events, ten times the trucks that wait at once, 100 rules in place of four.
Before the measured files, a small file of awkward rows (generate.py --odd) is compared with the twin. Exit code 1 if
anything differs. Standard library only.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
A_DAY = 27_000
OPEN = 5_000
N_RUNS = 3
ODD = (20_000, 4, 500, 0.1)


def generated(folder, n_events, days, n_open, odd=0.0):
    """The folder with the events and the agreement; made once for each version of the generator."""
    generator = HERE / "generate.py"
    into = folder / f"events-{n_events}-{days}-{n_open}" / ("odd" if odd else "plain")
    made_by = into / "generate.py"
    if not made_by.exists() or made_by.read_bytes() != generator.read_bytes():
        words = [sys.executable, generator, str(n_events), str(days), str(n_open), into, "--odd", str(odd)]
        subprocess.run(words, check=True)
        made_by.write_bytes(generator.read_bytes())
    return into


def timed(words, out):
    """Seconds of the whole process, its processor seconds, and its peak memory in MiB."""
    with open(out, "wb") as output:
        started = time.perf_counter()
        child = subprocess.Popen(words, stdout=output, stderr=subprocess.PIPE)
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{words[0]} ended with {child.returncode}: {said.decode(errors='replace')[-2000:]}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def truce_words(truce, folder, agreement="agreement.md", more=()):
    return [truce, "evaluate", folder / agreement, "--events", folder / "events.csv", "--format", "ndjson", *more]


def by_rule(truce, folder, n_events):
    """Each rule alone, and none."""
    parts = re.split(r"(?m)^(?=## )", (folder / "agreement.md").read_text(encoding="utf-8"))
    rules = [part[3:5] for part in parts if re.match(r"## B\d", part)]
    for rule in ["none", *rules]:
        kept = [part for part in parts if part[3:5] not in rules or part[3:5] == rule]
        (folder / "one-rule.md").write_text("".join(kept), encoding="utf-8")
        words = truce_words(truce, folder, "one-rule.md")
        say(f"rule {rule}", n_events, min(timed(words, os.devnull) for _ in range(N_RUNS)))


def say(name, n_events, run):
    seconds, processor, mib = run
    used = f"{seconds:.3f} s, processor {processor:.3f} s, {mib:.0f} MiB"
    print(f"  {name:9} {n_events / seconds:10,.0f} events/s ({used})", flush=True)


def twin(folder, out):
    """Whether the twin agrees, and what it says."""
    words = [sys.executable, HERE / "twin.py", folder / "events.csv", "--against", out]
    started = time.perf_counter()
    asked = subprocess.run(words, capture_output=True, text=True)
    print(f"  twin, {time.perf_counter() - started:.0f} s: {(asked.stdout + asked.stderr).strip()}", flush=True)
    return asked.returncode == 0


def measure(args, probe, n_events):
    days = max(4, round(n_events / A_DAY))
    n_open = round(OPEN * n_events / days / A_DAY)
    folder = generated(args.folder, n_events, days, n_open)
    out = folder / "truce.ndjson"
    truce_runs, final_runs, probe_runs = [], [], []
    final = truce_words(args.truce, folder, more=["--final", "--lateness", "1d"])
    for _ in range(N_RUNS):
        probe_runs.append(timed([probe, folder / "events.csv"], folder / "probe.txt"))
        truce_runs.append(timed(truce_words(args.truce, folder), os.devnull if args.no_twin else out))
        final_runs.append(timed(final, os.devnull))
    truce, finally_, plain = min(truce_runs), min(final_runs), min(probe_runs)
    if args.no_twin:
        timed(truce_words(args.truce, folder), out)
    with open(out, "rb") as output:
        n_assessments = sum(1 for _ in output)
    print(f"{n_events} events, {days} days, about {n_open} trucks open, {n_assessments} assessments")
    say("truce", n_events, truce)
    say("--final", n_events, finally_)
    say("probe", n_events, plain)
    for name, run in (("truce", truce), ("--final", finally_)):
        longer, dearer = run[0] / plain[0], run[1] / plain[1]
        print(f"  {name} takes {longer:.1f} times as long as the probe, {dearer:.1f} times its processor time", flush=True)
    if args.by_rule:
        by_rule(args.truce, folder, n_events)
    return args.no_twin or twin(folder, out)


def hundred_rules(text):
    """The agreement with each rule 25 times, under ids of their own."""
    parts = re.split(r"(?m)^(?=## )", text)
    copies = []
    for part in parts:
        rule = re.match(r"## (B\d)", part)
        copies += [part.replace(rule[1], f"{rule[1]}x{n:02}") for n in range(25)] if rule else [part]
    return "".join(copies)


def scaling(args, probe):
    """How the time grows, in ratios within this run."""
    n_events, days = 1_000_000, 37
    few = generated(args.folder, n_events, days, OPEN)
    many = generated(args.folder, n_events, days, 10 * OPEN)
    long = generated(args.folder, 10 * n_events, 10 * days, OPEN)
    text = (few / "agreement.md").read_text(encoding="utf-8")
    (few / "hundred.md").write_text(hundred_rules(text), encoding="utf-8")
    parts = re.split(r"(?m)^(?=## )", text)
    deadline = "".join(part for part in parts if not re.match(r"## B\d", part) or part.startswith("## B2"))
    (few / "deadline.md").write_text(deadline, encoding="utf-8")
    runs = {
        "probe": [probe, few / "events.csv"],
        "four rules": truce_words(args.truce, few),
        "deadline": truce_words(args.truce, few, "deadline.md"),
        "100 rules": truce_words(args.truce, few, "hundred.md"),
        "10 x trucks": truce_words(args.truce, many),
        "10 x events": truce_words(args.truce, long),
        "--final": truce_words(args.truce, few, more=["--final", "--lateness", "1d"]),
        "--final, 10 x trucks": truce_words(args.truce, many, more=["--final", "--lateness", "1d"]),
        "--final, 10 x events": truce_words(args.truce, long, more=["--final", "--lateness", "1d"]),
    }
    best = {name: (float("inf"), 0, 0) for name in runs}
    for _ in range(N_RUNS):
        for name, words in runs.items():
            best[name] = min(best[name], timed(words, os.devnull))
    for name, (seconds, processor, mib) in best.items():
        print(f"  {name:22} {seconds:7.3f} s, processor {processor:7.3f} s, {mib:5.0f} MiB", flush=True)
    took = {name: run[0] for name, run in best.items()}
    rate, plain = n_events / took["deadline"], n_events / took["probe"]
    print(f"  deadline alone: {rate:,.0f} events/s where the probe does {plain:,.0f} lines/s; {rate / plain:.2f} of it")
    try:
        for rule in ("B1", "B2", "B3", "B4"):
            words = [sys.executable, HERE / "duckdb_rules.py", rule]
            for name, folder, final in (("", few, "--final"), (", 10 x events", long, "--final, 10 x events")):
                seconds, processor, mib = min(timed([*words, folder / "events.csv"], os.devnull) for _ in range(N_RUNS))
                ratio = seconds / took[final]
                print(f"  DuckDB, {rule}{name}: {seconds:.3f} s, {mib:.0f} MiB, {ratio:.2f} times --final", flush=True)
    except SystemExit as error:
        print(f"  DuckDB was not asked: {error}")
    for name, of in (("100 rules", "four rules"), ("10 x trucks", "four rules"), ("10 x events", "four rules"),
                     ("--final, 10 x trucks", "--final"), ("--final, 10 x events", "--final")):
        print(f"  {name}: {took[name] / took[of]:.2f} times as long")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truce", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--by-rule", action="store_true")
    parser.add_argument("--no-twin", action="store_true")
    parser.add_argument("--scaling", action="store_true")
    args = parser.parse_args()
    args.folder = args.folder.resolve()
    if args.folder.is_relative_to(HERE.parents[1]):
        parser.error("the folder must lie outside the repository")
    args.folder.mkdir(parents=True, exist_ok=True)

    target = args.folder / "probe-target"
    build = ["cargo", "build", "--quiet", "--release", "--manifest-path", HERE / "probe" / "Cargo.toml"]
    subprocess.run([*build, "--target-dir", target], check=True)
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    if args.scaling:
        scaling(args, target / "release" / "probe")
        return 0
    agrees = True
    if not args.no_twin:
        n_events, days, n_open, odd = ODD
        folder = generated(args.folder, n_events, days, n_open, odd)
        out = folder / "truce.ndjson"
        timed(truce_words(args.truce, folder), out)
        print(f"{n_events} events, one in {1 / odd:.0f} awkward")
        agrees &= twin(folder, out)
    for n_events in args.events:
        agrees &= measure(args, target / "release" / "probe", n_events)
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
