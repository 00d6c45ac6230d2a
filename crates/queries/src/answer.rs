//! Decided instances as the objects of `docs/formats/assessments.md`, byte for byte.

use crate::maker::{ALWAYS, Maker};
use crate::rule::Answer;
use crate::windows::Work;

/// Above so many events their number and digest stand in the place of their ids.
const BECAUSE_MAX: u32 = 100;
/// Stands where an event's role does, for a ground that is pleaded.
const GROUND: u8 = 5;

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

    fn level_name(level: &str) -> String {
        format!("CASE {level} WHEN 1 THEN 'alleged' WHEN 2 THEN 'corroborated' ELSE 'verified' END")
    }

    /// Notes the decided instances of an answer, what they rest on and what is pleaded.
    pub(crate) fn note_answer(&mut self, work: &Work<'_>, answer: &Answer, kept: &str) {
        self.lines.n_answers += 1;
        let number = self.lines.n_answers;
        let counted = answer.counted_text.clone().unwrap_or_else(|| self.digits("f.counted"));
        let has_scores = if answer.has_scores { "TRUE" } else { "FALSE" };
        self.lines.outcomes.push(format!(
            "SELECT {number} AS answer, f.n, {}, f.party, f.instance, f.level, f.status, f.reason, f.starts, f.due, f.decided_at, f.late, {counted} AS counted, {has_scores} AS has_scores FROM {kept} f",
            self.names(work)
        ));
        let query = format!(
            "SELECT DISTINCT n, party, event AS what, role FROM (\n{}\n) causes\nUNION ALL\nSELECT DISTINCT n, party, ground, {GROUND} FROM (\n{}\n) pleaded",
            answer.because, answer.pleaded
        );
        let says =
            "What each instance rests on: 1 trigger, 2 counted, 3 open, 4 author unknown, 5 a ground that is pleaded.";
        let step = self.keep(&work.step(&format!("rests_{number}")), says, query);
        self.lines.rests.push(format!("SELECT {number} AS answer, n, party, what, role FROM {step}"));
    }

    /// Notes what has no instance: not in force, or a milestone is open.
    pub(crate) fn note_blank(&mut self, work: &Work<'_>, blank: &str) {
        self.lines.outcomes.push(format!(
            "SELECT 0 AS answer, 0 AS n, {}, party, '' AS instance, level, CASE WHEN reason IS NULL THEN 'not_in_force' ELSE 'undetermined' END AS status, reason, {ALWAYS} AS starts, CAST(NULL AS TIMESTAMP) AS due, CAST(NULL AS TIMESTAMP) AS decided_at, FALSE AS late, '0' AS counted, FALSE AS has_scores FROM {blank}",
            self.names(work)
        ));
    }

    /// Notes the parties of a rule whose scores are shown.
    pub(crate) fn note_scored(&mut self, work: &Work<'_>) {
        let query = format!(
            "SELECT {} AS rule, party FROM ({}) p",
            self.text(&work.ruled.rule.id),
            self.parties(work, None, false)
        );
        if !self.lines.scored.contains(&query) {
            self.lines.scored.push(query);
        }
    }

    fn names(&self, work: &Work<'_>) -> String {
        let ruled = work.ruled;
        format!(
            "{} AS provision, {} AS rule, {} AS reading",
            self.text(ruled.provision),
            self.text(&ruled.rule.id),
            self.text(&ruled.reading.name)
        )
    }

    /// All of them as lines.
    pub(crate) fn assembled(&mut self) {
        if self.lines.outcomes.is_empty() {
            self.look("assessments", "Nothing.", format!("SELECT {} AS line FROM levels WHERE 1 = 0", self.no_text()));
            return;
        }
        let lines = std::mem::take(&mut self.lines);
        self.look("outcomes", "Every instance of every rule.", lines.outcomes.join("\nUNION ALL\n"));
        let none = format!(
            "SELECT 0 AS answer, 0 AS n, {0} AS party, {0} AS what, 0 AS role FROM levels WHERE 1 = 0",
            self.no_text()
        );
        let rests = if lines.rests.is_empty() { none } else { lines.rests.join("\nUNION ALL\n") };
        self.look("rests", "What all of them rest on.", rests);
        self.rests_listed();
        self.scores_listed(&lines.scored);
        self.written();
    }

    fn rests_listed(&mut self) {
        let what = self.json("c.what");
        let query = format!(
            "SELECT answer, n, party, COUNT(*) AS events FROM rests WHERE role < {GROUND} GROUP BY answer, n, party"
        );
        self.keep("rests_counted", "On how many events each instance rests.", query);
        let few = format!("k.events <= {BECAUSE_MAX}");
        let joined = "JOIN rests_counted k ON k.answer = c.answer AND k.n = c.n AND k.party = c.party";
        let query = format!(
            "SELECT c.answer, c.n, c.party, c.role, {} AS listed\nFROM rests c LEFT {joined}\n\
             WHERE {few} OR c.role = {GROUND} GROUP BY c.answer, c.n, c.party, c.role",
            self.dialect.joined(&what, "c.what")
        );
        self.keep("rests_by_role", "The same as lists, role by role.", query);
        let query = format!(
            "SELECT c.answer, c.n, c.party, '[' || {} || ']' AS because\nFROM rests c {joined}\n\
             WHERE {few} AND c.role < {GROUND} GROUP BY c.answer, c.n, c.party\n\
             UNION ALL\n\
             SELECT c.answer, c.n, c.party, '{{\"number\":' || {} || ',\"sha256\":\"' || {} || '\"}}' AS because\nFROM rests c {joined}\n\
             WHERE NOT ({few}) AND c.role < {GROUND} GROUP BY c.answer, c.n, c.party",
            self.dialect.joined(&what, "c.what, c.role"),
            self.as_text("MAX(k.events)"),
            self.dialect.sha256(&self.dialect.lines("c.what", "c.what, c.role")),
        );
        self.keep("rests_of_all", "The same in one list; above a hundred, their number and digest.", query);
        let role = |role: u8| format!("COALESCE(MAX(CASE WHEN r.role = {role} THEN r.listed END), '')");
        let query = format!(
            "SELECT r.answer, r.n, r.party, {} AS pleaded,\n  \
             '{{\"trigger\":[' || {}\n    || '],\"counted\":[' || {}\n    || '],\"open\":[' || {}\n    || '],\"author_unknown\":[' || {} || ']}}' AS roles\n\
             FROM rests_by_role r GROUP BY r.answer, r.n, r.party",
            role(GROUND),
            role(1),
            role(2),
            role(3),
            role(4),
        );
        self.keep("rests_listed", "The roles side by side, and the grounds that are pleaded.", query);
    }

    /// The latest score of each assessor; alone, that there is one.
    fn scores_listed(&mut self, scored: &[String]) {
        let at = self.json_moment("s.at_time");
        let one = format!(
            "'{{\"by\":' || {} || ',\"score\":' || CASE WHEN s.assessors > 1 THEN {} ELSE 'null' END || ',\"at\":' || {at} || '}}'",
            self.json("s.assessor"),
            self.as_text("s.score")
        );
        let bound = if scored.is_empty() {
            format!("SELECT {0} AS rule, {0} AS party FROM levels WHERE 1 = 0", self.no_text())
        } else {
            scored.join(" UNION ")
        };
        let query = format!(
            "SELECT s.rule, s.party, {} AS listed FROM (\n  \
             SELECT r.*, COUNT(*) OVER (PARTITION BY rule, party) AS assessors FROM (\n    \
             SELECT p.rule, p.party, s.id, s.assessor, s.score, s.at_time, ROW_NUMBER() OVER (PARTITION BY p.rule, p.party, s.assessor ORDER BY s.at_time DESC, s.id DESC) AS nth\n    \
             FROM scores s JOIN ({bound}) p ON p.rule = s.rule AND (s.party IS NULL OR s.party = p.party)\n  ) r WHERE nth = 1\n) s GROUP BY s.rule, s.party",
            self.dialect.joined(&one, "s.assessor"),
        );
        self.keep("scores_listed", "The latest score of each assessor; alone, that there is one.", query);
    }

    fn written(&mut self) {
        let empty = self.text("{\"trigger\":[],\"counted\":[],\"open\":[],\"author_unknown\":[]}");
        let parts = [
            format!("'{{\"provision\":' || {}", self.json("o.provision")),
            format!("',\"rule\":' || {}", self.json("o.rule")),
            format!("',\"reading\":' || {}", self.json("o.reading")),
            format!("',\"party\":' || {}", self.json("o.party")),
            format!("',\"instance\":' || {}", self.json("o.instance")),
            format!("',\"level\":\"' || {} || '\"'", Self::level_name("o.level")),
            "',\"status\":\"' || o.status || '\"'".to_owned(),
            "',\"reason\":' || COALESCE('\"' || o.reason || '\"', 'null')".to_owned(),
            format!("',\"start\":' || {}", self.json_moment("o.starts")),
            format!("',\"due\":' || {}", self.json_moment("o.due")),
            format!("',\"decided_at\":' || {}", self.json_moment("o.decided_at")),
            "',\"late\":' || CASE WHEN o.late THEN 'true' ELSE 'false' END".to_owned(),
            "',\"pleaded\":[' || COALESCE(c.pleaded, '') || ']'".to_owned(),
            "',\"count\":' || CASE WHEN o.counted LIKE '%.%' THEN '\"' || o.counted || '\"' ELSE o.counted END"
                .to_owned(),
            "',\"because\":' || COALESCE(b.because, '[]')".to_owned(),
            format!("',\"roles\":' || CASE WHEN b.because LIKE '{{%' THEN 'null' ELSE COALESCE(c.roles, {empty}) END"),
            "',\"scores\":[' || CASE WHEN o.has_scores THEN COALESCE(s.listed, '') ELSE '' END || ']}'".to_owned(),
        ];
        let query = format!(
            "SELECT {} AS line\nFROM outcomes o\n  \
             LEFT JOIN rests_of_all b ON b.answer = o.answer AND b.n = o.n AND b.party = o.party\n  \
             LEFT JOIN rests_listed c ON c.answer = o.answer AND c.n = o.n AND c.party = o.party\n  \
             LEFT JOIN scores_listed s ON s.rule = o.rule AND s.party = o.party",
            parts.join("\n  || ")
        );
        self.look("assessments", "All of them, as truce evaluate --format ndjson writes them.", query);
    }
}
