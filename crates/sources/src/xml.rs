//! XML into a tree, within limits: what clients send is theirs to choose. Entities are never looked up, document types refused.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// No document is nested deeper.
const DEPTH_MAX: usize = 32;
/// No document has more elements.
const ELEMENTS_MAX: usize = 20_000;

/// An element, by the local part of its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first element of that name at or under this one, white space trimmed; empty where there is none.
    pub(crate) fn answer(&self, name: &str) -> &str {
        match self.child(name) {
            Some(child) => child.text.trim(),
            None => self.children.iter().map(|child| child.answer(name)).find(|text| !text.is_empty()).unwrap_or(""),
        }
    }
}

/// The root of a document; the error is one sentence.
pub(crate) fn read(bytes: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the XML is not UTF-8 text".to_owned())?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut n_elements = 0;
    loop {
        let event = reader.read_event().map_err(|error| format!("the XML is broken: {error}"))?;
        match event {
            Event::Start(start) => {
                n_elements += 1;
                if open.len() >= DEPTH_MAX || n_elements > ELEMENTS_MAX {
                    return Err("the XML is nested too deep, or has too many elements".to_owned());
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                n_elements += 1;
                let element = element(&start)?;
                match open.last_mut() {
                    Some(parent) if n_elements <= ELEMENTS_MAX => parent.children.push(element),
                    Some(_) => return Err("the XML has too many elements".to_owned()),
                    None => return Ok(element),
                }
            }
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err("the XML closes what it did not open".to_owned()) };
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Text(text) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&text);
                }
            }
            Event::CData(data) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&data);
                }
            }
            Event::GeneralRef(reference) => {
                let meant = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => match &*reference {
                        "amp" => "&".to_owned(),
                        "lt" => "<".to_owned(),
                        "gt" => ">".to_owned(),
                        "quot" => "\"".to_owned(),
                        "apos" => "'".to_owned(),
                        other => return Err(format!("the XML names an entity, &{other};")),
                    },
                };
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&meant);
                }
            }
            Event::DocType(_) => return Err("the XML has a document type, which is not read".to_owned()),
            Event::Eof => return Err("the XML ends in the middle".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("the XML is broken: {error}"))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| format!("the XML is broken: {error}"))?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, text: String::new(), children: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_references_and_prefixes_are_read() {
        let root =
            read(b"<?xml version='1.0'?><a:data id=\"f &amp; g\"><b> x &lt; y &#1604; </b><c/><b>2</b></a:data>")
                .unwrap();
        assert_eq!((root.name.as_str(), root.attribute("id")), ("data", "f & g"));
        assert_eq!(root.answer("b"), "x < y ل");
        assert_eq!(root.all("b").count(), 2);
    }

    #[test]
    fn what_could_hurt_is_refused() {
        let refused = |text: &str| read(text.as_bytes()).unwrap_err();
        assert!(refused("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>").contains("document type"));
        assert!(refused("<a>&x;</a>").contains("entity"));
        assert!(refused("<a><b></a>").contains("broken"));
        assert!(refused("<a>").contains("ends in the middle") || refused("<a>").contains("broken"));
        assert!(refused(&"<a>".repeat(100)).contains("too deep"));
        assert!(refused(&format!("<a>{}</a>", "<b/>".repeat(30_000))).contains("too many"));
        assert!(refused("\u{0}").len() > 3);
    }
}
