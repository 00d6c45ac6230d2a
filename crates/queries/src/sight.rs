//! What is in sight as of the moment asked for, and how well each element of an event is known
//! (`docs/guide/assessments.md`, sections 1 and 2).

use jiff::Timestamp;

use crate::columns::{MONTH, fields, predicates};
use crate::maker::{Maker, moment};

/// Types that say something else than that something happened.
const RESERVED: [&str; 12] = [
    "account",
    "observation",
    "access_denied",
    "decision",
    "finding",
    "response",
    "case_step",
    "figure",
    "tally",
    "score",
    "stance",
    "withdrawn",
];

impl Maker<'_> {
    /// Every step up to the events with their levels.
    pub(crate) fn sight(&mut self, as_of: Option<Timestamp>, known_at: Option<Timestamp>) {
        let asked = match as_of {
            Some(at) => format!("SELECT {} AS as_of", moment(at)),
            None => "SELECT COALESCE(MAX(row_ends), TIMESTAMP '1970-01-01 00:00:00') AS as_of FROM events".to_owned(),
        };
        self.keep("asked", "The moment asked about.", asked);
        self.rows_in_sight(as_of, known_at);
        self.decisions();
        self.verdicts();
        self.answers();
        self.statements();
        self.keep("levels", "Levels: 1 alleged, 2 corroborated, 3 verified.", {
            "SELECT level FROM (VALUES (1), (2), (3)) AS given(level)".to_owned()
        });
        self.events_known();
    }

    fn rows_in_sight(&mut self, as_of: Option<Timestamp>, known_at: Option<Timestamp>) {
        // A month is a folder: those after the moment asked about are not opened.
        let months = as_of.map(|at| format!(" AND e.{MONTH} <= '{}'", at.to_string().get(..7).unwrap_or("9999-12")));
        let known = known_at.map(|at| format!("(row_recorded_at IS NULL OR row_recorded_at <= {})", moment(at)));
        let and_known = known.as_ref().map(|known| format!(" AND {known}")).unwrap_or_default();
        let query =
            format!("SELECT DISTINCT row_supersedes AS id FROM events WHERE row_supersedes IS NOT NULL{and_known}");
        self.keep("replaced", "Rows that another row replaces or withdraws.", query);
        let quote = |name: &str| self.dialect.quoted(name);
        let mut columns = vec![
            "e.id".to_owned(),
            format!("e.{} AS kind", quote("type")),
            "e.row_begins AS begins, e.row_ends AS ends, e.row_exact AS exact".to_owned(),
            "e.zone".to_owned(),
            format!("e.{} AS by_whom, e.{} AS to_whom", quote("by"), quote("to")),
            "e.item, e.row_amount AS amount, e.unit".to_owned(),
            "e.killed, e.injured".to_owned(),
        ];
        for level in ["level", "level_author", "level_quantity"] {
            columns.push(format!(
                "CASE e.{0} WHEN 'verified' THEN 3 WHEN 'corroborated' THEN 2 ELSE 1 END AS {1}",
                quote(level),
                level.replace("level", "stated")
            ));
        }
        columns.push(format!("e.{} AS of_types, e.{} AS about_event", quote("of"), quote("event")));
        columns.push(format!(
            "e.{} AS found_fact, e.{} AS found_author, e.{} AS found_number",
            quote("fact"),
            quote("author"),
            quote("number")
        ));
        columns.push(format!("e.breach_of, e.breach, e.{} AS quality, e.quality_is", quote("quality")));
        columns.push(format!("e.answer, e.element, e.{} AS ground", quote("ground")));
        columns.push(format!(
            "e.{} AS decided, e.turn, e.{} AS key_given, e.row_sets AS number_set, e.{} AS on_what, e.row_party AS party, e.row_score AS score",
            quote("sets"),
            quote("key"),
            quote("on")
        ));
        for (column, name) in fields(self.agreement) {
            columns.push(format!("e.{} AS {name}", quote(&column)));
        }
        for (name, _) in predicates(self.agreement) {
            columns.push(format!("e.{name}"));
        }
        let query = format!(
            "SELECT {}\nFROM events e CROSS JOIN asked a LEFT JOIN replaced r ON r.id = e.id\n\
             WHERE r.id IS NULL AND e.{} <> 'withdrawn' AND e.row_begins <= a.as_of{}",
            columns.join(",\n  "),
            quote("type"),
            known
                .map(|known| format!(" AND {}", known.replace("row_recorded_at", "e.row_recorded_at")))
                .unwrap_or_default()
                + &months.unwrap_or_default(),
        );
        self.look("in_sight", "Rows in sight: begun, known, not replaced.", query);
    }

    fn decisions(&mut self) {
        let query = "SELECT id, begins AS at_time, by_whom AS body, decided, turn, key_given, number_set\n\
                     FROM in_sight WHERE kind = 'decision'";
        self.keep("decisions", "Decisions of bodies.", query.to_owned());
    }

    /// What the latest finding of a body of the agreement says, for each event and each thing that it can be about.
    fn verdicts(&mut self) {
        let bodies = self.agreement.bodies.iter().map(|body| &body.id).collect::<Vec<_>>();
        let by_bodies = if bodies.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("by_whom IN {}", self.list(bodies.into_iter()))
        };
        let findings = format!("FROM in_sight WHERE kind = 'finding' AND {by_bodies}");
        let mut all = Vec::new();
        for (column, about) in [("found_fact", "'fact'"), ("found_author", "'author'"), ("found_number", "'number'")] {
            all.push((about.to_owned(), column));
        }
        all.push(("'breach of ' || breach_of".to_owned(), "breach"));
        all.push(("'quality ' || quality".to_owned(), "quality_is"));
        let all: Vec<String> = all
            .into_iter()
            .map(|(about, column)| {
                format!("  SELECT id, begins, about_event AS event, {about} AS about, {column} AS verdict {findings} AND {column} IS NOT NULL")
            })
            .collect();
        let query = format!(
            "SELECT event, about, verdict FROM (\n  SELECT event, about, verdict, ROW_NUMBER() OVER (PARTITION BY event, about ORDER BY begins DESC, id DESC) AS nth FROM (\n{}\n  ) found\n) ranked WHERE nth = 1",
            all.join("\n  UNION ALL\n")
        );
        self.keep("verdicts", "The latest finding on each element of each event.", query);
        let of = |about: &str| format!("MAX(CASE WHEN about = '{about}' THEN verdict END)");
        let query = format!(
            "SELECT event, {} AS fact, {} AS author, {} AS number\nFROM verdicts GROUP BY event",
            of("fact"),
            of("author"),
            of("number")
        );
        self.keep("found", "The same, the elements of an event side by side.", query);
    }

    fn answers(&mut self) {
        let query = "SELECT about_event AS event, by_whom AS party, element, answer, ground\n\
                     FROM in_sight WHERE kind = 'response'";
        self.keep("answers", "Answers on the record.", query.to_owned());
        let query = "SELECT event, party,\n  MAX(CASE WHEN element = 'fact' THEN 2 ELSE 1 END) AS fact,\n  \
                     MAX(CASE WHEN element = 'author' THEN 2 ELSE 1 END) AS author,\n  \
                     MAX(CASE WHEN element = 'quantity' THEN 2 ELSE 1 END) AS number\n\
                     FROM answers WHERE answer IN ('accepts', 'justifies') GROUP BY event, party";
        self.keep("admitted", "Levels to which an answer raises what it admits.", query.to_owned());
        let query = "SELECT DISTINCT event, party, ground FROM answers WHERE answer = 'justifies'";
        self.keep("pleas", "Grounds that parties plead.", query.to_owned());
    }

    fn statements(&mut self) {
        for (name, kind, says) in [
            ("accounts", "account", "What sources say that they told completely."),
            ("observations", "observation", "When somebody could observe."),
        ] {
            let query = format!(
                "SELECT ';' || of_types || ';' AS of_types, zone, begins, ends FROM in_sight WHERE kind = '{kind}'"
            );
            self.keep(name, says, query);
        }
        let query = "SELECT id, by_whom AS assessor, on_what AS rule, party, score, begins AS at_time\n\
                     FROM in_sight WHERE kind = 'score'";
        self.keep("scores", "Scores of assessors.", query.to_owned());
    }

    /// Events with the levels of their elements; those whose fact a finding refutes are out.
    fn events_known(&mut self) {
        let mut own: Vec<String> = fields(self.agreement).into_iter().map(|(_, name)| name).collect();
        own.extend(predicates(self.agreement).into_iter().map(|(name, _)| name));
        let own: String = own.iter().map(|name| format!(", {name}")).collect();
        let reserved: Vec<String> = RESERVED.iter().map(|kind| format!("'{kind}'")).collect();
        let told = "id, begins, ends, exact, CASE WHEN by_whom = 'unknown' THEN NULL ELSE by_whom END AS named, to_whom, item, zone, unit, killed, injured, stated, stated_author, stated_quantity";
        let query = format!(
            "SELECT kind AS type, amount AS quantity, {told}{own}\nFROM in_sight WHERE kind NOT IN ({})\n\
             UNION ALL\n\
             SELECT of_types AS type, CASE WHEN killed IS NOT NULL THEN CAST(1 AS DECIMAL(28,9)) ELSE amount END AS quantity, {told}{own}\nFROM in_sight WHERE kind = 'figure' AND amount > 0",
            reserved.join(", ")
        );
        self.look("told", "What happened: events, and figures above zero, each of which counts as one event.", query);
        let admission = self.agreement.evidence.admission;
        let level = |stated: &str, element: &str| {
            let raised = if admission {
                format!("GREATEST(h.{stated}, COALESCE(d.{element}, 1))")
            } else {
                format!("h.{stated}")
            };
            format!("CASE WHEN f.{element} = 'established' THEN 3 ELSE {raised} END")
        };
        let own = own.replace(", ", ", h.");
        let admitted = if admission { "\n  LEFT JOIN admitted d ON d.event = h.id AND d.party = h.named" } else { "" };
        let query = format!(
            "SELECT h.id, h.type, h.begins, h.ends,\n  \
             CASE WHEN h.begins = h.ends THEN h.ends ELSE h.ends - INTERVAL '1' SECOND END AS last_moment,\n  \
             h.exact AND h.begins < h.ends AS holds,\n  \
             CASE WHEN f.author = 'refuted' THEN NULL ELSE h.named END AS author,\n  \
             h.to_whom AS target, h.item, h.zone, h.unit, h.quantity, h.killed, h.injured,\n  \
             {} AS fact_level,\n  {} AS author_level,\n  {} AS number_level,\n  \
             COALESCE(f.number = 'refuted', FALSE) AS number_refuted{own}\n\
             FROM told h\n  LEFT JOIN found f ON f.event = h.id{admitted}\n\
             WHERE f.fact IS NULL OR f.fact <> 'refuted'",
            level("stated", "fact"),
            level("stated_author", "author"),
            level("stated_quantity", "number"),
        );
        let says = "The same with how well each element is known. An author who is not known is null.";
        self.look("known", says, query);
    }
}
