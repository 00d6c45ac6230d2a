#!/usr/bin/env python3
"""Links generated reports with `truce link`, scores the links on the truth, and measures beside Splink where it is installed.

  run.py TRUCE LINK_BENCH FOLDER [--reports N] [--own REPORTS.csv TRUTH.csv] [--splink PYTHON]

Scores are pairwise precision, recall and F1, and B-cubed F1 (Amigo and others 2009). REPORTS is in the reports format, TRUTH has
report_id and incident_id. Times are of whole processes, by turns, best of three.
"""
import argparse, csv, json, os, subprocess, sys, time
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))


def score(truth, links):
    both = Counter((truth[r], e) for r, e in links.items() if r in truth)
    events, found = Counter(truth[r] for r in links if r in truth), Counter(e for r, e in links.items() if r in truth)
    pairs = lambda counts: sum(n * (n - 1) // 2 for n in counts.values())
    right, linked, true = pairs(both), pairs(found), pairs(events)
    n = sum(events.values())
    b_precision = sum(c * c / found[e] for (_, e), c in both.items()) / n
    b_recall = sum(c * c / events[t] for (t, _), c in both.items()) / n
    f1 = lambda p, r: 2 * p * r / (p + r) if p + r else 0.0
    p, r = right / max(1, linked), right / max(1, true)
    return f"precision {p:.4f} recall {r:.4f} F1 {f1(p, r):.4f} B-cubed {f1(b_precision, b_recall):.4f}"


def measured(command, out):
    begun = time.perf_counter()
    with open(out, "wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def links_of(path):
    with open(path) as file:
        return {link["report"]: link["event"] for link in map(json.loads, file)}


def truth_of(path):
    with open(path) as file:
        return {row["report_id"]: row["incident_id"] for row in csv.DictReader(file)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("truce")
    parser.add_argument("link_bench")
    parser.add_argument("folder")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--own", nargs=2, metavar=("REPORTS", "TRUTH"))
    parser.add_argument("--taught", nargs=2, metavar=("REPORTS", "TRUTH"), help="other reports with their truth, to learn from")
    parser.add_argument("--splink", metavar="PYTHON", help="a Python with the packages splink and duckdb")
    a = parser.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    at = lambda name: os.path.join(a.folder, name)

    def generated(seed):
        reports, truth = at(f"reports-{a.reports}-{seed}.csv"), at(f"truth-{a.reports}-{seed}.csv")
        if not os.path.exists(truth):
            generate = [sys.executable, os.path.join(HERE, "generate.py"), "--reports", str(a.reports), "--seed", str(seed)]
            subprocess.run(generate + ["--per-day", "60", "--out", reports, "--truth", truth], check=True)
        return reports, truth

    reports, truth_file = a.own or generated(1)
    truth = truth_of(truth_file)
    link = [a.truce, "link", "--format", "ndjson"]
    out, learnt = at("links.ndjson"), at("learnt.txt")
    times, peers = [], []
    splink = a.splink and [a.splink, os.path.join(HERE, "splink_run.py"), reports, at("splink.csv")]
    best = ("", "")
    if splink:
        measured(splink, at("splink.txt"))
        for weight in open(at("splink.txt")).read().split():
            with open(at("splink.csv") + "." + weight) as file:
                links = {row["report_id"]: row["cluster_id"] for row in csv.DictReader(file)}
            best = max(best, (score(truth, links), weight), key=lambda one: one[0].partition(" F1 ")[2])
    for _ in range(3):
        times.append(measured(link + [reports], out))
        if splink:
            peers.append(measured(splink + [best[1]], at("splink.txt")))
    print("nobody's labels:", score(truth, links_of(out)))
    seconds, memory = min(times)
    print(f"whole process {seconds:.1f} s, {memory:.0f} MiB")
    if splink:
        splink_seconds, splink_memory = min(peers)
        print(f"Splink, at the match weight that is best on the truth ({best[1]}):", best[0])
        print(f"Splink's whole process {splink_seconds:.1f} s, {splink_memory:.0f} MiB; ours {seconds / splink_seconds:.2f} of its time")
    if os.path.exists(learnt):
        os.remove(learnt)
    taught = a.taught or (None if a.own else generated(2))
    if taught:
        measured(link + [taught[0], "--labels", taught[1], "--parameters", learnt], out)
        measured(link + [reports, "--parameters", learnt], out)
        print("labels of other reports:", score(truth, links_of(out)))
        os.remove(learnt)
    measured(link + [reports, "--parameters", learnt], out)
    for what, n in [("latency", 10_000), ("orders", 10), ("decisions", 1_000)]:
        print(what, subprocess.run([a.link_bench, what, reports, learnt, str(n)], check=True, capture_output=True, text=True).stdout, sep="\n")


main()
