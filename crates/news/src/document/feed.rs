//! Feeds: JSON Feed, RSS and Atom. Each item is an article.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::events::Event;
use serde_json::value::RawValue;

use super::{Document, Mapped, date, html};

type Read = Result<(Vec<Document>, Vec<String>), String>;

/// The members of a JSON object, each as it stands in the file.
type Members<'f> = BTreeMap<String, &'f RawValue>;

fn string(members: &Members<'_>, name: &str) -> Option<String> {
    members.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok())
}

/// The name of the first author, in either version's way.
fn author(members: &Members<'_>) -> Option<String> {
    let name = |author: &serde_json::Value| author.get("name")?.as_str().map(str::to_owned);
    let value = |member: &str| serde_json::from_str::<serde_json::Value>(members.get(member)?.get()).ok();
    value("authors").and_then(|all| name(all.get(0)?)).or_else(|| name(&value("author")?))
}

/// A JSON Feed (jsonfeed.org, 1.0 and 1.1).
pub(super) fn json(file: &str) -> Read {
    let start = file.len() - file.trim_start_matches('\u{feff}').len();
    let feed: Members<'_> =
        serde_json::from_str(&file[start..]).map_err(|error| format!("it is no JSON Feed: {error}"))?;
    let Some(items) = feed.get("items") else { return Err("it is JSON, but no JSON Feed".to_owned()) };
    let items: Vec<&RawValue> =
        serde_json::from_str(items.get()).map_err(|error| format!("its items cannot be read: {error}"))?;
    let (mut out, mut wrong) = (Vec::new(), Vec::new());
    for (idx, raw) in items.into_iter().enumerate() {
        match item(file, &feed, raw) {
            Ok(document) => out.push(Document { item: Some(idx + 1), ..document }),
            Err(reason) => wrong.push(format!("item {}: {reason}", idx + 1)),
        }
    }
    Ok((out, wrong))
}

fn item(file: &str, feed: &Members<'_>, raw: &RawValue) -> Result<Document, String> {
    let item: Members<'_> = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
    let text = |raw: &RawValue| unescaped(raw.get(), raw.get().as_ptr() as usize - file.as_ptr() as usize);
    let text = match (item.get("content_html"), item.get("content_text")) {
        (Some(raw), _) => {
            let outer = text(raw);
            let inner = html::fragment(&outer.text);
            outer.of(inner)
        }
        (None, Some(raw)) => text(raw),
        (None, None) => Mapped::default(),
    };
    if text.text.trim().is_empty() {
        return Err("it has no content".to_owned());
    }
    let (published_at, date) = string(&item, "date_published").as_deref().map_or((None, None), date::moment);
    Ok(Document {
        text,
        title: string(&item, "title"),
        outlet: string(feed, "title"),
        author: author(&item),
        date,
        published_at,
        address: string(&item, "url"),
        language: string(&item, "language").or_else(|| string(feed, "language")),
        id: item.get("id").map(|id| serde_json::from_str(id.get()).unwrap_or_else(|_| id.get().to_owned())),
        ..Document::default()
    })
}

/// The text of a JSON string, quotes included, that stands at a place of the file.
fn unescaped(raw: &str, from: usize) -> Mapped {
    let mut out = Mapped::default();
    if !raw.starts_with('"') {
        return out;
    }
    let inner = &raw[1..raw.len() - 1];
    let mut at = 0;
    while at < inner.len() {
        let rest = &inner[at..];
        let plain = rest.find('\\').unwrap_or(rest.len());
        out.push(&rest[..plain], from + 1 + at);
        at += plain;
        let Some(escape) = inner[at..].get(..2) else { break };
        // A pair of surrogates is one character.
        let pair = |idx: usize| inner.get(idx..idx + 6).filter(|escape| escape.starts_with("\\u"));
        let len = match (escape, pair(at), pair(at + 6)) {
            ("\\u", Some(first), Some(_)) if first[2..].to_lowercase().starts_with("d8") || is_high(first) => 12,
            ("\\u", ..) => 6,
            _ => 2,
        };
        let Some(piece) = inner.get(at..at + len) else { break };
        let text = serde_json::from_str::<String>(&format!("\"{piece}\"")).unwrap_or_else(|_| "\u{fffd}".to_owned());
        out.push_for(&text, from + 1 + at..from + 1 + at + len);
        at += len;
    }
    out
}

