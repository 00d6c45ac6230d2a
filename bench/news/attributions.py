#!/usr/bin/env python3
"""attributions.py TRUCE POLNEAR PART: who says what, against the corpus PolNeAR.

POLNEAR is a checkout of networkdynamics/PolNeAR, PART is train, dev or test. The first annotator of each article is taken. The corpus
annotates no attribution within another, so those that `truce extract` finds within one are left out, and so is what outlets tell in
their own name. Words are runs of letters and digits, with apostrophes, hyphens and dots inside.

  attribution  pairs, one to one, with half of the content's words in common, and a word of the source (or both without a source)
  strict       the same with content and source equal, word by word
  content      words within any content
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

WORD = re.compile(r"\w+(?:[’'\-.]\w+)*")


def gold(folder):
    texts, found = {}, {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        text = folder / "text" / f"{name}.txt"
        if name in found or not text.exists():
            continue
        texts[name] = text.read_bytes().decode()
        spans, events = {}, []
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = line.split("\t")
            if parts[0].startswith("T") and len(parts) > 2:
                label, places = parts[1].split(" ", 1)
                spans[parts[0]] = [tuple(map(int, place.split())) for place in places.split(";")]
            elif parts[0].startswith("E"):
                events.append([role.split(":") for role in parts[1].split()])
        found[name] = []
        for event in events:
            said = {"source": [], "content": []}
            for role, target in event:
                role = role.rstrip("0123456789").lower()
                if role in said:
                    said[role] += spans.get(target, [])
            found[name].append(said)
    return texts, found


def extracted(truce, texts):
    out = {name: [] for name in texts}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (pathlib.Path(folder) / f"{name}.txt").write_bytes(text.encode())
        run = subprocess.run([truce, "extract", folder, "--format", "ndjson"], capture_output=True, text=True, encoding="utf-8")
    places = {}
    for line in run.stdout.splitlines():
        one = json.loads(line)
        if "cue" not in one["spans"] or one["within"] or one["part_of"]:
            continue
        name = one["document"]["name"].removesuffix(".txt")
        if name not in places:
            raw, place = texts[name].encode(), []
            for number, character in enumerate(texts[name]):
                place += [number] * len(character.encode())
            places[name] = place + [len(texts[name])]
            assert len(places[name]) == len(raw) + 1
        place = places[name]
        characters = lambda span: (place[span[0]], place[span[1]])
        source = one["spans"].get("said_by")
        out[name].append({"source": [characters(source)] if source else [], "content": list(map(characters, one["spans"]["content"]))})
    return out


def words_in(words, spans):
    return frozenset(n for n, (start, end) in enumerate(words) if any(start < to and since < end for since, to in spans))


def paired(ours, theirs, value):
    """How many pairs there are, each used once, the best first."""
    pairs = sorted(((value(a, b), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs)), reverse=True)
    used = (set(), set())
    for score, i, j in pairs:
        if score > 0 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return len(used[0])


def shown(name, both, ours, theirs):
    precision, recall = both / max(ours, 1), both / max(theirs, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:12} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


def main(truce, polnear, part):
    texts, annotated = gold(pathlib.Path(polnear) / "data" / part)
    found = extracted(truce, texts)
    counts = dict.fromkeys(("ours", "theirs", "loose", "strict", "words", "words_ours", "words_theirs"), 0)
    for name, text in texts.items():
        words = [match.span() for match in WORD.finditer(text)]
        sets = lambda all: [one for one in ((words_in(words, said["source"]), words_in(words, said["content"])) for said in all) if one[1]]
        ours, theirs = sets(found[name]), sets(annotated[name])
        share = lambda a, b: len(a[1] & b[1]) / len(a[1] | b[1])
        same_source = lambda a, b: bool(a[0] & b[0]) or not a[0] and not b[0]
        counts["ours"] += len(ours)
        counts["theirs"] += len(theirs)
        counts["loose"] += paired(ours, theirs, lambda a, b: share(a, b) if share(a, b) >= 0.5 and same_source(a, b) else 0)
        counts["strict"] += paired(ours, theirs, lambda a, b: int(a == b))
        in_ours, in_theirs = (frozenset().union(*(one[1] for one in all)) for all in (ours, theirs))
        counts["words"] += len(in_ours & in_theirs)
        counts["words_ours"] += len(in_ours)
        counts["words_theirs"] += len(in_theirs)
    empty = sum(not found[name] for name in texts)
    print(f"{len(texts)} articles, {counts['theirs']} attributions, {counts['ours']} found; articles without any: {empty}")
    shown("attribution", counts["loose"], counts["ours"], counts["theirs"])
    shown("strict", counts["strict"], counts["ours"], counts["theirs"])
    shown("content", counts["words"], counts["words_ours"], counts["words_theirs"])


if __name__ == "__main__":
    main(*sys.argv[1:4])
