//! An XForm written out (ODK XForms Specification 1.0, which OpenRosa clients read): instance, bindings, questions, and the texts of
//! every language.

use std::fmt::Write;

use super::words::{LANGUAGES, Said};

/// A part of a form.
pub(super) enum Part {
    /// Questions that stand together.
    Group { name: String, label: Said, relevant: Option<String>, parts: Vec<Part> },
    /// Questions that may be answered several times.
    Repeat { name: String, label: Said, parts: Vec<Part> },
    /// One question.
    Question(Question),
    /// What the client fills in by itself.
    Preloaded { name: &'static str, what: &'static str },
}

/// A question.
pub(super) struct Question {
    pub(super) name: String,
    pub(super) asks: Asks,
    pub(super) label: Said,
    pub(super) hint: Option<Said>,
    pub(super) is_needed: bool,
    /// An expression of XPath under which it is asked.
    pub(super) relevant: Option<String>,
    /// An expression of XPath that an answer must meet, and what is said where it does not.
    pub(super) limit: Option<(String, Said)>,
}

/// What a question asks for.
pub(super) enum Asks {
    Words,
    Whole,
    Number,
    Day,
    Moment,
    Point,
    Track,
    /// One of these: values with their labels.
    One(Vec<(String, Said)>),
    /// Any of these.
    Any(Vec<(String, Said)>),
    Picture,
}

impl Question {
    pub(super) fn new(name: &str, asks: Asks, label: Said) -> Question {
        Question { name: name.to_owned(), asks, label, hint: None, is_needed: false, relevant: None, limit: None }
    }

    pub(super) fn needed(self) -> Question {
        Question { is_needed: true, ..self }
    }

    pub(super) fn when(self, relevant: &str) -> Question {
        Question { relevant: Some(relevant.to_owned()), ..self }
    }

    pub(super) fn hint(self, hint: Said) -> Question {
        Question { hint: Some(hint), ..self }
    }

    pub(super) fn limit(self, expression: &str, words: Said) -> Question {
        Question { limit: Some((expression.to_owned(), words)), ..self }
    }
}

/// A value for an option: what holds blanks would be taken for several.
pub(super) fn value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c == '%' {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[derive(Default)]
struct Written {
    instance: String,
    binds: String,
    body: String,
    texts: [String; 2],
}

/// The form as XML, with a public key where clients are to encipher what they send.
pub(super) fn write(id: &str, version: &str, (title, key): (&str, Option<&str>), parts: &[Part]) -> String {
    let mut written = Written::default();
    for part in parts {
        written.part("/data", part);
    }
    let translations: String = LANGUAGES
        .iter()
        .zip(&written.texts)
        .enumerate()
        .map(|(place, (language, texts))| {
            let first = if place == 0 { " default=\"true()\"" } else { "" };
            format!("<translation lang=\"{}\"{first}>{texts}</translation>", escaped(language))
        })
        .collect();
    let (id, version, title) = (escaped(id), escaped(version), escaped(title));
    let submission =
        key.map_or_else(String::new, |key| format!("<submission base64RsaPublicKey=\"{}\"/>\n", escaped(key)));
    let Written { instance, binds, body, .. } = written;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:orx=\"http://openrosa.org/xforms\" \
         xmlns:odk=\"http://www.opendatakit.org/xforms\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n\
         <h:head><h:title>{title}</h:title><model odk:xforms-version=\"1.0.0\">\n\
         <itext>{translations}</itext>\n\
         <instance><data id=\"{id}\" version=\"{version}\">{instance}<orx:meta><orx:instanceID/></orx:meta></data></instance>\n\
         {submission}{binds}<bind nodeset=\"/data/orx:meta/orx:instanceID\" type=\"string\" readonly=\"true()\" jr:preload=\"uid\"/>\n\
         </model></h:head>\n<h:body>\n{body}</h:body></h:html>\n"
    )
}

