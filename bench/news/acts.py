#!/usr/bin/env python3
"""acts.py TRUCE FOLDER [even|odd]: who did what to whom, against PETRARCH's unit-test records.

FOLDER is what petrarch.py wrote: records.jsonl, actors.csv, agents.csv. The records are given to `truce extract` as a feed, each with
its date, the actors as a mission's dictionary. Of each candidate with an act every pair of actors counts as an event; a meeting counts
both ways, and so does what several do together with nobody else. Counted as right are events whose source, target and the first two
digits of the code are those expected; the records fall into halves by the hash of their id, of which only the even one was looked at.
"""
import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

KINDS = {"state": "state", "img": "group"}


def dictionary(source, target):
    rows = list(csv.DictReader((source / "actors.csv").open(encoding="utf-8")))
    with (target / "actors.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, ["code", "name", "also", "kind", "from", "until"])
        out.writeheader()
        for row in rows:
            # The records write names with capitals; the list writes all in capitals.
            names = [row["name"], *row["also"].split("|")]
            out.writerow({"code": row["code"], "name": names[0].title(), "also": "|".join(name.title() for name in names[1:]),
                          "kind": KINDS.get(row["kind"], "organisation"), "from": row["from"], "until": row["until"]})
    (target / "agents.csv").write_text((source / "agents.csv").read_text(encoding="utf-8"), encoding="utf-8")


def events(one):
    side = lambda name: [actor["code"] for actor in one["actors"] if actor["side"] == name and actor["code"]]
    by, to, code = side("by"), side("to"), one["cameo"]
    pairs = [(a, b) for a in by for b in to]
    if not to and len(by) > 1:
        pairs = [(a, b) for a in by for b in by]
    if code.startswith("04"):
        pairs += [(b, a) for a, b in pairs]
    return {(a, b, code[:2]) for a, b in pairs if a != b}


def actor(text):
    return text.strip().strip('"').replace("~", "").replace("###", "+++") or "---"


def main(truce, folder, only=None):
    folder = pathlib.Path(folder)
    records = [json.loads(line) for line in (folder / "records.jsonl").open(encoding="utf-8")]
    records = [record for record in records if record.get("scored", True)]
    found = collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as names:
        names = pathlib.Path(names)
        dictionary(folder, names)
        items = [{"id": record["id"], "content_text": record["text"], "date_published": record["date"]} for record in records]
        feed = names / "feed.json"
        feed.write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "records", "items": items}), encoding="utf-8")
        command = [truce, "extract", str(feed), "--dictionary", str(names), "--own-names", "--format", "ndjson"]
        for line in subprocess.run(command, capture_output=True, text=True, encoding="utf-8").stdout.splitlines():
            one = json.loads(line)
            if one["cameo"]:
                number = int(one["document"]["name"].rsplit(".", 1)[1])
                found[records[number - 1]["id"]] |= events(one)
    for half in [only] if only else ["even", "odd", "all"]:
        ours = theirs = both = 0
        for record in records:
            if half not in (record["half"], "all"):
                continue
            expected = collections.Counter((actor(e["source"]), actor(e["target"]), e["code"][:2]) for e in record["events"])
            ours += len(found[record["id"]])
            theirs += sum(expected.values())
            both += sum((expected & collections.Counter(found[record["id"]])).values())
        precision, recall = both / max(ours, 1), both / max(theirs, 1)
        print(f"{half:5} {theirs} events, {ours} found  precision {precision:.3f}  recall {recall:.3f}  "
              f"F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
