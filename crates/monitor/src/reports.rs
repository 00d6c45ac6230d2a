//! Reports as last corrected, held as the bytes of their entries' bodies: a million of them are a few hundred megabytes, and
//! none is taken apart before somebody asks for it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use events::Filed;
use ledger::{Digest, Value, body};

/// Where one report lies: its key, the digest of its sealed text, its body.
#[derive(Clone, Copy, Debug)]
struct Place {
    entry: u64,
    at: u64,
    length: u32,
}

/// Reports by source and id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reports {
    bytes: Vec<u8>,
    /// In the order of their entries, superseded ones among them.
    places: Vec<Place>,
    /// Places in the order of their keys.
    sorted: Vec<u32>,
    /// Keys that came since, in the same order.
    recent: BTreeMap<(String, String), u32>,
    texts: BTreeMap<u64, String>,
}

/// So many recent keys are borne, whatever their share.
const RECENT_MAX: usize = 4_096;

impl Reports {
    /// Takes in a report, in place of an earlier one with the same source and id.
    pub(crate) fn insert(&mut self, entry: u64, source: &str, id: &str, body: &body::Body, seal: Option<&Digest>) {
        let at = self.bytes.len() as u64;
        put(source.as_bytes(), &mut self.bytes);
        put(id.as_bytes(), &mut self.bytes);
        put(seal.map_or(&[], |digest| &digest.0), &mut self.bytes);
        self.bytes.extend(ledger::encoding::map_to_bytes(body));
        let length = u32::try_from(self.bytes.len() as u64 - at).unwrap_or(u32::MAX);
        let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(Place { entry, at, length });
        match self.find(source, id) {
            Ok(idx) => self.sorted[idx] = place,
            Err(_) => {
                self.recent.insert((source.to_owned(), id.to_owned()), place);
            }
        }
        if self.recent.len() > RECENT_MAX + self.sorted.len() / 4 {
            self.sorted = self.in_order().collect();
            self.recent.clear();
        }
    }

    /// Puts places back into the order of their entries, after those came in another.
    pub(crate) fn settle(&mut self) {
        let mut by_entry: Vec<u32> = (0..u32::try_from(self.places.len()).unwrap_or(u32::MAX)).collect();
        by_entry.sort_by_key(|place| self.places[*place as usize].entry);
        let mut new = vec![0; self.places.len()];
        for (to, from) in (0..).zip(&by_entry) {
            new[*from as usize] = to;
        }
        self.places = by_entry.into_iter().map(|place| self.places[place as usize]).collect();
        self.sorted.iter_mut().chain(self.recent.values_mut()).for_each(|place| *place = new[*place as usize]);
    }

    /// Notes the words of an entry's report.
    pub(crate) fn set_text(&mut self, entry: u64, text: String) {
        self.texts.insert(entry, text);
    }

    /// Forgets the words of an entry's report.
    pub(crate) fn forget_text(&mut self, entry: u64) {
        self.texts.remove(&entry);
    }

    /// The digest under which the words of an entry's report were sealed.
    pub(crate) fn seal(&self, entry: u64) -> Option<Digest> {
        let idx = self.places.binary_search_by_key(&entry, |place| place.entry).ok()?;
        let (_, _, seal, _) = parts(self.at(self.places[idx]))?;
        Some(Digest(seal.try_into().ok()?))
    }

    /// The entry that holds a report.
    pub(crate) fn entry_of(&self, source: &str, id: &str) -> Option<u64> {
        let recent = || self.recent.get(&(source.to_owned(), id.to_owned())).copied();
        let place = self.find(source, id).map(|idx| self.sorted[idx]).ok().or_else(recent)?;
        Some(self.places[place as usize].entry)
    }

    /// Entries after one that hold a report as last corrected, in order, with source and id.
    pub(crate) fn after(&self, entry: u64) -> impl Iterator<Item = (u64, &str, &str)> {
        let from = self.places.partition_point(|place| place.entry <= entry);
        self.places[from..].iter().filter_map(|place| {
            let (source, id, ..) = parts(self.at(*place))?;
            let (source, id) = (str::from_utf8(source).ok()?, str::from_utf8(id).ok()?);
            (self.entry_of(source, id) == Some(place.entry)).then_some((place.entry, source, id))
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.sorted.len() + self.recent.len()
    }

    /// One report.
    pub(crate) fn get(&self, source: &str, id: &str) -> Option<Filed> {
        let recent = || self.recent.get(&(source.to_owned(), id.to_owned())).copied();
        let place = self.find(source, id).map(|idx| self.sorted[idx]).ok().or_else(recent)?;
        self.filed(place)
    }

    /// All reports, by source and id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Filed> {
        self.in_order().filter_map(|place| self.filed(place))
    }

    /// Everything but the words, in the order of the keys.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let n_kept = self.sorted.len() + self.recent.len();
        out.extend((n_kept as u64).to_le_bytes());
        for place in self.in_order() {
            let place = self.places[place as usize];
            out.extend(place.entry.to_le_bytes());
            put(self.at(place), out);
        }
    }