fn is_high(escape: &str) -> bool {
    u16::from_str_radix(&escape[2..6], 16).is_ok_and(|unit| (0xd800..0xdc00).contains(&unit))
}

#[derive(Default)]
struct Item {
    /// How many tags of markup within the content are open (`type="xhtml"`).
    n_open: usize,
    document: Document,
    content: Mapped,
    summary: Mapped,
}

/// RSS and Atom.
pub(super) fn xml(file: &str) -> Read {
    let mut reader = quick_xml::Reader::from_str(file);
    reader.config_mut().check_end_names = false;
    let (mut out, mut wrong) = (Vec::new(), Vec::new());
    let (mut path, mut item): (Vec<String>, Option<Item>) = (Vec::new(), None);
    let (mut outlet, mut language, mut text) = (None, None, Mapped::default());
    loop {
        let before = place(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                wrong.push(format!("after byte {before} it cannot be read: {error}"));
                break;
            }
        };
        let raw = before..place(reader.buffer_position());
        if let Some(item) = &mut item
            && item.takes_markup(&event, path.last().map(String::as_str))
        {
            text.push(&file[raw.clone()], raw.start);
            continue;
        }
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if is_single(file, &raw) => {
                if let Some(item) = item.as_mut().filter(|_| local(tag.name().as_ref()) == "link") {
                    item.link(&tag);
                }
            }
            Event::Start(tag) => {
                let name = local(tag.name().as_ref());
                if name == "item" || name == "entry" {
                    item = Some(Item::default());
                }
                if name == "feed" || name == "rss" {
                    language = attribute(&tag, "xml:lang").or(language);
                }
                text = Mapped::default();
                path.push(name);
            }
            Event::Text(_) | Event::GeneralRef(_) => entities(&file[raw.clone()], raw.start, &mut text),
            Event::CData(_) => {
                let inner = raw.start + 9..raw.end.saturating_sub(3);
                text.push(file.get(inner.clone()).unwrap_or_default(), inner.start);
            }
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                let parent = path.last().map(String::as_str);
                if name == "item" || name == "entry" {
                    let n_items = out.len() + wrong.len() + 1;
                    match item.take().map(|item| item.done(outlet.as_ref(), language.as_ref())) {
                        Some(Some(document)) => out.push(Document { item: Some(n_items), ..document }),
                        _ => wrong.push(format!("item {n_items}: it has no content")),
                    }
                } else if let Some(item) = &mut item {
                    item.field(&name, parent, std::mem::take(&mut text));
                } else if name == "title" && outlet.is_none() {
                    outlet = Some(text.text.trim().to_owned()).filter(|title| !title.is_empty());
                } else if name == "language" {
                    language = Some(text.text.trim().to_owned());
                }
            }
            _ => {}
        }
    }
    if out.is_empty() && wrong.is_empty() {
        return Err("no item is found in the feed".to_owned());
    }
    Ok((out, wrong))
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Whether a tag ends in itself.
fn is_single(file: &str, raw: &Range<usize>) -> bool {
    file.get(raw.clone()).is_some_and(|tag| tag.ends_with("/>"))
}

fn local(name: &str) -> String {
    // Of names with a prefix only those of the article itself are told apart.
    match name.split_once(':') {
        Some(("content", "encoded")) => "content".to_owned(),
        Some(("dc", "creator")) => "author".to_owned(),
        Some(("dc", "date")) => "pubDate".to_owned(),
        Some(("rdf", other)) => other.to_owned(),
        _ => name.to_owned(),
    }
}

fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value).map(|text| text.into_owned());
    Some(value.unwrap_or_else(|_| found.value.to_string()))
}

