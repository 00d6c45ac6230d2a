//! Sites of a mission: which there are, what each had seen of the others, which history of one stands.

use super::fields::*;
use super::others::digest_named;
use crate::Value;
use crate::digest::Digest;
use crate::heads::Heads;

/// Kind of an entry that invites a site, or says anew what it may have.
pub const SITE: &str = "site";
/// Kind of an entry by which a site says what it had of the others' entries when it wrote its next ones.
pub const SEEN: &str = "seen";
/// Kind of an entry that decides which history of a site stands.
pub const HISTORY: &str = "history";

/// A site's place in the mission. It writes with a key that names it as its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its short name, which its entries carry.
    pub name: String,
    /// Compartments of which it gets what is sealed to them.
    pub compartments: Vec<String>,
    /// Public key (age) to which files for it are enciphered.
    pub recipient: Option<String>,
}

/// That a site's entries up to one, and through it, stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The site.
    pub site: String,
    /// The number of its entry.
    pub number: u64,
    /// That entry's leaf hash, by which it is told from another of the same number.
    pub leaf: Digest,
}

/// The body of a site.
pub fn site_to_body(site: &Site) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "name", &site.name);
    put_list(&mut body, "compartments", &site.compartments);
    put_some(&mut body, "recipient", site.recipient.as_deref());
    body
}

/// The site of a body.
pub fn site_from_body(body: &Body) -> Result<Site, BodyError> {
    let (name, compartments) = (text(body, "name")?, list(body, "compartments")?);
    Ok(Site { name, compartments, recipient: some_text(body, "recipient")? })
}

/// The body of what a site has seen: the newest entry of each other.
pub fn seen_to_body(heads: &Heads) -> Body {
    Body::from([("heads".to_owned(), heads.to_value())])
}

/// What a site had seen.
pub fn seen_from_body(body: &Body) -> Result<Heads, BodyError> {
    body.get("heads").and_then(Heads::from_value).ok_or_else(|| wrong("heads", "a map of sites"))
}

/// The body of a decision on a history.
pub fn history_to_body(history: &History) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "site", &history.site);
    put_count(&mut body, "number", Some(history.number));
    body.insert("leaf".to_owned(), Value::Bytes(history.leaf.0.to_vec()));
    body
}

/// The decision of a body.
pub fn history_from_body(body: &Body) -> Result<History, BodyError> {
    Ok(History {
        site: text(body, "site")?,
        number: count(body, "number")?.ok_or_else(|| wrong("number", "a number"))?,
        leaf: digest_named(body, "leaf")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_as_they_went() {
        let site = Site { name: "north".to_owned(), compartments: vec!["sources".to_owned()], recipient: None };
        assert_eq!(site_from_body(&site_to_body(&site)), Ok(site));
        let history = History { site: "north".to_owned(), number: 7, leaf: Digest([3; 32]) };
        assert_eq!(history_from_body(&history_to_body(&history)), Ok(history));
        let mut heads = Heads::default();
        heads.advance_to("north", 4, Digest([9; 32]));
        assert_eq!(seen_from_body(&seen_to_body(&heads)), Ok(heads));
        assert!(seen_from_body(&Body::new()).is_err() && history_from_body(&Body::new()).is_err());
    }
}
