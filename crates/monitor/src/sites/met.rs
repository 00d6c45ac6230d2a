//! What other sites had when they were last met, and when that was: beside the record, for what is still out, and for files that are made
//! while nobody is at the other end.

use jiff::Timestamp;
use stores::Beside;

use super::offer::Offer;

const KIND: &str = "site-met";

/// Another site as it was last met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// What it had.
    pub offer: Offer,
    /// When.
    pub at: Timestamp,
}

/// Notes what a site has.
pub fn note_offer(beside: &mut dyn Beside, site: &str, offer: &[u8], at: Timestamp) -> Result<(), stores::Error> {
    let value = [format!("{at}\n").as_bytes(), offer].concat();
    loop {
        let before = beside.get(KIND, site)?;
        if beside.swap(KIND, site, before.as_deref(), Some(&value))? {
            return Ok(());
        }
    }
}

/// The sites that were met, by name.
pub fn met(beside: &mut dyn Beside) -> Result<Vec<(String, Met)>, stores::Error> {
    let read = |(site, value): (String, Vec<u8>)| {
        let end = value.iter().position(|byte| *byte == b'\n')?;
        let at = str::from_utf8(&value[..end]).ok()?.parse().ok()?;
        Some((site, Met { offer: Offer::from_bytes(&value[end + 1..])?, at }))
    };
    Ok(beside.all(KIND)?.into_iter().filter_map(read).collect())
}
