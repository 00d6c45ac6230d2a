//! What the entries say when they are read one after the other. The only way to a state is through entries.

use std::collections::BTreeMap;

use events::linking::{self, Parameters};
use events::{Cards, Filed, Known, LinkedBy};
use jiff::Timestamp;
use ledger::encoding::{from_bytes, to_bytes};
use ledger::{Digest, Entry, Keys, PublicKey, Value, Written, body};
use provisions::{Agreement, Diagnostic};
use records::{LinkDecision, Report, Source, Statement};

use crate::Error;
use crate::about::About;
use crate::brief::{Brief, Print, Prints};
use crate::lines::Lines;
use crate::reports::{Reports, put, taken};
use crate::sites::{Dispute, Sites, Topic, Why};

/// What the entries up to a ledger size say.
#[derive(Clone, Debug, Default)]
pub struct State {
    size: u64,
    versions: Vec<Version>,
    cards: Cards,
    keys: Keys,
    reports: Reports,
    /// In place of reports and lines, where only what an import needs is held.
    brief: Option<Brief>,
    lines: Lines,
    linked_by: LinkedBy,
    about: About,
    /// Positions of the decisions on links, in order.
    decided_at: Vec<u64>,
    /// Their reasons, where those were not erased.
    reasons: BTreeMap<u64, String>,
    pub(crate) sites: Sites,
}

/// A version of the agreement in the ledger.
#[derive(Clone, Debug)]
pub struct Version {
    /// Position of its entry.
    pub entry: u64,
    /// Its bytes.
    pub text: body::Text,
    /// What they mean.
    pub agreement: Agreement,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// From fewer reports nothing is learnt that could be relied on.
const REPORTS_LEAST: usize = 200;

impl State {
    /// Reads the next entry. `text` is the detail of that name, where the entry has one that was not erased.
    pub(crate) fn apply(&mut self, position: u64, written: &Written, text: Option<String>) -> Result<(), Error> {
        if self.brief.is_none() && [body::REPORT, body::CORRECTION].contains(&written.entry.kind.as_str()) {
            // That it is a report is seen now, not when a page is drawn; in brief it is shown nowhere.
            body::report_from_body(&written.entry.body, None).map_err(|error| Error::entry(position, error))?;
        }
        self.apply_own(position, written, text)
    }

    /// The same of an entry that was made here.
    pub(crate) fn apply_own(&mut self, position: u64, written: &Written, text: Option<String>) -> Result<(), Error> {
        let key = written.signed.as_ref().map(|signed| &signed.key);
        let admitted = self.keys.admit(position, &written.entry, key);
        admitted.map_err(|(_, what)| Error::entry(position, format!("it {what}")))?;
        self.read_entry(position, written, text)?;
        self.size = position;
        Ok(())
    }

    /// Reads an entry in its place among those of several sites, before all were read. One that cannot be used is shown apart: whoever
    /// wrote it does not stop the others.
    pub(crate) fn apply_placed(&mut self, position: u64, written: &Written, text: Option<String>) {
        let key = written.signed.as_ref().map(|signed| &signed.key);
        let placed = match self.keys.admit_placed(position, &written.entry, key) {
            Ok(()) => self.read_entry(position, written, text).map_err(|error| error.to_string()),
            Err((_, what)) => Err(format!("it {what}")),
        };
        if let Err(why) = placed {
            self.put_apart(position, &written.entry, Why::Unusable(why));
        }
    }

    /// Shows an entry apart: it has no effect.
    pub(crate) fn put_apart(&mut self, position: u64, entry: &Entry, why: Why) {
        if self.brief.is_none() {
            self.lines.put(position, entry, &format!("(apart: {why})"));
        }
        self.sites.apart.insert(position, why);
    }

    /// All entries up to a size were read, in whatever order.
    pub(crate) fn settle(&mut self, size: u64) {
        self.lines.settle();
        self.reports.settle();
        self.size = size;
    }