/// Text of XML: entities stand for their characters.
fn entities(raw: &str, from: usize, out: &mut Mapped) {
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        let plain = rest.find('&').unwrap_or(rest.len());
        out.push(&rest[..plain], from + at);
        at += plain;
        if at >= raw.len() {
            break;
        }
        let len = raw[at..].find(';').map_or(1, |end| end + 1);
        let entity = &raw[at..at + len];
        match quick_xml::escape::unescape(entity) {
            Ok(text) => out.push_for(&text, from + at..from + at + len),
            Err(_) => out.push(entity, from + at),
        }
        at += len;
    }
}

impl Item {
    /// Whether an event is markup within the content, which is taken as it stands.
    fn takes_markup(&mut self, event: &Event<'_>, within: Option<&str>) -> bool {
        if self.n_open == 0 && !matches!(within, Some("content" | "summary" | "description")) {
            return false;
        }
        match event {
            Event::Start(_) => self.n_open += 1,
            Event::End(_) if self.n_open > 0 => self.n_open -= 1,
            Event::Text(_) | Event::GeneralRef(_) => return self.n_open > 0,
            Event::Empty(_) => {}
            _ => return false,
        }
        true
    }

    /// Atom's way of giving the address.
    fn link(&mut self, tag: &quick_xml::events::BytesStart<'_>) {
        let is_own = attribute(tag, "rel").is_none_or(|rel| rel == "alternate");
        if let Some(address) = attribute(tag, "href").filter(|_| is_own) {
            self.document.address = Some(address);
        }
    }

    fn field(&mut self, name: &str, parent: Option<&str>, text: Mapped) {
        let told = Some(text.text.trim().to_owned()).filter(|told| !told.is_empty());
        match (name, parent) {
            ("name", Some("author")) | ("author", Some("item" | "entry")) => {
                self.document.author = self.document.author.take().or(told);
            }
            (_, parent) if parent != Some("item") && parent != Some("entry") => {}
            ("title", _) => self.document.title = told.map(|title| html::fragment(&title).text),
            ("guid" | "id", _) => self.document.id = told,
            ("link", _) => self.document.address = self.document.address.take().or(told),
            ("pubDate" | "published" | "date", _) => {
                (self.document.published_at, self.document.date) = told.as_deref().map_or((None, None), date::moment);
            }
            ("updated", _) if self.document.date.is_none() => {
                (self.document.published_at, self.document.date) = told.as_deref().map_or((None, None), date::moment);
            }
            ("content", _) => self.content = text,
            ("description" | "summary", _) => self.summary = text,
            _ => {}
        }
    }

    fn done(self, outlet: Option<&String>, language: Option<&String>) -> Option<Document> {
        let outer = if self.content.text.trim().is_empty() { self.summary } else { self.content };
        let inner = html::fragment(&outer.text);
        let text = outer.of(inner);
        if text.text.trim().is_empty() {
            return None;
        }
        let (outlet, language) = (outlet.cloned(), language.cloned());
        Some(Document { text, outlet, language, ..self.document })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_feed_is_read_and_leads_back() {
        let feed = "<feed><title>E</title><entry><title>T</title></entry><entry><content type=\"xhtml\"><div><p>One &amp; <b>two</b>.</p>\
                    <br/><p>3 &lt;b&gt; 4</p></div></content></entry></feed>";
        let (documents, wrong) = xml(feed).unwrap();
        assert_eq!(wrong, ["item 1: it has no content"]);
        assert_eq!((documents[0].item, documents[0].text.text.as_str()), (Some(2), "One & two.\n3 <b> 4"));
        let at = documents[0].text.text.find("two").unwrap();
        assert_eq!(&feed[documents[0].text.in_file(&(at..at + 3))], "two");
    }

    #[test]
    fn escapes_lead_back() {
        let file = r#""a\ud83d\ude00b\nc\u00e4""#;
        let text = unescaped(file, 0);
        assert_eq!(text.text, "a😀b\ncä");
        assert_eq!(&file[text.in_file(&(1..5))], r"\ud83d\ude00");
        assert_eq!(&file[text.in_file(&(8..10))], r"\u00e4");
        // A low half alone, and what follows it, is not taken for a pair.
        assert_eq!(unescaped(r#""\ude00\u0041""#, 0).text, "\u{fffd}A");
    }
}
