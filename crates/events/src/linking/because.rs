//! Each report's link, with its score and its reasons in words.

use super::links::{Edge, Links};
use super::parameters::UNITS_PER_BIT;

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

impl Links {
    /// The link of each report, in the order of their ids. All must be settled.
    pub fn each(&self, each: &mut dyn FnMut(Link<'_>)) {
        let mut order: Vec<u32> = (0..u32::try_from(self.items.len()).unwrap_or(u32::MAX)).collect();
        order.retain(|item| self.is_present[*item as usize]);
        order.sort_unstable_by(|a, b| self.items.ids.compare(*a, *b));
        for item in order {
            each(self.link_of(item));
        }
    }

    /// The link of one report.
    pub fn link(&self, report: &str) -> Option<Link<'_>> {
        let item = self.items.ids.find(report).filter(|item| self.is_present[*item as usize])?;
        Some(self.link_of(item))
    }

    fn link_of(&self, item: u32) -> Link<'_> {
        let event = self.event_of[item as usize];
        let members = self.grouped_with(item);
        let others = members.iter().filter(|member| **member != item);
        let shares = others.map(|other| (self.share_with(item, *other), *other));
        let mut shares: Vec<(u32, u32)> = shares.collect();
        // The largest share first, then by id.
        shares.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| self.items.ids.compare(a.1, b.1)));
        let sum: u64 = shares.iter().map(|(share, _)| u64::from(*share)).sum();
        let score = (!shares.is_empty()).then(|| u32::try_from(sum / shares.len() as u64).unwrap_or(0));
        let because = match shares.first() {
            Some((share, nearest)) => self.reasons(item, *nearest, *share),
            None => self.alone(item),
        };
        Link { report: self.items.id(item), event: self.items.id(event), score, because }
    }

    fn share_with(&self, item: u32, other: u32) -> u32 {
        let edge = self.edges[item as usize].iter().find(|edge| edge.other == other);
        edge.map_or(0, |edge| self.share(item, *edge))
    }

    /// Why a report stands alone: nothing is near, or what is nearest.
    fn alone(&self, item: u32) -> Vec<String> {
        let believed = |edge: &Edge| (self.share(item, *edge), edge.other);
        let nearest = self.edges[item as usize]
            .iter()
            .map(believed)
            .max_by(|a, b| a.0.cmp(&b.0).then_with(|| self.items.ids.compare(b.1, a.1)));
        match nearest {
            Some((share, other)) if share > 0 => {
                let mut out =
                    vec![format!("told by one report; nearest is {} ({})", self.items.id(other), decimal(share))];
                out.extend(self.compared(item, other));
                out
            }
            _ => vec!["told by one report; no other is near in time and place".to_owned()],
        }
    }

    fn reasons(&self, item: u32, other: u32, share: u32) -> Vec<String> {
        let mut out = Vec::new();
        match self.decision_on(item, other) {
            Some(true) => out.push(format!("with {}: decided by a person", self.items.id(other))),
            _ if self.updates(item, other) => {
                out.push(format!("with {}: the source says that one updates the other", self.items.id(other)));
            }
            _ => out.push(format!("with {} ({})", self.items.id(other), decimal(share))),
        }
        out.extend(self.compared(item, other));
        out.extend(self.crowd(item, other));
        out
    }

    /// What was compared, the heaviest first: `place: 1.2 km apart, same name (+3.1)`, in bits.
    fn compared(&self, item: u32, other: u32) -> Vec<String> {
        let (first, second) = self.items.oriented(item, other);
        let mut remembered = self.items.remembered();
        let mut cells = vec![0; self.items.columns.len()];
        self.items.compare(first, second, &mut remembered, &mut cells);
        let mut found: Vec<(i32, usize, String)> = Vec::new();
        for (signal_idx, ((signal, column), table)) in
            self.items.schema.signals.iter().zip(&self.items.columns).zip(&mut remembered).enumerate()
        {
            let words = column.words(first as usize, second as usize, table);
            if !words.is_empty() {
                let weight = self.weigher.signal(&self.items, signal_idx, first, second, cells[signal_idx]);
                found.push((weight, signal_idx, format!("{}: {words} ({})", signal.name, bits(weight))));
            }
        }
        found.sort_by_key(|(weight, signal_idx, _)| (-weight.abs(), *signal_idx));
        found.into_iter().map(|(_, _, words)| words).collect()
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
