//! How much of a time was observed, and whether accounts cover it (`docs/guide/assessments.md`, section 5).

use provisions::Selection;
use rust_decimal::Decimal;

use crate::maker::{ALWAYS, Maker};
use crate::windows::Work;

/// Which statements of what sources could see or told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Accounts,
    Observations,
}

impl Maker<'_> {
    /// A zone and every zone that contains it.
    fn around(&self, zone: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut next = Some(zone);
        while let Some(name) = next {
            if all.iter().any(|known| known == name) {
                break;
            }
            all.push(name.to_owned());
            next = self.agreement.zones.get(name).and_then(|zone| zone.within.as_deref());
        }
        all
    }

    /// Types that count and are no union of others.
    fn simple_types(&self, selection: &Selection) -> Vec<String> {
        let is_union = |name: &String| self.agreement.event_types.get(name).is_some_and(|found| found.types.len() > 1);
        selection.types.iter().filter(|name| !is_union(name)).cloned().collect()
    }

    /// Whether a statement is for a type.
    fn is_for_type(&self, kind: &str) -> String {
        let mut names: Vec<&String> = self
            .agreement
            .event_types
            .iter()
            .filter(|(name, found)| name.as_str() == kind || found.types.contains(kind))
            .map(|(name, _)| name)
            .collect();
        let own = kind.to_owned();
        if !names.contains(&&own) {
            names.push(&own);
        }
        let all: Vec<String> = names
            .iter()
            .map(|name| format!("POSITION({} IN s.of_types) > 0", self.text(&format!(";{name};"))))
            .collect();
        format!("(s.of_types IS NULL OR {})", all.join(" OR "))
    }

    /// Statements by the zone and type asked for: `zone`, `type`, `begins`, `ends`. Where a key is the zone, of every key.
    pub(crate) fn said(
        &mut self,
        name: &str,
        said: Said,
        of: &Selection,
        keys: Option<&str>,
        anywhere: bool,
    ) -> String {
        let table = match said {
            Said::Accounts => "accounts",
            Said::Observations => "observations",
        };
        let mut all = Vec::new();
        for kind in self.simple_types(of) {
            let is_for_type = self.is_for_type(&kind);
            let kind = self.text(&kind);
            if let Some(windows) = keys {
                let inner: Vec<String> = self
                    .agreement
                    .zones
                    .keys()
                    .flat_map(|zone| self.around(zone).into_iter().map(move |outer| (zone.clone(), outer)))
                    .map(|(inner, outer)| format!("({}, {})", self.text(&inner), self.text(&outer)))
                    .collect();
                let lies = if inner.is_empty() {
                    format!("SELECT {0} AS inner_zone, {0} AS outer_zone WHERE 1 = 0", self.no_text())
                } else {
                    format!(
                        "SELECT inner_zone, outer_zone FROM (VALUES {}) AS given(inner_zone, outer_zone)",
                        inner.join(", ")
                    )
                };
                all.push(format!(
                    "SELECT DISTINCT k.zone, {kind} AS type, s.begins, s.ends FROM {table} s\n  \
                     CROSS JOIN (SELECT DISTINCT key_value AS zone FROM {windows} WHERE key_value IS NOT NULL) k\n  \
                     LEFT JOIN ({lies}) z ON z.inner_zone = k.zone AND z.outer_zone = s.zone\n\
                     WHERE (s.zone IS NULL OR s.zone = k.zone OR z.inner_zone IS NOT NULL) AND {is_for_type}"
                ));
                continue;
            }
            for zone in zones_of(of) {
                let is_for_zone = match (&zone, anywhere) {
                    (None, true) => "TRUE".to_owned(),
                    (None, false) => "s.zone IS NULL".to_owned(),
                    (Some(zone), _) => format!("(s.zone IS NULL OR s.zone IN {})", self.list(&self.around(zone))),
                };
                let zone = self.text(zone.as_deref().unwrap_or_default());
                all.push(format!(
                    "SELECT {zone} AS zone, {kind} AS type, s.begins, s.ends FROM {table} s WHERE {is_for_zone} AND {is_for_type}"
                ));
            }
        }
        let query = if all.is_empty() {
            format!("SELECT {0} AS zone, {0} AS type, begins, ends FROM {table} WHERE 1 = 0", self.no_text())
        } else {
            all.join("\nUNION ALL\n")
        };
        self.keep(name, &format!("The {table} that count, by zone and type."), query)
    }

    /// `n`, `zone`, `covered`: microseconds of each time and zone in which, for each type, a statement was under way.
    /// `times` gives `n`, `zone`, `starts`, `ends`.
    pub(crate) fn covered(&mut self, name: &str, said: &str, of: &Selection, times: &str) -> String {
        let n_types = self.simple_types(of).len();
        let times = self.keep(&format!("{name}_times"), "The times asked about.", times.to_owned());
        let points = format!(
            "SELECT n, zone, starts AS at_time FROM {times} w\nUNION\nSELECT n, zone, ends FROM {times} w\n\
             UNION\nSELECT w.n, w.zone, s.begins FROM {times} w JOIN {said} s ON s.zone = w.zone AND s.begins > w.starts AND s.begins < w.ends\n\
             UNION\nSELECT w.n, w.zone, s.ends FROM {times} w JOIN {said} s ON s.zone = w.zone AND s.ends > w.starts AND s.ends < w.ends"
        );
        let length = self.dialect.micros("at_time", "next_at");
        let query = format!(
            "SELECT n, zone, SUM(length) AS covered FROM (\n  SELECT g.n, g.zone, g.at_time, MAX({length}) AS length\n  FROM (\n    SELECT n, zone, at_time, LEAD(at_time) OVER (PARTITION BY n, zone ORDER BY at_time) AS next_at FROM (\n{points}\n    ) points\n  ) g JOIN {said} s ON s.zone = g.zone AND s.begins <= g.at_time AND g.at_time < s.ends\n  WHERE g.next_at IS NOT NULL\n  GROUP BY g.n, g.zone, g.at_time HAVING COUNT(DISTINCT s.type) = {n_types}\n) covered GROUP BY n, zone"
        );
        self.keep(name, "How much of each time is covered for every type, in microseconds.", query)
    }

    /// The step of those instances, by `n`, whose count is complete from `starts` to before `ends`; `times` gives all three.
    /// None where the agreement says that every count is.
    pub(crate) fn complete(&mut self, work: &Work<'_>, what: &str, of: &Selection, times: &str) -> Option<String> {
        if work.reading().duty.counted_completely {
            return None;
        }
        let said = self.said(&work.step(&format!("{what}_accounts")), Said::Accounts, of, None, false);
        let zones: Vec<String> = zones_of(of).iter().map(|zone| zone.clone().unwrap_or_default()).collect();
        let in_zones = format!(
            "SELECT w.n, z.zone, w.starts, w.ends FROM ({times}) w CROSS JOIN ({}) z WHERE w.starts > {ALWAYS} AND w.starts < w.ends",
            self.table("zone", &zones)
        );
        let covered = self.covered(&work.step(&format!("{what}_told")), &said, of, &in_zones);
        let whole = self.dialect.micros("w.starts", "w.ends");
        let query = format!(
            "SELECT w.n FROM ({in_zones}) w JOIN {covered} c ON c.n = w.n AND c.zone = w.zone\n\
             WHERE c.covered = {whole} GROUP BY w.n HAVING COUNT(*) = {}",
            zones.len()
        );
        Some(self.keep(&work.step(&format!("{what}_complete")), "Instances whose count is complete.", query))
    }

    /// The step of those instances, by `n`, of which too little was observed; none where no coverage is asked for.
    pub(crate) fn unwatched(&mut self, work: &Work<'_>, what: &str, of: &Selection, windows: &str) -> Option<String> {
        let asked = work.reading().duty.coverage.or(self.agreement.evidence.coverage)?;
        let by_zone = self.key_column(work.reading()).is_some_and(|column| column == "zone");
        let zones: Vec<String> = zones_of(of).iter().map(|zone| zone.clone().unwrap_or_default()).collect();
        let fixed = self.table("zone", &zones);
        let ends = "LEAST(w.ends, a.as_of)";
        let whole = self.dialect.micros("w.starts", "w.ends");
        let (percent, whole_units) = (asked.normalize(), Decimal::ONE_HUNDRED);
        let mut parts = Vec::new();
        let keyless = if by_zone { "w.key_value IS NULL" } else { "TRUE" };
        let times = format!(
            "SELECT w.n, z.zone, w.starts, {ends} AS ends FROM {windows} w CROSS JOIN asked a CROSS JOIN ({fixed}) z WHERE w.starts > {ALWAYS} AND {keyless}"
        );
        parts.push((times, self.said(&work.step(&format!("{what}_watch")), Said::Observations, of, None, true)));
        if by_zone {
            let times = format!(
                "SELECT w.n, w.key_value AS zone, w.starts, {ends} AS ends FROM {windows} w CROSS JOIN asked a WHERE w.starts > {ALWAYS} AND w.key_value IS NOT NULL"
            );
            let said =
                self.said(&work.step(&format!("{what}_watch_keys")), Said::Observations, of, Some(windows), true);
            parts.push((times, said));
        }
        let mut queries = Vec::new();
        for (idx, (times, said)) in parts.iter().enumerate() {
            let covered = self.covered(&work.step(&format!("{what}_seen_{}", idx + 1)), said, of, times);
            queries.push(format!(
                "SELECT w.n FROM ({times}) w LEFT JOIN {covered} c ON c.n = w.n AND c.zone = w.zone\n\
                 GROUP BY w.n HAVING SUM(COALESCE(c.covered, 0)) * {whole_units} < {percent} * SUM(GREATEST({whole}, 0))"
            ));
        }
        if asked > Decimal::ZERO {
            queries.push(format!("SELECT w.n FROM {windows} w WHERE w.starts = {ALWAYS}"));
        }
        let says = format!("Instances of which less than {percent} % was observed.");
        Some(self.keep(&work.step(&format!("{what}_unwatched")), &says, queries.join("\nUNION ALL\n")))
    }
}

/// Each zone of the clause; one "anywhere" where it names none.
pub(crate) fn zones_of(selection: &Selection) -> Vec<Option<String>> {
    if selection.zones.is_empty() { vec![None] } else { selection.zones.iter().cloned().map(Some).collect() }
}