    /// What sites said in two ways, and is not decided; links of reports that were taken back are nobody's matter any more.
    pub fn disputes(&self) -> impl Iterator<Item = &Dispute> {
        let is_withdrawn =
            |name: &str| name.split_once('/').is_some_and(|(source, id)| self.about.withdrawn(source, id).is_some());
        self.sites
            .disputed
            .iter()
            .filter(move |one| one.about.topic != Topic::Link || !one.about.name.split(' ').any(is_withdrawn))
    }

    /// Reads what an entry says.
    fn read_entry(&mut self, position: u64, written: &Written, text: Option<String>) -> Result<(), Error> {
        let fault = |error: body::BodyError| Error::entry(position, error);
        let entry = &written.entry;
        let about = match entry.kind.as_str() {
            body::AGREEMENT => {
                let text = body::agreement_from_body(&entry.body).map_err(fault)?;
                let (agreement, diagnostics) = provisions::read(&text.file, &text.text, &text.annexes);
                let about = format!("{}, version {}", agreement.id, agreement.version);
                self.versions.push(Version { entry: position, text, agreement, diagnostics });
                about
            }
            body::SOURCE => {
                let source = body::source_from_body(&entry.body).map_err(fault)?;
                let about = source.id.clone();
                // A card that states no grade leaves the one that people gave.
                let reliability = source.reliability.or_else(|| self.about.reliability(&source.id));
                self.cards.sources.insert(source.id.clone(), Source { reliability, ..source });
                about
            }
            body::ACTOR => {
                let tie = body::tie_from_body(&entry.body).map_err(fault)?;
                let about = format!("{}, {} of {}", tie.actor, tie.kind.to_text(), tie.of);
                self.cards.tie(tie);
                about
            }
            body::REPORT | body::CORRECTION => self.told(position, written, text).map_err(fault)?,
            body::LINK_PARAMETERS => {
                let text = body::parameters_from_body(&entry.body).map_err(fault)?;
                let parameters = Parameters::from_text(&text).map_err(|error| Error::entry(position, error.reason))?;
                self.linked_by.parameters = Some(parameters);
                "what reports are linked by".to_owned()
            }
            body::LINK_DECISION => {
                let decision = body::link_decision_from_body(&entry.body).map_err(fault)?;
                let about = format!("{} {}", decision.act.to_text(), decision.together.join(" "));
                self.linked_by.decisions.push(decision);
                self.decided_at.push(position);
                if let Some(text) = text {
                    self.reasons.insert(position, text);
                }
                about
            }
            body::KEY | body::KEY_END => self.about_key(entry).map_err(fault)?,
            body::SITE | body::SEEN | body::HISTORY => self.sites.read(position, entry).map_err(fault)?,
            other => match self.about.apply(position, entry)? {
                Some(about) => {
                    self.grade(entry);
                    about
                }
                None => format!("({other}: a kind that this version of the program does not read)"),
            },
        };
        if self.brief.is_none() {
            self.lines.put(position, entry, &about);
        }
        Ok(())
    }

    /// Sites, what each had seen, what is shown apart.
    pub fn sites(&self) -> &Sites {
        &self.sites
    }

    /// A report, or what it says now.
    fn told(&mut self, position: u64, written: &Written, text: Option<String>) -> Result<String, body::BodyError> {
        let entry = &written.entry;
        let key = written.signed.as_ref().map(|signed| &signed.key);
        let (source, id) = body::report_key(&entry.body)?;
        if self.keys.has_voice(source) && !self.is_by(key, source) {
            self.cards.unsigned.insert(position);
        }
        self.about.told(source, id);
        if let Some(brief) = &mut self.brief {
            let is_correction = entry.kind == body::CORRECTION;
            brief.insert(position, (source, id), (&entry.body, is_correction), text.as_deref());
            return Ok(String::new());
        }
        self.reports.insert(position, source, id, &entry.body, entry.sealed.get(body::TEXT));
        if let Some(text) = text {
            self.reports.set_text(position, text);
        }
        Ok(format!("{source}/{id}"))
    }