    /// Takes over what was written, from a place in the bytes; gives where it ends.
    pub(crate) fn read(bytes: Vec<u8>, from: usize) -> Option<(Reports, usize)> {
        let mut at = from;
        let n_kept = usize::try_from(u64::from_le_bytes(take(&bytes, &mut at, 8)?.try_into().ok()?)).ok()?;
        let mut places = Vec::with_capacity(n_kept.min(bytes.len() / 8));
        for _ in 0..n_kept {
            let entry = u64::from_le_bytes(take(&bytes, &mut at, 8)?.try_into().ok()?);
            let length = u32::from_le_bytes(take(&bytes, &mut at, 4)?.try_into().ok()?);
            places.push(Place { entry, at: at as u64, length });
            take(&bytes, &mut at, length as usize)?;
        }
        let mut by_entry: Vec<u32> = (0..u32::try_from(places.len()).ok()?).collect();
        by_entry.sort_by_key(|place| places[*place as usize].entry);
        let mut sorted = vec![0; places.len()];
        for (new, old) in (0..).zip(&by_entry) {
            sorted[*old as usize] = new;
        }
        let places = by_entry.into_iter().map(|place| places[place as usize]).collect();
        Some((Reports { bytes, places, sorted, ..Reports::default() }, at))
    }

    fn at(&self, place: Place) -> &[u8] {
        let from = usize::try_from(place.at).unwrap_or(usize::MAX);
        self.bytes.get(from..from.saturating_add(place.length as usize)).unwrap_or(&[])
    }

    fn key(&self, place: u32) -> (&[u8], &[u8]) {
        parts(self.at(self.places[place as usize])).map_or((&[], &[]), |(source, id, ..)| (source, id))
    }

    fn find(&self, source: &str, id: &str) -> Result<usize, usize> {
        self.sorted.binary_search_by(|place| self.key(*place).cmp(&(source.as_bytes(), id.as_bytes())))
    }

    fn in_order(&self) -> impl Iterator<Item = u32> {
        let (mut sorted, mut recent) = (self.sorted.iter().peekable(), self.recent.iter().peekable());
        std::iter::from_fn(move || match (sorted.peek(), recent.peek()) {
            (Some(place), Some(((source, id), _)))
                if self.key(**place).cmp(&(source.as_bytes(), id.as_bytes())) == Ordering::Greater =>
            {
                recent.next().map(|(_, place)| *place)
            }
            (Some(_), _) => sorted.next().copied(),
            (None, _) => recent.next().map(|(_, place)| *place),
        })
    }

    fn filed(&self, place: u32) -> Option<Filed> {
        let place = self.places[place as usize];
        let (.., bytes) = parts(self.at(place))?;
        let Ok(Value::Map(map)) = ledger::encoding::from_bytes(bytes) else { return None };
        let report = body::report_from_body(&map, self.texts.get(&place.entry).cloned()).ok()?;
        Some(Filed { entry: place.entry, report })
    }
}

/// Its length and the bytes.
pub(crate) fn put(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(bytes);
}

/// So many bytes from a place, which moves on.
pub(crate) fn take<'b>(bytes: &'b [u8], at: &mut usize, length: usize) -> Option<&'b [u8]> {
    let taken = bytes.get(*at..at.checked_add(length)?)?;
    *at += length;
    Some(taken)
}

/// What [`put`] wrote.
pub(crate) fn taken<'b>(bytes: &'b [u8], at: &mut usize) -> Option<&'b [u8]> {
    let length = u32::from_le_bytes(take(bytes, at, 4)?.try_into().ok()?);
    take(bytes, at, length as usize)
}

/// Source, id, seal and body.
type Parts<'b> = (&'b [u8], &'b [u8], &'b [u8], &'b [u8]);

fn parts(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut at = 0;
    let (source, id, seal) = (taken(bytes, &mut at)?, taken(bytes, &mut at)?, taken(bytes, &mut at)?);
    Some((source, id, seal, &bytes[at..]))
}
