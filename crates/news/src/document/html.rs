//! The article of a page: the paragraphs of the part that holds most of them, without menus, scripts and what else stands around it.
//!
//! Tags are read as browsers read them (WHATWG's tokenizer); a page that is broken gives what can be read of it.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::{Document, Mapped, date};

/// What holds no text of an article.
const LEFT_OUT: [&str; 17] = [
    "script",
    "style",
    "noscript",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "svg",
    "iframe",
    "figure",
    "figcaption",
    "select",
    "template",
    "menu",
    "dialog",
];
/// What begins a paragraph.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "li",
    "ul",
    "ol",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "tr",
    "table",
    "td",
    "pre",
    "hr",
    "body",
];
/// What has no end.
const EMPTY: [&str; 12] = ["br", "hr", "img", "meta", "link", "input", "source", "area", "base", "col", "wbr", "embed"];

struct Element {
    name: String,
    /// Which part of the page it is, counted from the front.
    part: usize,
}

/// A part of a page; that with the number 0 is the page itself.
#[derive(Default)]
struct Part {
    /// Its element's name and class, by which parts of one kind are known.
    kind: (String, Option<String>),
    /// The part around it.
    parent: usize,
}

/// A paragraph, and the part of the page that holds it directly.
struct Paragraph {
    text: Mapped,
    part: usize,
    is_heading: bool,
}

#[derive(Default)]
struct Page {
    open: Vec<Element>,
    parts: Vec<Part>,
    paragraphs: Vec<Paragraph>,
    current: Mapped,
    is_heading: bool,
    about: BTreeMap<String, String>,
    title: String,
    language: Option<String>,
    /// The JSON of `application/ld+json`.
    data: Vec<String>,
    in_data: bool,
    time: Option<String>,
}

/// Reads a page.
pub(super) fn article(html: &str) -> Result<Document, String> {
    let page = read(html);
    let paragraphs = chosen(&page);
    let mut text = Mapped::default();
    for paragraph in paragraphs {
        if !text.text.is_empty() {
            text.push_for("\n", 0..0);
        }
        text.append(&paragraph.text);
    }
    if text.text.trim().is_empty() {
        return Err("no text of an article is found in it".to_owned());
    }
    let mut document = Document { text, language: page.language.clone(), ..Document::default() };
    describe(&page, &mut document);
    Ok(document)
}

/// The text of a piece of HTML, as in the items of feeds.
pub(super) fn fragment(html: &str) -> Mapped {
    let page = read(html);
    let mut text = Mapped::default();
    for paragraph in &page.paragraphs {
        if !text.text.is_empty() {
            text.push_for("\n", 0..0);
        }
        text.append(&paragraph.text);
    }
    text
}

fn read(html: &str) -> Page {
    let mut page = Page { parts: vec![Part::default()], ..Page::default() };
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let mut emitter = emitter;
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |name: &str| {
                    let found = tag.attributes.iter().find(|(key, _)| key.as_slice() == name.as_bytes());
                    found.map(|(_, value)| String::from_utf8_lossy(value.value.as_slice()).into_owned())
                };
                page.begin(&name, &attribute, tag.self_closing);
            }
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(value) => {
                let text = String::from_utf8_lossy(value.value.as_slice()).into_owned();
                page.text(&text, html, value.span.start..value.span.end);
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.close();
    page
}

impl Page {
    fn begin(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>, is_closed: bool) {
        match name {
            "html" => self.language = self.language.take().or_else(|| attribute("lang")),
            "meta" => {
                let key = attribute("property").or_else(|| attribute("name")).or_else(|| attribute("itemprop"));
                if let (Some(key), Some(content)) = (key, attribute("content")) {
                    self.about.entry(key.to_lowercase()).or_insert(content);
                }
            }
            "link" if attribute("rel").as_deref() == Some("canonical") => {
                if let Some(address) = attribute("href") {
                    self.about.entry("canonical".to_owned()).or_insert(address);
                }
            }
            "time" => self.time = self.time.take().or_else(|| attribute("datetime")),
            "script" => self.in_data = attribute("type").as_deref() == Some("application/ld+json"),
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.close();
            self.is_heading = name.starts_with('h') && name.len() == 2 && name != "hr";
        }
        if !EMPTY.contains(&name) && !is_closed {
            let parent = self.open.last().map_or(0, |element| element.part);
            self.open.push(Element { name: name.to_owned(), part: self.parts.len() });
            self.parts.push(Part { kind: (name.to_owned(), attribute("class")), parent });
        }
    }

