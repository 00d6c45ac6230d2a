//! Articles in files: plain text, HTML, and feeds (JSON Feed, RSS, Atom).
//!
//! Of each article the text, and where each byte of it stands in the file; title, outlet, author, date and address, as far as the file
//! says so itself.

mod date;
mod feed;
mod html;
mod mapped;

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

pub(crate) use date::month;
pub use mapped::Mapped;

/// An article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its text, paragraphs on lines of their own.
    pub text: Mapped,
    /// Headline.
    pub title: Option<String>,
    /// Newspaper, agency or broadcaster.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The day on which it was published.
    pub date: Option<Date>,
    /// The moment, where it is told.
    pub published_at: Option<Timestamp>,
    /// Where it stands in public.
    pub address: Option<String>,
    /// Its language, where the file says it.
    pub language: Option<String>,
    /// Its id in a feed.
    pub id: Option<String>,
    /// Its number in a feed, from 1; those that cannot be read are counted.
    pub item: Option<usize>,
    /// The bytes of the text that say from where and when it was written; no part of what it tells.
    pub(crate) dateline: Range<usize>,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    /// A page.
    Html,
    /// JSON Feed 1.0 or 1.1.
    JsonFeed,
    /// RSS 2.0, or 0.9 and 1.0 as far as they are alike, or Atom 1.0.
    XmlFeed,
}

impl Form {
    /// By how the file begins; its name is not looked at.
    pub fn of(bytes: &[u8]) -> Form {
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let head = String::from_utf8_lossy(&start[..start.len().min(2000)]).to_lowercase();
        if head.starts_with('{') {
            return Form::JsonFeed;
        }
        if !head.starts_with('<') {
            return Form::Text;
        }
        let is_feed = ["<rss", "<feed", "<rdf:rdf"].iter().any(|tag| head.contains(tag)) && !head.contains("<html");
        if is_feed { Form::XmlFeed } else { Form::Html }
    }
}

/// So much of an article is read: far more than any has, and no more than is read in seconds.
const TEXT_MAX: usize = 200_000;

/// The articles of a file. An error says why none can be read; what is wrong with single items is in the second list.
pub fn read(bytes: &[u8]) -> Result<(Vec<Document>, Vec<String>), String> {
    if bytes.trim_ascii().is_empty() {
        return Err("it is empty".to_owned());
    }
    if bytes.starts_with(b"%PDF") {
        return Err("it is a PDF, which is not read: save its text, or the page".to_owned());
    }
    let form = Form::of(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err("it is not UTF-8: save it as UTF-8 text".to_owned());
    };
    if bytes.iter().take(4000).any(|byte| *byte == 0) {
        return Err("it is not text".to_owned());
    }
    let (mut documents, mut wrong) = match form {
        Form::Text => (vec![plain(text)], Vec::new()),
        Form::Html => html::article(text).map(|document| (vec![document], Vec::new()))?,
        Form::JsonFeed => feed::json(text)?,
        Form::XmlFeed => feed::xml(text)?,
    };
    for document in &mut documents {
        settle(document, &mut wrong);
    }
    Ok((documents, wrong))
}

/// What holds for articles of every form: the line from where and when, and how long one may be.
fn settle(document: &mut Document, wrong: &mut Vec<String>) {
    let text = &document.text.text;
    if text.len() > TEXT_MAX {
        let end = (0..=TEXT_MAX).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        wrong.push(format!("an article of {} bytes: what stands after the first {end} is not read", text.len()));
        document.text = document.text.part(&(0..end));
    }
    let line = date::of_dateline(&document.text.text);
    document.date = document.date.or(line.date);
    document.outlet = document.outlet.take().or(line.outlet);
    document.dateline = line.bytes;
}

/// A text file: its first line is the headline, where it is short, ends without a full stop, and others follow.
fn plain(text: &str) -> Document {
    let mut document = Document { text: Mapped::whole(text.to_owned()), ..Document::default() };
    if text.starts_with('\u{feff}') {
        document.text = document.text.part(&(3..text.len()));
    }
    let mut lines = document.text.text.lines().map(str::trim).filter(|line| !line.is_empty());
    if let Some(first) = lines.next()
        && lines.next().is_some()
        && first.chars().count() <= 150
        && !first.ends_with('.')
    {
        document.title = Some(first.to_owned());
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_end_is_read_to_a_limit() {
        let long = "Ä long line goes on and on.\n".repeat(TEXT_MAX / 20);
        let (documents, wrong) = read(long.as_bytes()).unwrap();
        assert!(documents[0].text.text.len() <= TEXT_MAX && documents[0].text.text.len() > TEXT_MAX - 4);
        assert!(wrong[0].contains(&long.len().to_string()), "{wrong:?}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for (bytes, words) in
            [(&b" \n"[..], "empty"), (b"%PDF-1.7\n", "PDF"), (b"\xff\xfea\0", "UTF-8"), (b"a\0b", "not text")]
        {
            assert!(read(bytes).unwrap_err().contains(words), "{words}");
        }
    }
}
