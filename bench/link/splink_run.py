"""Splink (Linacre and others 2022) on reports in the reports format, without labels: deduplication, u and m by expectation
maximisation over three blocks. splink_run.py REPORTS.csv OUT [WEIGHT]: clusters at this match weight, or at several, writes OUT.WEIGHT
with report_id and cluster_id for each, and prints the weights.
"""
import logging, sys

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule

WEIGHTS = [float(weight) for weight in sys.argv[3:]] or [-2.0, -1.0, 0.0, 0.75, 2.0, 3.0, 4.5, 6.0]
logging.getLogger("splink").setLevel(logging.ERROR)
con = duckdb.connect()
con.execute(f"""create table reports as select id as unique_id, source,
  date_diff('day', date '2000-01-01', substr(start, 1, 10)::date)::int as day,
  case when place_precision in ('1', '2') then lat::double end as lat, case when place_precision in ('1', '2') then lon::double end as lon,
  nullif(place, '') as place, round(lat::double, 0) as lat0, round(lon::double, 0) as lon0, nullif(type, '') as type,
  split_part(type, '.', 1) as family, nullif("by", '') as by, nullif("to", '') as t, try_cast(killed as int) as killed
  from read_csv('{sys.argv[1]}', header=true, all_varchar=true)""")
level = levels.CustomLevel
given = lambda name: level(f"{name}_l is null or {name}_r is null", "null").configure(is_null_level=True)
made = lambda name, *rest: library.CustomComparison(output_column_name=name, comparison_levels=[given(name), *rest, levels.ElseLevel()])
comparisons = [
    made("day", level("day_l = day_r", "0"), level("abs(day_l - day_r) = 1", "1"), level("abs(day_l - day_r) = 2", "2")),
    made("lat", *[levels.DistanceInKMLevel("lat", "lon", km) for km in (0.05, 1, 3, 8, 20)]),
    made("place", levels.ExactMatchLevel("place", term_frequency_adjustments=True), levels.JaroWinklerLevel("place", 0.88)),
    made("type", level("type_l = type_r", "same"), level("family_l = family_r", "family")),
    made("by", level("by_l = by_r", "same")), made("t", level("t_l = t_r", "same")),
    made("killed", level("killed_l = killed_r and killed_l > 0", "same"), level("killed_l = killed_r", "none"), level("abs(killed_l - killed_r) = 1", "1")),
]
header = open(sys.argv[1]).readline().strip().split(",")
if "district" in header:  # blocks by district and day, as few as do
    con.execute(f"""create or replace table reports as select r.*, d.district from reports r
      join (select id, district from read_csv('{sys.argv[1]}', header=true, all_varchar=true)) d on r.unique_id = d.id""")
    near = "l.district = r.district and l.source <> r.source"
else:
    near = "(l.place = r.place or abs(l.lat0 - r.lat0) <= 1 and abs(l.lon0 - r.lon0) <= 1) and l.source <> r.source"
rules = [CustomRule(f"l.day = r.day + ({k}) and {near}") for k in (0, 1, -1, 2, -2)]
settings = SettingsCreator(link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules,
                           retain_matching_columns=False, retain_intermediate_calculation_columns=False)
api = DuckDBAPI(con)
linker = Linker(api.register("reports") if hasattr(api, "register") else "reports", settings)
train = linker.training
train.estimate_probability_two_random_records_match([CustomRule("l.place = r.place and l.day = r.day and l.type = r.type and l.by = r.by")], recall=0.3)
train.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for block in ("l.place = r.place and l.day = r.day and l.by = r.by", "l.day = r.day and l.type = r.type and l.by = r.by",
              "l.place = r.place and l.type = r.type and l.by = r.by"):
    try:
        train.estimate_parameters_using_expectation_maximisation(CustomRule(block), fix_u_probabilities=False)
    except ValueError:  # a level that no pair of the block shows
        train.estimate_parameters_using_expectation_maximisation(CustomRule(block))
found = linker.inference.predict(threshold_match_weight=min(WEIGHTS))
for weight in WEIGHTS:
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_weight=weight)
    con.execute(f"copy (select unique_id as report_id, cluster_id from {clusters.physical_name}) to '{sys.argv[2]}.{weight}' (header)")
print(*WEIGHTS)