impl Written {
    fn part(&mut self, within: &str, part: &Part) {
        match part {
            Part::Group { name, label, relevant, parts } => {
                let path = format!("{within}/{name}");
                if let Some(relevant) = relevant {
                    let _ = writeln!(self.binds, "<bind nodeset=\"{path}\" relevant=\"{}\"/>", escaped(relevant));
                }
                self.text(&path, "label", label);
                let _ = writeln!(self.body, "<group ref=\"{path}\">{}", label_of(&path));
                self.nested(&path, name, "", parts);
                self.body.push_str("</group>\n");
            }
            Part::Repeat { name, label, parts } => {
                let path = format!("{within}/{name}");
                self.text(&path, "label", label);
                let _ = writeln!(self.body, "<group ref=\"{path}\">{}<repeat nodeset=\"{path}\">", label_of(&path));
                self.nested(&path, name, " jr:template=\"\"", parts);
                self.body.push_str("</repeat></group>\n");
            }
            Part::Question(question) => self.question(within, question),
            Part::Preloaded { name, what } => {
                let _ = write!(self.instance, "<{name}/>");
                let _ = writeln!(
                    self.binds,
                    "<bind nodeset=\"{within}/{name}\" type=\"dateTime\" jr:preload=\"timestamp\" jr:preloadParams=\"{what}\"/>"
                );
            }
        }
    }

    fn nested(&mut self, path: &str, name: &str, attributes: &str, parts: &[Part]) {
        let _ = write!(self.instance, "<{name}{attributes}>");
        for part in parts {
            self.part(path, part);
        }
        let _ = write!(self.instance, "</{name}>");
    }

    fn question(&mut self, within: &str, question: &Question) {
        let path = format!("{within}/{}", question.name);
        let _ = write!(self.instance, "<{}/>", question.name);
        self.text(&path, "label", &question.label);
        let (kind, element, attributes) = match question.asks {
            Asks::Words => ("string", "input", ""),
            Asks::Whole => ("int", "input", ""),
            Asks::Number => ("decimal", "input", ""),
            Asks::Day => ("date", "input", ""),
            Asks::Moment => ("dateTime", "input", ""),
            Asks::Point => ("geopoint", "input", " appearance=\"placement-map\""),
            Asks::Track => ("geotrace", "input", ""),
            Asks::One(_) => ("string", "select1", ""),
            Asks::Any(_) => ("string", "select", ""),
            Asks::Picture => ("binary", "upload", " mediatype=\"image/*\""),
        };
        let _ = write!(self.binds, "<bind nodeset=\"{path}\" type=\"{kind}\"");
        if question.is_needed {
            self.binds.push_str(" required=\"true()\"");
        }
        if let Some(relevant) = &question.relevant {
            let _ = write!(self.binds, " relevant=\"{}\"", escaped(relevant));
        }
        if let Some((expression, words)) = &question.limit {
            self.text(&path, "jr:constraintMsg", words);
            let _ = write!(
                self.binds,
                " constraint=\"{}\" jr:constraintMsg=\"jr:itext('{path}:jr:constraintMsg')\"",
                escaped(expression)
            );
        }
        self.binds.push_str("/>\n");
        let _ = write!(self.body, "<{element} ref=\"{path}\"{attributes}>{}", label_of(&path));
        if let Some(hint) = &question.hint {
            self.text(&path, "hint", hint);
            let _ = write!(self.body, "<hint ref=\"jr:itext('{path}:hint')\"/>");
        }
        if let Asks::One(options) | Asks::Any(options) = &question.asks {
            for (place, (value, label)) in options.iter().enumerate() {
                let of = format!("{path}/{place}");
                self.text(&of, "label", label);
                let _ = write!(self.body, "<item>{}<value>{}</value></item>", label_of(&of), escaped(value));
            }
        }
        let _ = writeln!(self.body, "</{element}>");
    }

    fn text(&mut self, path: &str, what: &str, words: &Said) {
        for (texts, words) in self.texts.iter_mut().zip(words) {
            let _ = write!(texts, "<text id=\"{path}:{what}\"><value>{}</value></text>", escaped(words));
        }
    }
}

fn label_of(path: &str) -> String {
    format!("<label ref=\"jr:itext('{path}:label')\"/>")
}

/// Text in XML. What no XML may hold is left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}