    /// Whose key it is, and what it may do or why it ends.
    fn about_key(&self, entry: &Entry) -> Result<String, body::BodyError> {
        if entry.kind == body::KEY {
            let line = body::key_from_body(&entry.body)?;
            let roles: Vec<&str> = line.roles.iter().map(|role| role.to_text()).collect();
            return Ok(format!("{}: {}", line.holder, roles.join(", ")));
        }
        let (ends, why) = body::key_end_from_body(&entry.body)?;
        Ok(format!("{}: {}", self.keys.holder_of(&ends).unwrap_or_default(), why.to_text()))
    }

    /// A grade of a source is on its card.
    fn grade(&mut self, entry: &Entry) {
        if entry.kind == body::GRADE
            && let Ok(body::Grade::Source(source, reliability)) = body::grade_from_body(&entry.body)
            && let Some(card) = self.cards.sources.get_mut(&source)
        {
            card.reliability = Some(reliability);
        }
    }

    /// Entries about other entries.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// One that holds of reports only whether they are known: for imports, of whatever size.
    pub(crate) fn in_brief() -> State {
        State { brief: Some(Brief::default()), ..State::default() }
    }

    /// One that holds no report: they are read from the log, one after the other.
    pub(crate) fn to_read() -> State {
        State { brief: Some(Brief::to_read()), ..State::default() }
    }

    /// An empty one that holds as much of reports as this one.
    pub(crate) fn emptied(&self) -> State {
        match &self.brief {
            None => State::default(),
            Some(brief) if brief.is_to_read() => State::to_read(),
            Some(_) => State::in_brief(),
        }
    }

    /// Whether an entry holds its report as last corrected, of a state that holds none.
    pub(crate) fn is_latest(&self, entry: u64, source: &str, id: &str) -> bool {
        self.brief.as_ref().is_some_and(|brief| brief.is_latest(entry, source, id))
    }

    /// Whether only that is held.
    pub(crate) fn is_brief(&self) -> bool {
        self.brief.is_some()
    }

    /// Whether the record holds a report as it is given, or otherwise; none where it holds none of that source and id. A text that was
    /// erased here cannot be compared: the rest decides.
    pub(crate) fn holds(&self, report: &Report, body: &body::Body) -> Option<bool> {
        let (source, id) = (&report.source, &report.id);
        if let Some(brief) = &self.brief {
            return brief.is_same(source, id, body, report.text.as_deref());
        }
        self.report(source, id).map(|held| same(&held.report, report))
    }

    /// The fingerprints of a report, where only those are held.
    pub(crate) fn prints(&self, key: &Print) -> Option<Prints> {
        self.brief.as_ref()?.prints(key)
    }

    /// The same as reading the entry of a new report that nobody signs for, where only fingerprints are held.
    pub(crate) fn told_in_brief(&mut self, position: u64, prints: Prints) {
        if let Some(brief) = &mut self.brief {
            brief.insert_prints(position, prints);
        }
        self.size = position;
    }

    /// How many reports there are.
    pub fn n_reports(&self) -> usize {
        self.brief.as_ref().map_or_else(|| self.reports.len(), Brief::len)
    }

    /// Whether a key is somebody's.
    fn is_by(&self, key: Option<&PublicKey>, name: &str) -> bool {
        key.and_then(|key| self.keys.get(key)).is_some_and(|registered| registered.line.holder == name)
    }

    /// The keys registered so far.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// How many entries were read.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The version of the agreement recorded last.
    pub fn version(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// Every version recorded, in the order of the ledger.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The versions in force up to a moment, in order of time, the one in force then last. The first is always among them.
    pub fn versions_by(&self, as_of: Timestamp) -> Vec<&Version> {
        let Some((first, later)) = self.versions.split_first() else { return Vec::new() };
        let begun = later.iter().filter(|version| version.agreement.version_from.is_some_and(|from| from <= as_of));
        let mut found: Vec<&Version> = std::iter::once(first).chain(begun).collect();
        found[1..].sort_by_key(|version| version.agreement.version_from);
        found
    }

    /// The card of a source.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.cards.sources.get(id)
    }

    /// All cards, by short name.
    pub fn sources(&self) -> &BTreeMap<String, Source> {
        &self.cards.sources
    }

    /// Cards of sources and the actor register.
    pub fn cards(&self) -> &Cards {
        &self.cards
    }

