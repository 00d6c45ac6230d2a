//! The front matter and the definitions of a generated case.

use super::*;

/// The other agreement, from which figures are taken.
pub(super) const OTHER: &str = "---\nagreement: other\ntitle: Another\ntime zone: UTC\nparties: a, b\n\
    in force: from 2025-01-01\n---\n\n## P1 A provision\n\n> Its text.\n\n```truce\nrule X1\n  obliges a\n  \
    every day truck_entered at least 3, of them fuel at least 2\n```\n";

const DEFINITIONS: &str = r#"
zone north
  outline "north.geojson"
zone south
  outline "south.geojson" from 2025-10-25
zone city
  within north
zone island
  annex missing "the map was not published"
zone region
zone valley
  within region
zone belt
  within 40 km of border
zone rim
  within 2 km of south
  within region
zone ring
  within 30 km of island
line border
  course "border.geojson"
line old_border
  course "border.geojson" until 2025-10-24
line front
  annex missing "the map was not published"
event attack is shelling or shooting
event truck_entered counted in trucks
state ceasefire
  from 2025-10-23 until 2025-10-27
state pauses
  from 2025-10-23 until 2025-10-24 12:00
  from 2025-10-25 until 2025-10-26 00:00
  from 2025-10-26 until 2025-10-29
state phase
  begins and ends by decision of panel
state truce
  from d_day until 2 days after d_day
  ends by decision of panel, council
state disputed_time
  from claimed until 2025-10-29
state longer
  from 2025-10-23 until 2025-10-25
  prolonged while phase
state longest
  from 2025-10-22 12:00 until 2025-10-24 12:00
  from 2025-10-28 until 2025-10-28
  prolonged while pauses
  ends by decision of council
state calm for each zone
  begins and ends by decision of panel
state supply for each item
  begins and ends by decision of panel
trigger d_day at 2025-10-24 12:00
trigger claimed
  reading "early" held by a at 2025-10-23 06:00
  reading "late" at 2025-10-25
trigger called
  by decision of panel
trigger never_set
baseline stock
  amount 10
baseline later_stock
  amount 4 declared 2025-10-26
baseline growing_stock
  amount 5 declared 2025-10-24
  amount 15 declared 2025-10-26 12:00
baseline disputed_stock
  reading "few" held by a amount 5
  reading "many" amount 15 declared 2025-10-25
baseline secret_stock
  not declared "sealed"
baseline sealed_stock
  sealed "kept closed"
value three
  is 3
value agreed
  by decision of panel
value elsewhere
  as in X1/fuel of "other.md"
value nowhere_said
  as in X1 of "missing.md"
milestone first
  when FOCUS
milestone second
  when FOCUS by a at least 2 and SECOND
milestone far
  when SECOND in north with sector x at least 1
milestone part
  when truck_entered at least 20 % of growing_stock
milestone settled
  when FOCUS at least agreed
attribute contributor
  begins with contribution_offered by them
  ends with contribution_declined by them
attribute invited
  begins with SECOND by a or panel to them
  ends with contribution_declined in north
attribute listed
  by decision of panel
attribute mixed
  begins with contribution_offered to them
  ends with meeting
  by decision of council
calendar bank
  weekend friday
  holidays 2025-10-28
"#;

/// Front matter and definitions.
impl Maker {
    pub(super) fn agreement(&mut self, zone_name: &str, n_parties: usize, n_rules: usize) -> String {
        let mut text = self.front_matter(zone_name, n_parties);
        text.push_str("# Definitions\n\n```truce");
        text.push_str(&DEFINITIONS.replace("FOCUS", self.focus).replace("SECOND", self.second));
        let conversions = [
            "",
            "",
            "conversion by_count\n  2 pallets are 1 trucks\n",
            "conversion by_count\n  1 pallets are 4 trucks\n  by decision of panel\n",
            "conversion by_count\n  pallets to trucks\n  by decision of panel\n",
        ];
        text.push_str(self.random.pick(&conversions));
        if self.random.one_in(6) {
            text.push_str("evidence\n");
            let clauses = ["admission does not corroborate", "coverage at least 2 %", "coverage at least 50 %"];
            let _ = writeln!(text, "  {}", self.random.pick(&clauses));
        }
        text.push_str("```\n");
        for rule_idx in 1..=n_rules {
            let _ = writeln!(text, "\n## P{rule_idx} A provision\n\n> Its text.\n\n```truce\nrule R{rule_idx}");
            let clauses = self.rule(n_parties);
            text.push_str(&clauses);
            text.push_str("```\n");
        }
        text
    }

    fn front_matter(&mut self, zone_name: &str, n_parties: usize) -> String {
        let parties = ["a", "b", "c"];
        let (signed, others) = parties.split_at(n_parties);
        let mut text =
            format!("---\nagreement: case\ntitle: A case\ntime zone: {zone_name}\nparties: {}\n", signed.join(", "));
        if !others.is_empty() {
            let _ = writeln!(text, "non-signatories: {}", others.join(", "));
        }
        text.push_str("bodies: panel, council\nweekend: saturday, sunday\nholidays: 2025-10-24\n");
        if self.random.one_in(2) {
            text.push_str("interpreted by: panel\n");
        }
        let in_force = [
            "from 2025-10-23",
            "from 2025-10-22 12:00",
            "from 2025-10-23 18:00",
            "from 2025-10-23 06:00 until 2025-10-28",
            "from d_day",
            "from called",
        ];
        if !self.random.one_in(8) {
            let _ = writeln!(text, "in force: {}", self.random.pick(&in_force));
        }
        text.push_str("---\n\n");
        text
    }
}
