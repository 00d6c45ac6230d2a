//! Decided instances as the objects of `docs/formats/assessments.md`, byte for byte.

use crate::maker::{ALWAYS, Maker};
use crate::rule::Answer;
use crate::windows::Work;

/// Above so many events their number and digest stand in the place of their ids.
const BECAUSE_MAX: u32 = 100;

impl Maker<'_> {
    /// A JSON string of a text.
    fn json(&self, text: &str) -> String {
        let mut escaped = text.to_owned();
        let slash = self.text("\\");
        for (from, to) in [
            (slash.clone(), self.text("\\\\")),
            ("'\"'".to_owned(), self.text("\\\"")),
            ("chr(8)".to_owned(), self.text("\\b")),
            ("chr(9)".to_owned(), self.text("\\t")),
            ("chr(10)".to_owned(), self.text("\\n")),
            ("chr(12)".to_owned(), self.text("\\f")),
            ("chr(13)".to_owned(), self.text("\\r")),
        ] {
            escaped = format!("REPLACE({escaped}, {from}, {to})");
        }
        format!("'\"' || {escaped} || '\"'")
    }

    /// A moment as JSON; null where there is none.
    fn json_moment(&self, at: &str) -> String {
        let text = self.as_text(at);
        format!(
            "CASE WHEN {at} IS NULL OR {at} = {ALWAYS} THEN 'null' ELSE '\"' || REPLACE({text}, ' ', 'T') || 'Z\"' END"
        )
    }

    /// What every line begins with: names that are the same for all of the rule's.
    fn names(&self, work: &Work<'_>) -> String {
        let quoted = |text: &str| {
            let mut escaped = String::from("\"");
            for letter in text.chars() {
                match letter {
                    '"' => escaped.push_str("\\\""),
                    '\\' => escaped.push_str("\\\\"),
                    '\n' => escaped.push_str("\\n"),
                    '\t' => escaped.push_str("\\t"),
                    '\r' => escaped.push_str("\\r"),
                    other => escaped.push(other),
                }
            }
            escaped + "\""
        };
        let ruled = work.ruled;
        self.text(&format!(
            "{{\"provision\":{},\"rule\":{},\"reading\":{},\"party\":",
            quoted(ruled.provision),
            quoted(&ruled.rule.id),
            quoted(&ruled.reading.name)
        ))
    }

    fn level_name(level: &str) -> String {
        format!("CASE {level} WHEN 1 THEN 'alleged' WHEN 2 THEN 'corroborated' ELSE 'verified' END")
    }

    /// Instances as lines.
    pub(crate) fn written(&mut self, work: &Work<'_>, answer: &Answer, kept: &str, idx: usize) -> String {
        let event = self.json("c.event");
        let role = |role: u8| {
            let one = format!("CASE WHEN c.role = {role} THEN {event} END");
            format!("COALESCE({}, '')", self.dialect.joined(&one, "c.event"))
        };
        let distinct = format!("SELECT DISTINCT n, party, event, role FROM (\n{}\n) causes", answer.because);
        let lines = self.dialect.lines("c.event", "c.event, c.role");
        let because = format!(
            "SELECT c.n, c.party,\n  CASE WHEN COUNT(*) > {BECAUSE_MAX} THEN '{{\"number\":' || {} || ',\"sha256\":\"' || {} || '\"}}' ELSE '[' || {} || ']' END AS because,\n  \
             CASE WHEN COUNT(*) > {BECAUSE_MAX} THEN 'null' ELSE '{{\"trigger\":[' || {} || '],\"counted\":[' || {} || '],\"open\":[' || {} || '],\"author_unknown\":[' || {} || ']}}' END AS roles\n\
             FROM ({distinct}) c GROUP BY c.n, c.party",
            self.as_text("COUNT(*)"),
            self.dialect.sha256(&lines),
            self.dialect.joined(&event, "c.event, c.role"),
            role(1),
            role(2),
            role(3),
            role(4),
        );
        let because = self.keep(
            &work.step(&format!("because_{}", idx + 1)),
            "The events that each instance rests on, as a list and by their roles.",
            because,
        );
        let ground = self.json("g.ground");
        let pleaded = format!(
            "SELECT g.n, g.party, {} AS grounds FROM (SELECT DISTINCT n, party, ground FROM (\n{}\n) pleaded) g GROUP BY g.n, g.party",
            self.dialect.joined(&ground, "g.ground"),
            answer.pleaded
        );
        let counted = match &answer.counted_text {
            Some(text) => text.clone(),
            None => self.digits("f.counted"),
        };
        let number = format!("CASE WHEN {counted} LIKE '%.%' THEN '\"' || {counted} || '\"' ELSE {counted} END");
        let (scores, scored) = if answer.has_scores { self.scored(work) } else { ("'[]'".to_owned(), String::new()) };
        let empty_roles = self.text("{\"trigger\":[],\"counted\":[],\"open\":[],\"author_unknown\":[]}");
        format!(
            "SELECT {} || {} || ',\"instance\":' || {} || ',\"level\":\"' || {} || '\",\"status\":\"' || f.status || '\",\"reason\":' || COALESCE('\"' || f.reason || '\"', 'null')\n  \
             || ',\"start\":' || {} || ',\"due\":' || {} || ',\"decided_at\":' || {}\n  \
             || ',\"late\":' || CASE WHEN f.late THEN 'true' ELSE 'false' END || ',\"pleaded\":[' || COALESCE(g.grounds, '') || '],\"count\":' || {number}\n  \
             || ',\"because\":' || COALESCE(b.because, '[]') || ',\"roles\":' || COALESCE(b.roles, {empty_roles}) || ',\"scores\":' || {scores} || '}}' AS line\n\
             FROM {kept} f\n  LEFT JOIN {because} b ON b.n = f.n AND b.party = f.party\n  LEFT JOIN ({pleaded}) g ON g.n = f.n AND g.party = f.party{scored}",
            self.names(work),
            self.json("f.party"),
            self.json("f.instance"),
            Self::level_name("f.level"),
            self.json_moment("f.starts"),
            self.json_moment("f.due"),
            self.json_moment("f.decided_at"),
        )
    }

    /// The latest score of each assessor; alone, that there is one: what to write, and what to join.
    fn scored(&mut self, work: &Work<'_>) -> (String, String) {
        let at = self.json_moment("s.at_time");
        let one = format!(
            "'{{\"by\":' || {} || ',\"score\":' || CASE WHEN s.assessors > 1 THEN {} ELSE 'null' END || ',\"at\":' || {at} || '}}'",
            self.json("s.assessor"),
            self.as_text("s.score")
        );
        let query = format!(
            "SELECT s.party, {} AS scores FROM (\n  \
             SELECT r.*, COUNT(*) OVER (PARTITION BY party) AS assessors FROM (\n    \
             SELECT p.party, s.id, s.assessor, s.score, s.at_time, ROW_NUMBER() OVER (PARTITION BY p.party, s.assessor ORDER BY s.at_time DESC, s.id DESC) AS nth\n    \
             FROM scores s JOIN ({}) p ON s.party IS NULL OR s.party = p.party WHERE s.rule = {}\n  ) r WHERE nth = 1\n) s GROUP BY s.party",
            self.dialect.joined(&one, "s.assessor"),
            self.parties(work, None, false),
            self.text(&work.ruled.rule.id)
        );
        let step = self.keep(&work.step("scores"), "The latest score of each assessor.", query);
        ("'[' || COALESCE(k.scores, '') || ']'".to_owned(), format!("\n  LEFT JOIN {step} k ON k.party = f.party"))
    }

    /// Lines of what has no instance.
    pub(crate) fn blank_lines(&self, work: &Work<'_>, blank: &str) -> String {
        let rest = self.text(
            ",\"start\":null,\"due\":null,\"decided_at\":null,\"late\":false,\"pleaded\":[],\"count\":0,\"because\":[],\
             \"roles\":{\"trigger\":[],\"counted\":[],\"open\":[],\"author_unknown\":[]},\"scores\":[]}",
        );
        format!(
            "SELECT {} || {} || ',\"instance\":\"\",\"level\":\"' || {} || '\",\"status\":\"' || CASE WHEN reason IS NULL THEN 'not_in_force' ELSE 'undetermined' END || '\",\"reason\":' || COALESCE('\"' || reason || '\"', 'null') || {rest} AS line\nFROM {blank}",
            self.names(work),
            self.json("party"),
            Self::level_name("level"),
        )
    }
}
