//! What one site tells another of what it has, so that only what is missing is sent: for each site the newest entry, and some before it at
//! distances that double, by which two that went apart find where.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use ledger::encoding::{from_bytes, to_bytes};
use ledger::{Digest, PublicKey, Value};

use super::shelf::Shelf;

const FORM: i64 = 1;
/// So many bytes of a hash are enough to tell the entries of one site apart that are here.
const SHORT: usize = 8;

/// What a site has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Who says so.
    pub site: String,
    /// The first key of the mission, by which two find that they speak of one record; none: nothing is here yet.
    pub root: Option<PublicKey>,
    pub(crate) tips: Vec<Tip>,
    /// Of the newest entries that the other offered, those that are here, too.
    pub(crate) has: Vec<Digest>,
}

/// The newest entry of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) site: String,
    pub(crate) number: u64,
    pub(crate) leaf: Digest,
    /// Earlier ones: number and the beginning of the hash.
    pub(crate) trail: Vec<(u64, Vec<u8>)>,
}

/// Which of the entries here another has.
#[derive(Default)]
pub(crate) struct Covered {
    through: BTreeMap<String, u64>,
    forked: BTreeMap<String, HashSet<u64>>,
}

impl Covered {
    pub(crate) fn has(&self, site: &str, number: u64, position: u64) -> bool {
        match self.forked.get(site) {
            Some(positions) => positions.contains(&position),
            None => self.through.get(site).is_some_and(|through| number <= *through),
        }
    }
}

impl Shelf {
    pub(crate) fn offer(&self, site: &str, root: Option<PublicKey>) -> Offer {
        let mut tips = Vec::new();
        for of in self.chains().keys() {
            for position in self.tips(of) {
                let (Some((site, number)), Some(leaf)) = (self.name(position), self.leaf(position)) else { continue };
                tips.push(Tip { site, number, leaf, trail: self.trail(position, number) });
            }
        }
        Offer { site: site.to_owned(), root, tips, has: Vec::new() }
    }

    fn trail(&self, position: u64, number: u64) -> Vec<(u64, Vec<u8>)> {
        let mut wanted = (0..).map(|power: u32| number.saturating_sub(1 << power.min(40)));
        let mut next = wanted.next();
        let mut trail = Vec::new();
        for (position, number) in self.back_from(position).zip((1..=number).rev()) {
            if next == Some(number)
                && let Some(leaf) = self.leaf(position)
            {
                trail.push((number, leaf.0[..SHORT].to_vec()));
                next = wanted.next();
            }
        }
        trail
    }

    /// The same, with what is here of what another offered.
    pub(crate) fn answer(&self, site: &str, root: Option<PublicKey>, offer: &Offer) -> Offer {
        let has = offer.tips.iter().map(|tip| tip.leaf).filter(|leaf| self.find(leaf).is_some()).collect();
        Offer { has, ..self.offer(site, root) }
    }

    /// Which of the entries here whoever made an offer has.
    pub(crate) fn covered(&self, offer: &Offer) -> Covered {
        let mut known: Vec<u64> = offer.has.iter().filter_map(|leaf| self.find(leaf)).collect();
        for tip in &offer.tips {
            known.extend(self.find(&tip.leaf).or_else(|| self.on_trail(tip)));
        }
        let mut covered = Covered::default();
        for position in known {
            let Some((site, number)) = self.name(position) else { continue };
            if self.is_forked(&site) {
                covered.forked.entry(site).or_default().extend(self.back_from(position));
            } else {
                let through = covered.through.entry(site).or_insert(0);
                *through = number.max(*through);
            }
        }
        covered
    }

    /// The newest entry of a trail that is here.
    fn on_trail(&self, tip: &Tip) -> Option<u64> {
        tip.trail.iter().find_map(|(number, short)| {
            let here = self.at(&tip.site, *number).iter().copied();
            here.into_iter().find(|position| self.leaf(*position).is_some_and(|leaf| leaf.0.starts_with(short)))
        })
    }

