//! Consultation, consent and attributes: what stands, for an act, from what was given and taken before it.

use provisions::{Attribute, Attributed, Selection};
use rust_decimal::Decimal;

use crate::clause::{Authors, LEVEL, TIME, UNCOUNTED};
use crate::maker::{Maker, all_of};
use crate::windows::Work;

impl Maker<'_> {
    /// The event names no item, or the act's, or the act's author as its item.
    fn is_about() -> &'static str {
        "(e.item IS NULL OR COALESCE(e.item = a.item, FALSE) OR COALESCE(e.item = a.author, FALSE))"
    }

    /// Whether somebody was consulted about the act.
    pub(crate) fn consulted(&mut self, work: &Work<'_>, name: &str, body: &str, acts: &str, windows: &str) -> String {
        let selection = self.of_types(&["consultation"]);
        let asked = self.plainly(Decimal::ONE);
        let bears = self.selected(&selection, "e");
        let body = self.text(body);
        let events = format!(
            "SELECT a.n, a.party, a.id, 1 AS quantity,\n  GREATEST({}, CASE WHEN e.fact_level >= a.level THEN 0 ELSE {LEVEL} END, CASE WHEN e.last_moment < a.begins THEN 0 ELSE {TIME} END) AS doubt\n\
             FROM {acts} a CROSS JOIN known e\nWHERE (e.last_moment < a.begins OR e.begins < a.last_moment)\n  AND (COALESCE(e.author = {body}, FALSE) OR COALESCE(e.target = {body}, FALSE)) AND {} AND {}",
            bears.doubt(),
            Self::is_about(),
            all_of(&bears.conditions)
        );
        self.enough(work, name, &events, &asked, &[&selection], (acts, windows))
    }

    /// Whether somebody consented to the act and did not take it back.
    pub(crate) fn consented(&mut self, work: &Work<'_>, name: &str, body: &str, acts: &str, windows: &str) -> String {
        let (gives, takes) = (self.of_types(&["consent_given"]), self.of_types(&["consent_refused"]));
        let mut all = Vec::new();
        for (selection, is_given) in [(&gives, 1), (&takes, 0)] {
            let extra = format!("e.author = {} AND {}", self.text(body), Self::is_about());
            all.push(self.given(selection, &Authors::These(vec![body.to_owned()]), &extra, is_given, acts));
        }
        let said = self.standing(name, &all.join("\nUNION ALL\n"), acts);
        self.must_be_given(work, name, &said, &[&gives], acts, windows)
    }

    /// What an event gives or takes, before each act or perhaps so.
    fn given(&self, selection: &Selection, by: &Authors, extra: &str, gives: u8, acts: &str) -> String {
        let mut bears = self.selected(selection, "e");
        self.done_by_as_doubt(by, "e", &mut bears);
        let doubt = format!("GREATEST({}, CASE WHEN e.last_moment < a.begins THEN 0 ELSE {TIME} END)", bears.doubt());
        format!(
            "SELECT a.n, a.party, a.id, e.id AS event, e.last_moment, {gives} AS gives, {doubt} = 0 AS is_sure,\n  {doubt} = 0 AND {} >= a.level AS is_known_so\n\
             FROM {acts} a CROSS JOIN known e\nWHERE (e.last_moment < a.begins OR e.begins < a.last_moment) AND {extra}\n  AND {}",
            self.level_of(by, "FALSE", "e"),
            all_of(&bears.conditions)
        )
    }

    /// What the latest known says, unless another of the other sense may have come after it: `said` is given, taken,
    /// nothing, claimed or time.
    fn standing(&mut self, name: &str, events: &str, acts: &str) -> String {
        let events = self.keep(&format!("{name}_given"), "What gives and takes, before each act.", events.to_owned());
        let latest = format!(
            "SELECT n, party, id, gives, last_moment FROM (\n  SELECT g.*, ROW_NUMBER() OVER (PARTITION BY n, party, id ORDER BY last_moment DESC, event DESC, gives) AS nth FROM {events} g WHERE is_known_so\n) ranked WHERE nth = 1"
        );
        let query = format!(
            "SELECT a.n, a.party, a.id,\n  CASE WHEN COALESCE(o.sure, 0) = 1 THEN 'claimed' WHEN COALESCE(o.unsure, 0) = 1 THEN 'time' WHEN l.gives = 1 THEN 'given' WHEN l.gives = 0 THEN 'taken' ELSE 'nothing' END AS said\n\
             FROM {acts} a LEFT JOIN ({latest}) l ON l.n = a.n AND l.party = a.party AND l.id = a.id\n  LEFT JOIN (\n    \
             SELECT g.n, g.party, g.id, MAX(CASE WHEN g.is_sure THEN 1 ELSE 0 END) AS sure, MAX(CASE WHEN g.is_sure THEN 0 ELSE 1 END) AS unsure\n    \
             FROM {events} g LEFT JOIN ({latest}) l ON l.n = g.n AND l.party = g.party AND l.id = g.id\n    \
             WHERE NOT g.is_known_so AND ((l.n IS NULL AND g.gives = 1) OR (l.n IS NOT NULL AND g.gives <> l.gives AND g.last_moment >= l.last_moment))\n    \
             GROUP BY g.n, g.party, g.id\n  ) o ON o.n = a.n AND o.party = a.party AND o.id = a.id"
        );
        self.keep(&format!("{name}_said"), "What stands for each act.", query)
    }

    /// Consent, or an attribute that must be had, as an outcome.
    fn must_be_given(
        &mut self,
        work: &Work<'_>,
        name: &str,
        said: &str,
        gives: &[&Selection],
        acts: &str,
        windows: &str,
    ) -> String {
        let complete = self.complete_before(work, name, gives, acts, windows);
        let (joined, is_complete) = match &complete {
            Some(step) => (format!("\n  LEFT JOIN {step} c ON c.n = a.n AND c.begins = a.begins"), "c.n IS NOT NULL"),
            None => (String::new(), "TRUE"),
        };
        let query = format!(
            "SELECT a.n, a.party, a.id,\n  CASE s.said WHEN 'given' THEN NULL WHEN 'taken' THEN 0 WHEN 'claimed' THEN {LEVEL} WHEN 'time' THEN {TIME} ELSE CASE WHEN {is_complete} THEN 0 ELSE {UNCOUNTED} END END AS doubt\n\
             FROM {acts} a JOIN {said} s ON s.n = a.n AND s.party = a.party AND s.id = a.id{joined}"
        );
        self.keep(name, "Whether what must be given was given before the act.", query)
    }

    /// Whether the act's author has an attribute, or has it not. None where nothing defines it.
    pub(crate) fn attribute(
        &mut self,
        work: &Work<'_>,
        name: &str,
        attributed: &Attributed,
        acts: &str,
        windows: &str,
    ) -> Option<String> {
        let attribute = self.agreement.attributes.get(&attributed.attribute)?.clone();
        let mut all = Vec::new();
        if !attribute.begins.is_empty() {
            for (turnings, gives) in [(&attribute.begins, 1), (&attribute.ends, 0)] {
                for turning in turnings {
                    let (whose, by) = if turning.to_them {
                        ("e.target = a.author", Authors::named(&turning.with.by))
                    } else if turning.with.by.is_empty() {
                        ("e.author = a.author", Authors::Anybody)
                    } else {
                        ("e.author = a.author", Authors::named(&turning.with.by))
                    };
                    all.push(self.given(&turning.with, &by, whose, gives, acts));
                }
            }
        }
        let by_events = if all.is_empty() {
            let query = format!("SELECT n, party, id, 'taken' AS said FROM {acts}");
            self.keep(&format!("{name}_said"), "An attribute that only decisions give is not had without one.", query)
        } else {
            self.standing(name, &all.join("\nUNION ALL\n"), acts)
        };
        let said = self.by_decision(name, &attribute, &by_events, acts);
        let outcome = if attributed.has {
            let gives: Vec<&Selection> = attribute.begins.iter().map(|turning| &turning.with).collect();
            self.must_be_given(work, &format!("{name}_had"), &said, &gives, acts, windows)
        } else {
            let query = format!(
                "SELECT n, party, id, CASE said WHEN 'given' THEN 0 WHEN 'claimed' THEN {LEVEL} WHEN 'time' THEN {TIME} END AS doubt FROM {said}"
            );
            self.keep(&format!("{name}_not_had"), "Whether the author has what must not be had.", query)
        };
        // Of an act of unknown author nothing more is asked: it is not that of one of those who may.
        let query = format!(
            "SELECT a.n, a.party, a.id, CASE WHEN a.author IS NULL THEN 0 ELSE o.doubt END AS doubt FROM {acts} a JOIN {outcome} o ON o.n = a.n AND o.party = a.party AND o.id = a.id"
        );
        Some(self.keep(name, "Whether the author is one of those who may.", query))
    }

    /// The last decision at or before the act's beginning goes before events; open if there is one while the act goes on.
    fn by_decision(&mut self, name: &str, attribute: &Attribute, by_events: &str, acts: &str) -> String {
        if attribute.decided_by.is_empty() {
            return by_events.to_owned();
        }
        let on_it =
            format!("d.decided = {} AND d.body IN {}", self.text(&attribute.id), self.list(&attribute.decided_by));
        let query = format!(
            "SELECT s.n, s.party, s.id, CASE WHEN t.n IS NOT NULL THEN 'time' WHEN l.turn = 'begins' THEN 'given' WHEN l.turn IS NOT NULL THEN 'taken' ELSE s.said END AS said\n\
             FROM {by_events} s\n  LEFT JOIN (\n    SELECT DISTINCT a.n, a.party, a.id FROM {acts} a JOIN decisions d ON d.key_given = a.author AND a.begins < d.at_time AND d.at_time <= a.last_moment WHERE {on_it}\n  ) t ON t.n = s.n AND t.party = s.party AND t.id = s.id\n  \
             LEFT JOIN (\n    SELECT a.n, a.party, a.id, d.turn, ROW_NUMBER() OVER (PARTITION BY a.n, a.party, a.id ORDER BY d.at_time DESC, d.id DESC) AS nth\n    FROM {acts} a JOIN decisions d ON d.key_given = a.author AND d.at_time <= a.begins WHERE {on_it}\n  ) l ON l.n = s.n AND l.party = s.party AND l.id = s.id AND l.nth = 1"
        );
        self.keep(&format!("{name}_decided"), "The same, where bodies have not decided it.", query)
    }
}
