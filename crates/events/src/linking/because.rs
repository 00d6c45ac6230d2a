//! Each report's link, with its score and its reasons in words.

use super::items::Remembered;
use super::links::{Edge, Links};
use super::parameters::{ONE, UNITS_PER_BIT};

/// A report's place among events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'l> {
    /// The report.
    pub report: &'l str,
    /// Its event's id.
    pub event: &'l str,
    /// The mean share of belief, in 1/65536, that it belongs with each of the event's other reports; `None` where it is the
    /// only one.
    pub score: Option<u32>,
    /// Why, the strongest reason first.
    pub because: Vec<String>,
}

/// A report among those linked; good until one is put in or taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked(u32);

impl Linked {
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

impl Links {
    /// All reports, in the order of their ids. All must be settled.
    pub fn reports(&self) -> Vec<Linked> {
        let mut order: Vec<u32> = (0..u32::try_from(self.items.len()).unwrap_or(u32::MAX)).collect();
        order.retain(|item| self.is_present[*item as usize]);
        order.sort_unstable_by(|a, b| self.items.ids.compare(*a, *b));
        order.into_iter().map(Linked).collect()
    }

    /// A report by its id.
    pub fn find(&self, report: &str) -> Option<Linked> {
        self.items.ids.find(report).filter(|item| self.is_present[*item as usize]).map(Linked)
    }

    /// A report's id, and that of its event.
    pub fn ids(&self, report: Linked) -> (&str, &str) {
        (self.items.id(report.0), self.items.id(self.event_of[report.0 as usize]))
    }

    /// What tells links; it remembers what it compared.
    pub fn teller(&self) -> Teller<'_> {
        Teller { links: self, remembered: self.items.remembered() }
    }
}

/// Tells links with their reasons.
pub struct Teller<'l> {
    links: &'l Links,
    remembered: Remembered,
}

impl<'l> Teller<'l> {
    /// The link of a report.
    pub fn link(&mut self, report: Linked) -> Link<'l> {
        self.link_of(report.0)
    }

    fn link_of(&mut self, item: u32) -> Link<'l> {
        let links = self.links;
        let event = links.event_of[item as usize];
        let members = links.grouped_with(item);
        let others = members.iter().filter(|member| **member != item);
        let shares = others.map(|other| (links.share_with(item, *other), *other));
        let mut shares: Vec<(u32, u32)> = shares.collect();
        // The largest share first, then by id.
        shares.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| links.items.ids.compare(a.1, b.1)));
        let sum: u64 = shares.iter().map(|(share, _)| u64::from(*share)).sum();
        let score = (!shares.is_empty()).then(|| u32::try_from(sum / shares.len() as u64).unwrap_or(0));
        let because = match shares.first() {
            Some((share, nearest)) => self.reasons(item, *nearest, *share),
            None => self.alone(item),
        };
        Link { report: links.items.id(item), event: links.items.id(event), score, because }
    }

    /// Why a report stands alone: nothing is near, or what is nearest.
    fn alone(&mut self, item: u32) -> Vec<String> {
        let links = self.links;
        let believed = |edge: &Edge| (links.share(item, *edge), edge.other);
        let nearest = links.edges[item as usize]
            .iter()
            .map(believed)
            .max_by(|a, b| a.0.cmp(&b.0).then_with(|| links.items.ids.compare(b.1, a.1)));
        match nearest {
            Some((share, other)) if share > 0 => {
                let mut out =
                    vec![format!("told by one report; nearest is {} ({})", links.items.id(other), decimal(share))];
                out.extend(self.compared(item, other));
                out
            }
            _ => vec!["told by one report; no other is near in time and place".to_owned()],
        }
    }

    fn reasons(&mut self, item: u32, other: u32, share: u32) -> Vec<String> {
        let links = self.links;
        let mut out = Vec::new();
        match links.decision_on(item, other) {
            Some(true) => out.push(format!("with {}: decided by a person", links.items.id(other))),
            _ if links.updates(item, other) => {
                out.push(format!("with {}: the source says that one updates the other", links.items.id(other)));
            }
            _ if links.items.things.name_one(item, other) => {
                out.push(format!("with {}: both name one thing", links.items.id(other)));
            }
            _ => out.push(format!("with {} ({})", links.items.id(other), decimal(share))),
        }
        out.extend(self.compared(item, other));
        out.extend(links.crowd(item, other));
        out
    }

    /// What was compared, the heaviest first: `place: 1.2 km apart, same name (+3.1)`, in bits.
    fn compared(&mut self, item: u32, other: u32) -> Vec<String> {
        let links = self.links;
        let (first, second) = links.items.oriented(item, other);
        let mut cells = vec![0; links.items.columns.len()];
        links.items.compare(first, second, &mut self.remembered, &mut cells);
        let mut found: Vec<(i32, usize, String)> = Vec::new();
        for (signal_idx, ((signal, column), table)) in
            links.items.schema.signals.iter().zip(&links.items.columns).zip(&mut self.remembered).enumerate()
        {
            let words = column.words(first as usize, second as usize, table);
            if !words.is_empty() {
                let weight = links.weigher.signal(&links.items, signal_idx, first, second, cells[signal_idx]);
                found.push((weight, signal_idx, format!("{}: {words} ({})", signal.name, bits(weight))));
            }
        }
        found.sort_by_key(|(weight, signal_idx, _)| (-weight.abs(), *signal_idx));
        found.into_iter().map(|(_, _, words)| words).collect()
    }
}

