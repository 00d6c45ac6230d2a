"""Runs a script of `truce sql` in DuckDB over a folder of the benchmark, and compares its lines.

    duckdb_script.py TRUCE FOLDER [MEMORY]

FOLDER holds agreement.md, events (Parquet, from truce export --partitioned) and ours.ndjson. Two threads, at most MEMORY (12GB).
Says each step of more than half a second, the whole, and the memory. Needs the package duckdb.
"""

import pathlib
import resource
import subprocess
import sys
import time

import duckdb

truce, folder = sys.argv[1], pathlib.Path(sys.argv[2])
memory = sys.argv[3] if len(sys.argv) > 3 else "12GB"
script = subprocess.run([truce, "sql", folder / "agreement.md", "--dialect", "duckdb"], check=True, capture_output=True, text=True).stdout
engine = duckdb.connect()
engine.execute(f"SET threads = 2; SET memory_limit = '{memory}'; SET temp_directory = '{folder}/spilled'; SET preserve_insertion_order = false")
engine.execute(f"CREATE VIEW events AS FROM read_parquet('{folder}/events/**/*.parquet', hive_partitioning = true)")
begun = time.monotonic()
lines = (line for line in script.split("\n") if not line.startswith("--"))
for statement in "\n".join(lines).split(";\n"):
    if statement.strip():
        step = time.monotonic()
        engine.execute(statement)
        if time.monotonic() - step > 0.5:
            print(f"{time.monotonic() - step:6.1f} s  {' '.join(statement.split())[:90]}")
said = folder / "said.ndjson"
engine.execute(f"COPY (SELECT line FROM assessments) TO '{said}' (FORMAT csv, HEADER false, QUOTE '\x01', ESCAPE '\x01', DELIMITER '\x02')")
print(f"{time.monotonic() - begun:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
ours, theirs = (sorted((folder / name).read_bytes().split(b"\n")) for name in ["ours.ndjson", "said.ndjson"])
print("the same lines" if ours == theirs else "OTHER LINES")
sys.exit(0 if ours == theirs else 1)
