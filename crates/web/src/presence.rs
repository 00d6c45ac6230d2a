//! Who looks at what, now. Only members are named, and only to members; nothing of it is kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

type Held = Arc<Mutex<BTreeMap<u64, (String, String)>>>;

/// Everybody who looks at a page, in this process.
#[derive(Clone, Default)]
pub(crate) struct Presence {
    held: Held,
    next: Arc<Mutex<u64>>,
}

/// Somebody at a page, as long as this lives.
pub(crate) struct Here {
    held: Held,
    id: u64,
    at: String,
    name: String,
}

impl Presence {
    /// Somebody begins to look; a stranger is nobody's company.
    pub(crate) fn enter(&self, at: &str, name: Option<&str>) -> Here {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next += 1;
        let here = Here {
            held: Arc::clone(&self.held),
            id: *next,
            at: at.to_owned(),
            name: name.unwrap_or_default().to_owned(),
        };
        if !here.name.is_empty() && at.starts_with("/event?") {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.insert(here.id, (here.at.clone(), here.name.clone()));
        }
        here
    }
}

impl Here {
    /// Names of the others who look at the same.
    pub(crate) fn others(&self) -> Vec<String> {
        if self.name.is_empty() {
            return Vec::new();
        }
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let same = held.values().filter(|(at, name)| *at == self.at && *name != self.name);
        let mut names: Vec<String> = same.map(|(_, name)| name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_at_one_event_see_each_other() {
        let presence = Presence::default();
        let one = presence.enter("/event?id=a", Some("desk-1"));
        let other = presence.enter("/event?id=a", Some("desk-2"));
        let elsewhere = presence.enter("/event?id=b", Some("desk-3"));
        let stranger = presence.enter("/event?id=a", None);
        let again = presence.enter("/event?id=a", Some("desk-1"));
        assert_eq!(one.others(), ["desk-2"]);
        assert_eq!(other.others(), ["desk-1"]);
        assert!(elsewhere.others().is_empty() && stranger.others().is_empty());
        drop((one, again));
        assert!(other.others().is_empty());
    }
}
