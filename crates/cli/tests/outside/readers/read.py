"""Reads the Parquet file and the spreadsheet of an export with readers of others, and holds every cell against the CSV."""

import csv
import struct
import sys

import duckdb
import openpyxl

folder = sys.argv[1]
with open(f"{folder}/events.csv", encoding="utf-8-sig", newline="") as file:
    reader = csv.DictReader(file)
    expected, names = list(reader), reader.fieldnames
assert expected, "the CSV has rows"


def same(cell, text):
    if cell is None:
        return text == ""
    return float(text) == cell if isinstance(cell, (int, float)) else text == cell


def held(rows, whose):
    assert len(rows) == len(expected), f"{whose}: {len(rows)} rows, not {len(expected)}"
    for number, (row, wanted) in enumerate(zip(rows, expected)):
        for name in names:
            assert same(row[name], wanted[name]), f"{whose}, row {number}, {name}: {row[name]!r}, not {wanted[name]!r}"


query = duckdb.connect().execute(f"select * from read_parquet('{folder}/events.parquet')")
columns = [column[0] for column in query.description]
rows = [dict(zip(columns, row)) for row in query.fetchall()]
held(rows, "parquet")
n_points = 0
for row in rows:
    shape = row["geometry"]
    if shape is None:
        assert row["lon"] is None
        continue
    # DuckDB gives well-known binary, or its text where it knows of geometry.
    if isinstance(shape, str):
        at = tuple(float(part) for part in shape.removeprefix("POINT (").removesuffix(")").split())
    else:
        order, kind, *at = struct.unpack("<BIdd", bytes(shape))
        assert (order, kind) == (1, 1)
    assert tuple(at) == (row["lon"], row["lat"]), (at, row)
    n_points += 1

sheets = openpyxl.load_workbook(f"{folder}/events.xlsx", read_only=True)
called = list(sheets["names"].values)
assert called[0] == ("what", "id", "name") and ("party", "north", "The North") in called, called
lines = list(sheets["events"].iter_rows(values_only=True))
head = list(lines[0])
held([dict(zip(head, line)) for line in lines[1:]], "xlsx")
said = {line[0] for line in sheets["columns"].iter_rows(values_only=True)}
assert set(names) >= said and "start" in said, said
print(f"{len(rows)} rows, {n_points} points")
