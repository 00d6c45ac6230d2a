//! What was done with a file after it came: who opened it, copied it, handed it over; with its digest before and after.

use super::fields::*;
use super::others::digest_named;
use crate::Value;
use crate::digest::Digest;

/// Kind of an entry that says what was done with a file.
pub const CUSTODY: &str = "custody";

/// Something done with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custody {
    /// SHA-256 of the file as it was.
    pub digest: Digest,
    /// What was done.
    pub act: CustodyAct,
    /// SHA-256 of what came of it, where something did.
    pub after: Option<Digest>,
    /// To whom it was given.
    pub to: Option<String>,
}

/// What can be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustodyAct {
    /// It was read.
    Opened,
    /// A working copy was made, without what a camera writes into pictures.
    Copied,
    /// It was given to somebody.
    Handed,
}

impl CustodyAct {
    /// The acts with their words.
    pub const WORDS: [(&'static str, CustodyAct); 3] =
        [("opened", CustodyAct::Opened), ("copied", CustodyAct::Copied), ("handed", CustodyAct::Handed)];

    /// By its word.
    pub fn from_text(text: &str) -> Option<CustodyAct> {
        CustodyAct::WORDS.iter().find(|(word, _)| *word == text).map(|(_, act)| *act)
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        CustodyAct::WORDS.iter().find(|(_, act)| *act == self).map_or("", |(word, _)| word)
    }
}

/// The body of an entry of custody.
pub fn custody_to_body(custody: &Custody) -> Body {
    let mut body = Body::new();
    body.insert("digest".to_owned(), Value::Bytes(custody.digest.0.to_vec()));
    put_text(&mut body, "act", custody.act.to_text());
    if let Some(after) = &custody.after {
        body.insert("after".to_owned(), Value::Bytes(after.0.to_vec()));
    }
    put_some(&mut body, "to", custody.to.as_deref());
    body
}

/// The custody of a body.
pub fn custody_from_body(body: &Body) -> Result<Custody, BodyError> {
    Ok(Custody {
        digest: digest_named(body, "digest")?,
        act: word(body, "act", CustodyAct::from_text)?,
        after: if body.contains_key("after") { Some(digest_named(body, "after")?) } else { None },
        to: some_text(body, "to")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_as_it_went() {
        for (act, after, to) in [
            (CustodyAct::Opened, None, None),
            (CustodyAct::Copied, Some(Digest([5; 32])), None),
            (CustodyAct::Handed, None, Some("court".to_owned())),
        ] {
            let custody = Custody { digest: Digest([4; 32]), act, after, to };
            assert_eq!(custody_from_body(&custody_to_body(&custody)), Ok(custody));
        }
        assert!(custody_from_body(&Body::new()).is_err());
    }
}