    /// Positions after one of entries that another has not, in order.
    pub(crate) fn missing(&self, covered: &Covered, after: u64) -> Vec<u64> {
        let not_there =
            |position: &u64| self.name(*position).is_some_and(|(site, number)| !covered.has(&site, number, *position));
        (after + 1..=self.size()).filter(not_there).collect()
    }
}

impl Offer {
    /// That of a site of which nothing is known.
    pub fn nothing(site: &str) -> Offer {
        Offer { site: site.to_owned(), root: None, tips: Vec::new(), has: Vec::new() }
    }

    /// The same of a site that has shown that it is this one.
    pub fn of(self, site: &str) -> Offer {
        Offer { site: site.to_owned(), ..self }
    }

    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let root = self.root.map_or(Value::Null, |key| Value::Bytes(key.0.to_vec()));
        let tip = |tip: &Tip| {
            let trail = tip.trail.iter();
            let trail = trail
                .map(|(number, leaf)| Value::List(vec![Value::Int(number.cast_signed()), Value::Bytes(leaf.clone())]));
            Value::List(vec![
                Value::Text(tip.site.clone()),
                Value::Int(tip.number.cast_signed()),
                Value::Bytes(tip.leaf.0.to_vec()),
                Value::List(trail.collect()),
            ])
        };
        let tips = self.tips.iter().map(tip).collect();
        let has = self.has.iter().map(|leaf| Value::Bytes(leaf.0.to_vec())).collect();
        let site = Value::Text(self.site.clone());
        to_bytes(&Value::List(vec![Value::Int(FORM), site, root, Value::List(tips), Value::List(has)]))
    }

    /// Of bytes; none where they are no offer.
    pub fn from_bytes(bytes: &[u8]) -> Option<Offer> {
        let Value::List(parts) = from_bytes(bytes).ok()? else { return None };
        let [Value::Int(FORM), Value::Text(site), root, Value::List(tips), Value::List(has)] = parts.as_slice() else {
            return None;
        };
        let root = match root {
            Value::Null => None,
            Value::Bytes(key) => Some(PublicKey(key.as_slice().try_into().ok()?)),
            _ => return None,
        };
        let tips = tips.iter().map(tip_from).collect::<Option<_>>()?;
        let leaf = |value: &Value| match value {
            Value::Bytes(leaf) => Some(Digest(leaf.as_slice().try_into().ok()?)),
            _ => None,
        };
        let has = has.iter().map(leaf).collect::<Option<_>>()?;
        Some(Offer { site: site.clone(), root, tips, has })
    }

    /// How many entries whoever says so has at least: those up to each newest one.
    pub fn n_entries(&self) -> u64 {
        self.tips.iter().map(|tip| tip.number).sum()
    }

    /// The newest entry of each site: its number.
    pub fn newest(&self) -> impl Iterator<Item = (&str, u64)> {
        self.tips.iter().map(|tip| (tip.site.as_str(), tip.number))
    }
}

fn tip_from(value: &Value) -> Option<Tip> {
    let Value::List(parts) = value else { return None };
    let [Value::Text(site), Value::Int(number @ 1..), Value::Bytes(leaf), Value::List(trail)] = parts.as_slice() else {
        return None;
    };
    let step = |value: &Value| match value {
        Value::List(pair) => match pair.as_slice() {
            [Value::Int(number @ 1..), Value::Bytes(leaf)] if leaf.len() >= SHORT => {
                Some((number.cast_unsigned(), leaf.clone()))
            }
            _ => None,
        },
        _ => None,
    };
    let trail = trail.iter().map(step).collect::<Option<_>>()?;
    let leaf = Digest(leaf.as_slice().try_into().ok()?);
    Some(Tip { site: site.clone(), number: number.cast_unsigned(), leaf, trail })
}
