"""Runs written cases through an engine, and says where its lines are not those expected.

    run.py duckdb FOLDER
    run.py postgres FOLDER      (PGHOST says where it listens)

FOLDER holds a folder for each case: table.sql, events.csv (or events, a folder of Parquet), script.sql, expected.ndjson.
"""

import os
import pathlib
import subprocess
import sys
import time

from statements import statements


def duckdb_lines(case):
    import duckdb

    engine = duckdb.connect()
    engine.execute("SET threads = 1")
    if (case / "events").is_dir():
        engine.execute(f"CREATE VIEW events AS FROM read_parquet('{case}/events/**/*.parquet', hive_partitioning = true)")
    else:
        engine.execute((case / "table.sql").read_text())
        engine.execute(f"COPY events FROM '{case / 'events.csv'}' (HEADER, NULLSTR '', DELIMITER ',', QUOTE '\"', ESCAPE '\"')")
    for statement in statements((case / "script.sql").read_text()):
        try:
            engine.execute(statement)
        except Exception as error:
            raise RuntimeError(f"{error}\n{statement}") from error
    lines = [line for (line,) in engine.execute("SELECT line FROM assessments").fetchall()]
    engine.close()
    return lines


def postgres_lines(case):
    table = (case / "table.sql").read_text().rstrip().rstrip(";")
    script = ";\n".join(["BEGIN", "CREATE SCHEMA truce_case", "SET search_path = truce_case, public", table]) + ";\n"
    script += f"\\copy events FROM '{case / 'events.csv'}' WITH (FORMAT csv, HEADER, NULL '')\n"
    body = (case / "script.sql").read_text().replace("SET search_path = pg_temp, public", "SET search_path = pg_temp, truce_case, public")
    script += body + "\nCOPY (SELECT line FROM assessments) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02');\nROLLBACK;\n"
    done = subprocess.run(
        ["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", "postgres"], input=script, capture_output=True, text=True,
        env={**os.environ, "PGOPTIONS": "-c client_min_messages=error -c timezone=UTC"},
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.split("\n")[:-1]


def main():
    engine, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    lines_of = {"duckdb": duckdb_lines, "postgres": postgres_lines}[engine]
    n_wrong, n_cases, started = 0, 0, time.monotonic()
    for case in sorted(folder.iterdir(), key=lambda path: (len(path.name), path.name)):
        n_cases += 1
        expected = (case / "expected.ndjson").read_text().split("\n")[:-1]
        try:
            said = sorted(lines_of(case), key=lambda line: line.encode())
        except RuntimeError as error:
            n_wrong += 1
            print(f"{case}: {str(error)[:3000]}")
            continue
        expected.sort(key=lambda line: line.encode())
        if said != expected:
            n_wrong += 1
            (case / "said.ndjson").write_text("".join(line + "\n" for line in said))
            print(f"{case}: {len(said)} lines, {len(expected)} expected")
            for line in [line for line in expected if line not in set(said)][:3]:
                print(f"  expected {line}")
            for line in [line for line in said if line not in set(expected)][:3]:
                print(f"  said     {line}")
    print(f"{n_cases} cases in {time.monotonic() - started:.1f} s, {n_wrong} wrong")
    sys.exit(1 if n_wrong else 0)


main()