    /// A report as last corrected, though it be withdrawn.
    pub fn report(&self, source: &str, id: &str) -> Option<Filed> {
        self.reports.get(source, id)
    }

    /// The entry that holds a report as last corrected.
    pub fn entry_of(&self, source: &str, id: &str) -> Option<u64> {
        match &self.brief {
            Some(brief) => brief.entry_of(source, id),
            None => self.reports.entry_of(source, id),
        }
    }

    /// Entries after one that hold a report as last corrected, in order, with source and id.
    pub(crate) fn reports_after(&self, entry: u64) -> impl Iterator<Item = (u64, &str, &str)> {
        self.reports.after(entry)
    }

    /// All reports as last corrected and graded, by source and id, without those that were withdrawn.
    pub fn reports(&self) -> impl Iterator<Item = Filed> {
        let standing = |filed: Filed| Some(Filed { entry: filed.entry, report: self.about.standing(filed.report)? });
        self.reports.iter().filter_map(standing)
    }

    /// The ledger's lines in order.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// What reports are linked by.
    pub fn linked_by(&self) -> &LinkedBy {
        &self.linked_by
    }

    /// Decisions on links, in the order of the ledger: each with its entry and its reason.
    pub fn link_decisions(&self) -> impl Iterator<Item = (u64, &LinkDecision, Option<&str>)> {
        self.decided_at.iter().zip(&self.linked_by.decisions).map(|(entry, decision)| {
            let reason = self.reasons.get(entry).map(String::as_str);
            (*entry, decision, reason)
        })
    }

    /// What the reports teach of linking, and people's decisions on them. `None` where there are too few.
    pub(crate) fn learn_linking(&self) -> Option<Parameters> {
        let mut reports = linking::Reports::new(linking::Schema::of_reports());
        for filed in self.reports().map(qualified) {
            let report = Report { text: None, ..filed.report };
            linking::Features::of_report(&report).into_iter().for_each(|features| reports.put(features));
        }
        for decision in &self.linked_by.decisions {
            decision.pairs().for_each(|(one, other, is_one)| reports.decide(one, other, is_one));
        }
        (reports.len() >= REPORTS_LEAST).then(|| reports.learn(&linking::Labels::new()))
    }

    /// What the reports tell.
    pub fn known(&self) -> Known {
        events::from_reports(self.reports().map(qualified), &self.cards, &self.linked_by)
    }

    /// Everything but the words of reports, to be kept: the same state gives the same bytes.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let version = |version: &Version| (version.entry, Value::Map(body::agreement_to_body(&version.text)));
        let versions = self
            .versions
            .iter()
            .map(version)
            .map(|(entry, body)| Value::List(vec![Value::Int(entry.cast_signed()), body]));
        let sources = self.cards.sources.values().map(|source| Value::Map(body::source_to_body(source)));
        let ties = self.cards.lines().map(|tie| Value::Map(body::tie_to_body(tie)));
        let parameters = self.linked_by.parameters.iter();
        let parameters = parameters.map(|parameters| Value::Map(body::parameters_to_body(&parameters.to_text())));
        let decisions = self.decided_at.iter().zip(&self.linked_by.decisions).map(|(entry, decision)| {
            let body = Value::Map(body::link_decision_to_body(decision));
            Value::List(vec![Value::Int(entry.cast_signed()), body])
        });
        let head = [
            Value::Int(self.size.cast_signed()),
            Value::List(versions.collect()),
            Value::List(sources.collect()),
            Value::List(ties.collect()),
            self.keys.to_value(),
            Value::List(self.cards.unsigned.iter().map(|entry| Value::Int(entry.cast_signed())).collect()),
            Value::List(parameters.collect()),
            Value::List(decisions.collect()),
            self.about.to_value(),
            self.sites.to_value(),
        ];
        put(&to_bytes(&Value::List(head.into())), out);
        self.lines.write(out);
        self.reports.write(out);
    }