    fn end(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.close();
        }
        if name == "script" {
            self.in_data = false;
        }
        // An end without a beginning ends nothing.
        if let Some(place) = self.open.iter().rposition(|element| element.name == name) {
            self.open.truncate(place);
        }
    }

    fn text(&mut self, text: &str, html: &str, span: std::ops::Range<usize>) {
        if self.in_data {
            self.data.push(text.to_owned());
            return;
        }
        if self.open.last().is_some_and(|element| element.name == "title") {
            self.title.push_str(text);
            return;
        }
        let is_out =
            self.open.iter().any(|element| LEFT_OUT.contains(&element.name.as_str()) || element.name == "head");
        if is_out {
            return;
        }
        match html.get(span.clone()) {
            Some(raw) if raw == text => self.spaced(text, span.start),
            Some(raw) => self.written_otherwise(raw, text, span),
            None => {}
        }
    }

    /// Text as it stands in the file; white space as one space.
    fn spaced(&mut self, text: &str, from: usize) {
        for (at, word) in text.split(char::is_whitespace).scan(0, |at, word| {
            let start = *at;
            // Every sign of white space is taken as its own length.
            *at += word.len() + text[start + word.len()..].chars().next().map_or(0, char::len_utf8);
            Some((start, word))
        }) {
            if at > 0 && !self.current.text.is_empty() && !self.current.text.ends_with(' ') {
                self.current.push_for(" ", from + at - 1..from + at);
            }
            self.current.push(word, from + at);
        }
    }

    /// Text with entities: each stands for its own piece of the file, as far as the two can be followed side by side.
    fn written_otherwise(&mut self, raw: &str, text: &str, span: std::ops::Range<usize>) {
        let (mut raw_at, mut text_at) = (0, 0);
        while text_at < text.len() {
            let (rest_raw, rest) = (&raw[raw_at..], &text[text_at..]);
            let same = rest_raw.bytes().zip(rest.bytes()).take_while(|(a, b)| a == b && *a != b'&').count();
            let same = (0..=same)
                .rev()
                .find(|same| rest.is_char_boundary(*same) && rest_raw.is_char_boundary(*same))
                .unwrap_or(0);
            if same > 0 {
                self.spaced(&rest[..same], span.start + raw_at);
                (raw_at, text_at) = (raw_at + same, text_at + same);
                continue;
            }
            let len = entity_len(rest_raw).max(1).min(rest_raw.len());
            let Some(character) = rest.chars().next() else { break };
            // What an entity stands for ends where the texts agree again; nearly all stand for one character.
            let from = span.start + raw_at..span.start + raw_at + len;
            if character.is_whitespace() {
                if !self.current.text.is_empty() && !self.current.text.ends_with(' ') {
                    self.current.push_for(" ", from);
                }
            } else {
                self.current.push_for(&rest[..character.len_utf8()], from);
            }
            text_at += character.len_utf8();
            raw_at = (raw_at + len).min(raw.len());
            while !raw.is_char_boundary(raw_at) {
                raw_at += 1;
            }
        }
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.current);
        let part = self
            .open
            .iter()
            .rev()
            .find(|element| element.name != "p" && !is_inline(&element.name))
            .map_or(0, |element| element.part);
        let trimmed = text.text.trim();
        if !trimmed.is_empty() {
            let start = trimmed.as_ptr() as usize - text.text.as_ptr() as usize;
            let text = text.part(&(start..start + trimmed.len()));
            self.paragraphs.push(Paragraph { text, part, is_heading: self.is_heading });
        }
        self.is_heading = false;
    }
}

fn is_inline(name: &str) -> bool {
    ["a", "b", "i", "em", "strong", "span", "u", "small", "sup", "sub", "time", "q", "cite", "abbr", "font"]
        .contains(&name)
}

/// How long an entity at the front is.
fn entity_len(raw: &str) -> usize {
    if !raw.starts_with('&') {
        return raw.chars().next().map_or(0, char::len_utf8);
    }
    match raw.bytes().take(34).position(|byte| byte == b';') {
        Some(end) => end + 1,
        None => 1 + raw[1..].bytes().take_while(u8::is_ascii_alphanumeric).count(),
    }
}