/// Two reports of which it is doubtful whether they tell of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// One report.
    pub report: String,
    /// The other.
    pub other: String,
    /// The share of belief, in 1/65536, that they tell of one event.
    pub share: u32,
    /// Whether they are in one event now.
    pub is_together: bool,
    /// What was compared.
    pub because: Vec<String>,
}

impl Teller<'_> {
    /// Pairs that a person should look at, most useful first: those where the answer would most likely change most, that is
    /// the share of belief against what is now, times the pairs of reports that it would join or part. Those on which people
    /// decided are not among them.
    pub fn doubts(&mut self, n_asked: usize) -> Vec<Doubt> {
        let links = self.links;
        let mut found: Vec<(u64, u32, u32, u32)> = Vec::new();
        for item in
            (0..u32::try_from(links.items.len()).unwrap_or(u32::MAX)).filter(|item| links.is_present[*item as usize])
        {
            for edge in links.edges[item as usize].iter().filter(|edge| edge.other > item) {
                let share = links.share(item, *edge);
                let is_together = links.event_of[item as usize] == links.event_of[edge.other as usize];
                let against = if is_together { ONE - share.min(ONE) } else { share };
                if against < ONE / 10 || links.decision_on(item, edge.other).is_some() {
                    continue;
                }
                let n = |item: u32| links.grouped_with(item).len() as u64;
                let n_pairs = if is_together { n(item) - 1 } else { n(item) * n(edge.other) };
                found.push((u64::from(against) * n_pairs, share, item, edge.other));
            }
        }
        let ids = |one: &(u64, u32, u32, u32)| {
            let (a, b) = (links.items.id(one.2), links.items.id(one.3));
            if a <= b { (a, b) } else { (b, a) }
        };
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| ids(a).cmp(&ids(b))));
        found.truncate(n_asked);
        let doubt = |one: (u64, u32, u32, u32)| {
            let (report, other) = ids(&one);
            Doubt {
                report: report.to_owned(),
                other: other.to_owned(),
                share: one.1,
                is_together: links.event_of[one.2 as usize] == links.event_of[one.3 as usize],
                because: self.compared(one.2, one.3),
            }
        };
        found.into_iter().map(doubt).collect()
    }
}

impl Links {
    fn share_with(&self, item: u32, other: u32) -> u32 {
        let edge = self.edges[item as usize].iter().find(|edge| edge.other == other);
        edge.map_or(0, |edge| self.share(item, *edge))
    }

    /// How many reports of the other's source could be meant instead.
    fn crowd(&self, item: u32, other: u32) -> Option<String> {
        let source = self.items.source_of[other as usize];
        let of_source = |edge: &&Edge| self.items.source_of[edge.other as usize] == source && edge.other != other;
        match self.edges[item as usize].iter().filter(of_source).count() {
            0 => None,
            1 => Some("one other report of that source could be meant".to_owned()),
            n => Some(format!("{n} other reports of that source could be meant")),
        }
    }
}

/// A share as a decimal of two places.
fn decimal(share: u32) -> String {
    let hundredths = (u64::from(share) * 100 + 32_768) / 65_536;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn bits(weight: i32) -> String {
    let tenths = (weight.abs() * 10 + UNITS_PER_BIT / 2) / UNITS_PER_BIT;
    format!("{}{}.{}", if weight < 0 { '-' } else { '+' }, tenths / 10, tenths % 10)
}
