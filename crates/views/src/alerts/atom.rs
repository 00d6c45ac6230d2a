//! Notices as a feed (Atom, RFC 4287), newest first.

use std::fmt::Write;

use jiff::Timestamp;

use super::Notice;
use crate::Record;
use crate::pictures::escaped;

/// A notice with the moment at which there was something to tell.
pub struct Dated {
    /// What.
    pub notice: Notice,
    /// When.
    pub at: Timestamp,
}

/// The feed. `address` is that of the mission's pages, `own` that of the feed; ids do not hang on either.
pub fn feed(record: &Record<'_>, all: &[Dated], address: &str, own: &str) -> String {
    let words = record.words;
    let id = |of: &str| format!("urn:truce:{}:{of}", crate::encoded(&record.agreement.id));
    let updated = all.iter().map(|one| one.at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>{}</id>\n<title>{}</title>\n<subtitle>{}</subtitle>\n<updated>{updated}</updated>\n<author><name>Truce</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        words.language().code(),
        id("alerts"),
        escaped(&record.agreement.title),
        escaped(&words.say("alert-foot")),
        escaped(own),
        escaped(&format!("{address}/"))
    );
    for Dated { notice, at } in all {
        let says = escaped(&notice.says(record));
        let _ = write!(
            out,
            "<entry>\n<id>{}</id>\n<title>{says}</title>\n<updated>{at}</updated>\n<category term=\"{}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<content type=\"text\">{says}</content>\n</entry>\n",
            id(&notice.id),
            notice.kind.to_text(),
            escaped(&format!("{address}{}", notice.path()))
        );
    }
    out.push_str("</feed>\n");
    out
}