    /// What was written, from a place in the bytes through their end; `None` where it is something else.
    pub(crate) fn read(bytes: Vec<u8>, mut at: usize) -> Option<State> {
        let Value::List(head) = from_bytes(taken(&bytes, &mut at)?).ok()? else { return None };
        let [
            Value::Int(size),
            Value::List(versions),
            Value::List(sources),
            Value::List(ties),
            keys,
            Value::List(unsigned),
            Value::List(parameters),
            Value::List(decisions),
            about,
            sites,
        ] = head.as_slice()
        else {
            return None;
        };
        let version = |value: &Value| {
            let Value::List(pair) = value else { return None };
            let [Value::Int(entry), Value::Map(body)] = pair.as_slice() else { return None };
            let text = body::agreement_from_body(body).ok()?;
            let (agreement, diagnostics) = provisions::read(&text.file, &text.text, &text.annexes);
            Some(Version { entry: entry.cast_unsigned(), text, agreement, diagnostics })
        };
        let source = |value: &Value| {
            let Value::Map(body) = value else { return None };
            let source = body::source_from_body(body).ok()?;
            Some((source.id.clone(), source))
        };
        let mut linked_by = LinkedBy::default();
        let mut decided_at = Vec::new();
        if let Some(parameters) = parameters.first() {
            let Value::Map(body) = parameters else { return None };
            let text = body::parameters_from_body(body).ok()?;
            linked_by.parameters = Some(Parameters::from_text(&text).ok()?);
        }
        for decision in decisions {
            let Value::List(pair) = decision else { return None };
            let [Value::Int(entry), Value::Map(body)] = pair.as_slice() else { return None };
            linked_by.decisions.push(body::link_decision_from_body(body).ok()?);
            decided_at.push(entry.cast_unsigned());
        }
        let versions = versions.iter().map(version).collect::<Option<_>>()?;
        let mut cards = Cards { sources: sources.iter().map(source).collect::<Option<_>>()?, ..Cards::default() };
        for entry in unsigned {
            let Value::Int(entry) = entry else { return None };
            cards.unsigned.insert(entry.cast_unsigned());
        }
        for tie in ties {
            let Value::Map(body) = tie else { return None };
            cards.tie(body::tie_from_body(body).ok()?);
        }
        let lines = Lines::read(&bytes, &mut at)?;
        let n_bytes = bytes.len();
        let (reports, end) = Reports::read(bytes, at)?;
        (end == n_bytes).then_some(State {
            size: size.cast_unsigned(),
            versions,
            cards,
            keys: Keys::from_value(keys)?,
            reports,
            brief: None,
            lines,
            linked_by,
            about: About::from_value(about)?,
            sites: Sites::from_value(sites)?,
            decided_at,
            reasons: BTreeMap::new(),
        })
    }

    /// Forgets what was kept beside an entry.
    pub(crate) fn forget(&mut self, entry: u64) {
        if let Some(brief) = &mut self.brief {
            brief.forget_words(entry);
        }
        self.reports.forget_text(entry);
        self.reasons.remove(&entry);
    }

    /// Notes the reason of a decision.
    pub(crate) fn set_reason(&mut self, entry: u64, reason: String) {
        self.reasons.insert(entry, reason);
    }

    /// The digest under which the words of an entry's report were sealed.
    pub(crate) fn seal(&self, entry: u64) -> Option<Digest> {
        self.reports.seal(entry)
    }

    /// Notes the words of an entry's report.
    pub(crate) fn set_text(&mut self, entry: u64, text: String) {
        self.reports.set_text(entry, text);
    }
}

/// A text that was erased here cannot be compared: the rest decides.
pub(crate) fn same(held: &Report, report: &Report) -> bool {
    if held.text.is_some() {
        return held == report;
    }
    Report { text: None, ..report.clone() } == *held
}

/// Ids are unique within their source only; across sources an event carries both.
pub(crate) fn qualified(filed: Filed) -> Filed {
    let Filed { entry, mut report } = filed;
    if let Statement::Happening(happening) = &mut report.statement
        && let Some(earlier) = happening.fields.get_mut("updates")
    {
        *earlier = format!("{}/{earlier}", report.source);
    }
    report.id = format!("{}/{}", report.source, report.id);
    Filed { entry, report }
}
