#!/usr/bin/env python3
"""Two sites in network namespaces, with a line of 64 kbit/s that loses a tenth of the packets and is cut every 20 seconds.

line.py TRUCE AGREEMENT.md FOLDER [ENTRIES]

Makes a mission with so many reports (100,000), a site that has nothing yet, and brings them together over that line; then once more.
Prints what went over the line, as the program counts it and as the interface does, beside the size of what was missing, packed by xz in one
piece. Needs root, ip, tc and nft, and an hour and more for 100,000 entries.
"""

import lzma
import pathlib
import random
import re
import subprocess
import sys
import threading
import time

TRUCE, AGREEMENT, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
N = int(sys.argv[4]) if len(sys.argv) > 4 else 100_000
HQ, NORTH = "10.77.0.1", "10.77.0.2"


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more)


def truce(*words):
    return run(TRUCE, *words)


def rows(path):
    chance = random.Random(7)
    words = "shelling heard from the ridge near the river two people hurt the road was closed patrol saw smoke at dawn".split()
    with open(path, "w") as out:
        out.write("id,source,origin,type,start,lon,lat,by,killed,text\n")
        for n in range(N):
            text = " ".join(chance.choices(words, k=12))
            out.write(
                f"r{n},s{n % 40},,shelling,2026-{1 + n % 12:02}-{1 + n % 28:02},{33 + chance.random():.4f},"
                f"{15 + chance.random():.4f},,{chance.choice(['', 0, 1, 2])},{text}\n"
            )


def lines(up):
    for place, device in (("t-hq", "v-hq"), ("t-north", "v-north")):
        run("ip", "netns", "exec", place, "ip", "link", "set", device, "up" if up else "down")


def network():
    subprocess.run(["ip", "netns", "del", "t-hq"], capture_output=True)
    subprocess.run(["ip", "netns", "del", "t-north"], capture_output=True)
    for place in ("t-hq", "t-north"):
        run("ip", "netns", "add", place)
    run("ip", "link", "add", "v-hq", "netns", "t-hq", "type", "veth", "peer", "name", "v-north", "netns", "t-north")
    for place, device, address in (("t-hq", "v-hq", HQ), ("t-north", "v-north", NORTH)):
        inside = ["ip", "netns", "exec", place]
        run(*inside, "ip", "addr", "add", f"{address}/24", "dev", device)
        run(*inside, "ip", "link", "set", "lo", "up")
        # Slow where packets leave, lossy where they arrive: a sender must not notice what is lost.
        run(*inside, "tc", "qdisc", "add", "dev", device, "root", "tbf", "rate", "64kbit", "burst", "1600", "latency", "600ms")
        run(*inside, "nft", "add", "table", "ip", "line")
        run(*inside, "nft", "add", "chain", "ip", "line", "in", "{ type filter hook input priority 0; }")
        run(*inside, "nft", "add", "rule", "ip", "line", "in", "iifname", device, "numgen", "random", "mod", "10", "0", "counter", "drop")
    lines(True)


def cut(until):
    while not until.wait(20):
        lines(False)
        time.sleep(3)
        lines(True)


def on_interface():
    count = lambda what: int(run("ip", "netns", "exec", "t-north", "cat", f"/sys/class/net/v-north/statistics/{what}_bytes").stdout)
    return count("tx") + count("rx")


def missing():
    """What was missing, in one piece: the entries as they stand in the log, and what is beside them."""
    truce("export", str(FOLDER / "hq"), "--as", "ledger", "--out", str(FOLDER / "copy"))
    parts = [path for kind in ("entries", "details") for path in sorted((FOLDER / "copy" / kind).rglob("*")) if path.is_file()]
    plain = b"".join(path.read_bytes() for path in parts)
    return len(plain), len(lzma.compress(plain, preset=6))


def sync(root):
    before, begun = on_interface(), time.time()
    words = ["sync", str(FOLDER / "north"), f"http://{HQ}:8088", "--plain", "--root", root, "--patience", "60"]
    done = subprocess.run(["ip", "netns", "exec", "t-north", TRUCE, *words], capture_output=True, text=True)
    took, wire = time.time() - begun, on_interface() - before
    found = re.search(r"sent (\d+) bytes, received (\d+), (\d+) requests again", done.stderr)
    print(done.stdout.strip(), "| exit", done.returncode, flush=True)
    if not found:
        print(done.stderr[-2000:])
        return
    sent, came, again = map(int, found.groups())
    print(f"  {took:.0f} s; the program: {sent} bytes sent, {came} received, {again} requests again; the interface: {wire} bytes", flush=True)
    return sent + came, wire


def main():
    FOLDER.mkdir(parents=True)
    hq, north = str(FOLDER / "hq"), str(FOLDER / "north")
    truce("init", hq, "--agreement", AGREEMENT)
    rows(FOLDER / "rows.csv")
    print(truce("import", hq, str(FOLDER / "rows.csv"), "--as", "reports").stdout.strip(), flush=True)
    request = truce("site", "new", north, "--name", "north").stdout.strip()
    root = truce("site", "add", hq, request).stdout.split()[-1]
    plain, packed = missing()
    print(f"missing: {plain} bytes, packed by xz {packed}", flush=True)
    network()
    server = subprocess.Popen(["ip", "netns", "exec", "t-hq", TRUCE, "serve", hq, "--port", "8080", "--forms", f"{HQ}:8088"])
    time.sleep(5)
    over = threading.Event()
    cutter = threading.Thread(target=cut, args=(over,), daemon=True)
    cutter.start()
    try:
        first = sync(root)
        if first:
            print(f"  of what was missing, packed: the program {first[0] / packed:.3f}, the interface {first[1] / packed:.3f}")
        sync(root)
    finally:
        over.set()
        server.terminate()
    print(truce("verify", north).stdout.strip())


main()