/// The paragraphs of the part that holds most words of running text, with those around it that are of the same kind.
fn chosen(page: &Page) -> Vec<&Paragraph> {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for paragraph in page.paragraphs.iter().filter(|paragraph| !paragraph.is_heading) {
        let n_words = paragraph.text.text.split_whitespace().count();
        // Short lines are links and labels more often than sentences.
        if n_words >= 8 {
            *sizes.entry(paragraph.part).or_default() += n_words;
        }
    }
    let most =
        sizes.iter().max_by_key(|(part, size)| (**size, std::cmp::Reverse(**part))).map(|(part, size)| (*part, *size));
    let Some((part, size)) = most else { return page.paragraphs.iter().collect() };
    // Pages that give each paragraph a box of its own have no part that holds most.
    let all: usize = sizes.values().sum();
    let is_section = page.parts[part].kind.0 == "section";
    if size * 2 < all && !is_section {
        return page
            .paragraphs
            .iter()
            .filter(|paragraph| paragraph.text.text.split_whitespace().count() >= 8)
            .collect();
    }
    // Sections of one kind beside each other are one text, with what stands between them.
    let (kind, parent) = (&page.parts[part].kind, page.parts[part].parent);
    let has_sections = kind.0 == "section" || kind.0 == "div";
    let is_one = |other: usize| {
        let is_beside = page.parts[other].parent == parent && page.parts[other].kind == *kind;
        other == part || has_sections && (is_beside || other == parent && page.parts[parent].kind.0 != "body")
    };
    page.paragraphs.iter().filter(|paragraph| is_one(paragraph.part) && !paragraph.is_heading).collect()
}

fn describe(page: &Page, document: &mut Document) {
    let data: Vec<serde_json::Value> = page.data.iter().filter_map(|data| serde_json::from_str(data).ok()).collect();
    let from_data = |path: &[&str]| data.iter().find_map(|data| within(data, path));
    let about = |names: &[&str]| names.iter().find_map(|name| page.about.get(*name).cloned());
    let heading =
        page.paragraphs.iter().find(|paragraph| paragraph.is_heading).map(|paragraph| paragraph.text.text.clone());
    let title = Some(page.title.trim().to_owned()).filter(|title| !title.is_empty());
    let told = || from_data(&["headline"]).map(|title| fragment(&title).text);
    document.title = about(&["og:title", "twitter:title"]).or_else(told).or(heading).or(title);
    document.outlet = about(&["og:site_name", "application-name"]).or_else(|| from_data(&["publisher", "name"]));
    document.author = about(&["author", "article:author"]).or_else(|| from_data(&["author", "name"]));
    document.address = about(&["canonical", "og:url"]);
    let names =
        ["article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "pubdate", "parsely-pub-date"];
    let told = about(&names).or_else(|| from_data(&["datePublished"])).or_else(|| page.time.clone());
    if let Some(told) = told {
        (document.published_at, document.date) = date::moment(&told);
    }
}

/// A text within linked data, wherever in it the first name stands.
fn within(value: &serde_json::Value, path: &[&str]) -> Option<String> {
    let Some((first, rest)) = path.split_first() else {
        return value.as_str().map(str::to_owned);
    };
    match value {
        serde_json::Value::Object(map) => match map.get(*first) {
            Some(found) => within_one(found, rest),
            None => map.get("@graph").and_then(|graph| within(graph, path)),
        },
        serde_json::Value::Array(all) => all.iter().find_map(|one| within(one, path)),
        _ => None,
    }
}

fn within_one(value: &serde_json::Value, rest: &[&str]) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Array(all) => all.first().and_then(|one| within_one(one, rest)),
        other => within(other, rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_beside_each_other_are_one_text() {
        let line = "So many words stand in a line of running text here";
        let page = format!(
            "<body><nav><p>{line} menu</p></nav><article><p>{line} 0</p><section><h2>One</h2><p>{line} 1</p></section>\
             <section><p>{line} 2</p><p>{line} <b>3</b></p></section></article><section class=more><p>{line} 4</p></section></body>"
        );
        let document = article(&page).unwrap();
        let ends: Vec<&str> = document.text.text.lines().map(|line| &line[line.len() - 1..]).collect();
        assert_eq!(ends, ["0", "1", "2", "3"], "{}", document.text.text);
    }
}
