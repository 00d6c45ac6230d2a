#!/usr/bin/env python3
"""speed.py TRUCE TEXTS [MODEL]: sentences a second on one core, beside spaCy's tagger and parser on the same texts in the same run.

TEXTS is a folder of articles (.txt); MODEL the folder of en_core_web_sm 3.8. Needs spacy for MODEL. Sentences are counted by spaCy
where it runs, else by full stops. `truce extract` does all that it does: parse, attributions, acts, names, times, JSON.
"""
import os
import pathlib
import re
import resource
import subprocess
import sys
import time


def main(truce, texts, model=None):
    os.sched_setaffinity(0, {0})
    files = sorted(pathlib.Path(texts).glob("*.txt"))
    paragraphs = [" ".join(line.split()) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    n_sentences = sum(len(re.findall(r"[.!?][”\"’']?(?:\s|$)", paragraph)) or 1 for paragraph in paragraphs)
    if model:
        os.environ["OMP_NUM_THREADS"] = "1"
        import spacy
        nlp = spacy.util.load_model(model, exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
        list(nlp.pipe(paragraphs[:50]))
    for turn in range(3):
        if model:
            begun = time.perf_counter()
            n_sentences = sum(len(list(doc.sents)) for doc in nlp.pipe(paragraphs))
            theirs = n_sentences / (time.perf_counter() - begun)
        begun = time.perf_counter()
        subprocess.run([truce, "extract", *map(str, files), "--format", "ndjson"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ours = n_sentences / (time.perf_counter() - begun)
        beside = f", spaCy {theirs:.0f}, {ours / theirs:.2f} times as many" if model else ""
        print(f"{n_sentences} sentences: {ours:.0f} a second{beside}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"memory {peak:.0f} MiB at the peak")


if __name__ == "__main__":
    main(*sys.argv[1:4])
