"""What `truce evaluate --final --shard` takes per million events, over folders of ever more rows, one shard at a time.

    linear.py TRUCE SHARD ROUNDS FOLDER...

Each FOLDER is one of generate_many.py. In each round every folder is evaluated, the small ones as often as it takes to
make up for the noise of a machine; the ratio of a round is of times taken within it. Linux, standard library.
"""

import os
import statistics
import subprocess
import sys
import time


def once(truce, shard, folder):
    command = [truce, "evaluate", f"{folder}/agreement.md", "--events", f"{folder}/events.csv", "--format", "ndjson", "--final", "--shard", shard]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    truce, shard, rounds, folders = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    rows = {}
    for folder in folders:
        with open(f"{folder}/events.csv", "rb") as file:
            rows[folder] = sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 24), b"")) - 1
    per_million = {folder: [] for folder in folders}
    most = 0
    for _ in range(rounds):
        for folder in folders:
            runs = [once(truce, shard, folder) for _ in range(max(1, min(20, 20_000_000 // rows[folder])))]
            elapsed, cpu = (statistics.median(run[kind] for run in runs) * 1e6 / rows[folder] for kind in (0, 1))
            most = max(most, *(run[2] for run in runs))
            per_million[folder].append((elapsed, cpu))
            print(f"{rows[folder]:>12} events: {elapsed:.3f} s a million, {cpu:.3f} s of processors, {len(runs)} runs", flush=True)
    least = folders[0]
    for folder in folders[1:]:
        for kind, name in ((0, "time"), (1, "processors")):
            ratios = [other[kind] / own[kind] for own, other in zip(per_million[least], per_million[folder])]
            print(f"{rows[folder]} against {rows[least]} events, {name} per event: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    print(f"at most {most:.0f} MiB")


main()
