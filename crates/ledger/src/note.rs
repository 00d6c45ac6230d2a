//! Signed notes (<https://c2sp.org/signed-note>) and cosignatures (<https://c2sp.org/tlog-cosignature>): a checkpoint with
//! the signatures of its log and of those who watch it.
//!
//! Keys are written as Go's `sumdb/note` writes them: `name+hash+key` and `PRIVATE+KEY+name+hash+key`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::digest::hash;
use crate::signature::{PublicKey, SecretKey, Signature};

/// What a key signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signing {
    /// Ed25519 over the note's text: a log, an author.
    Plain,
    /// Ed25519 over the text and a time: a witness.
    Cosigning,
}

impl Signing {
    fn code(self) -> u8 {
        match self {
            Signing::Plain => 1,
            Signing::Cosigning => 4,
        }
    }

    fn from_code(code: u8) -> Option<Signing> {
        match code {
            1 => Some(Signing::Plain),
            4 => Some(Signing::Cosigning),
            _ => None,
        }
    }
}

/// A named key by which signatures are checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verifying {
    /// Whose it is.
    pub name: String,
    /// What it signs with.
    pub signing: Signing,
    /// The key.
    pub key: PublicKey,
}

/// A named secret key.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Whose it is.
    pub name: String,
    /// What it signs with.
    pub signing: Signing,
    /// The key.
    pub key: SecretKey,
}

/// Whether a text can name a key: not empty, without blanks, control characters and plus signs.
pub fn is_key_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

impl Verifying {
    /// The four bytes by which a signature line names its key.
    fn hash(&self) -> [u8; 4] {
        let digest = hash(&[self.name.as_bytes(), b"\n", &[self.signing.code()], &self.key.0]).0;
        [digest[0], digest[1], digest[2], digest[3]]
    }
}

impl Signer {
    /// The key by which others check its signatures.
    pub fn verifying(&self) -> Verifying {
        Verifying { name: self.name.clone(), signing: self.signing, key: self.key.public() }
    }

    /// A signature line over a note's text. `at` is the time of a cosignature, in seconds of the Unix epoch.
    pub fn sign(&self, text: &str, at: u64) -> Line {
        let mut bytes = self.verifying().hash().to_vec();
        match self.signing {
            Signing::Plain => bytes.extend(self.key.sign(text.as_bytes()).0),
            Signing::Cosigning => {
                bytes.extend(at.to_be_bytes());
                bytes.extend(self.key.sign(timed(text, at).as_bytes()).0);
            }
        }
        Line { name: self.name.clone(), bytes }
    }

    /// As it is kept.
    pub fn to_text(&self) -> String {
        key_text("PRIVATE+KEY+", &self.verifying(), &self.key.seed())
    }

    /// What was kept; `None` where it is something else.
    pub fn from_text(text: &str) -> Option<Signer> {
        let rest = text.trim_end().strip_prefix("PRIVATE+KEY+")?;
        let (name, signing, seed, said) = key_parts(rest)?;
        let signer = Signer { name, signing, key: SecretKey::from_seed(seed) };
        (hex(&signer.verifying().hash()) == said).then_some(signer)
    }
}

impl fmt::Display for Verifying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&key_text("", self, &self.key.0))
    }
}

impl FromStr for Verifying {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Verifying, NoteError> {
        let wrong = || NoteError("not a key of the form name+hash+key");
        let (name, signing, key, said) = key_parts(text.trim_end()).ok_or_else(wrong)?;
        let verifying = Verifying { name, signing, key: PublicKey(key) };
        if hex(&verifying.hash()) != said || !verifying.key.is_key() {
            return Err(wrong());
        }
        Ok(verifying)
    }
}

fn key_text(before: &str, of: &Verifying, bytes: &[u8; 32]) -> String {
    let mut keyed = vec![of.signing.code()];
    keyed.extend(bytes);
    format!("{before}{}+{}+{}", of.name, hex(&of.hash()), STANDARD.encode(keyed))
}

fn key_parts(text: &str) -> Option<(String, Signing, [u8; 32], String)> {
    let (name, rest) = text.split_once('+')?;
    let (said, key) = rest.split_once('+')?;
    let bytes = STANDARD.decode(key).ok()?;
    let (code, key) = bytes.split_first()?;
    if !is_key_name(name) {
        return None;
    }
    Some((name.to_owned(), Signing::from_code(*code)?, key.try_into().ok()?, said.to_owned()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a cosignature is over.
fn timed(text: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

/// One line of signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The name of the key.
    pub name: String,
    /// The key's four bytes, then the signature.
    bytes: Vec<u8>,
}

/// A text with signatures. Those of keys that one does not know are let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text; it ends with a line feed.
    pub text: String,
    /// Its signatures.
    pub lines: Vec<Line>,
}

impl Note {
    /// The time of the key's cosignature, or 0 for a plain signature; `None` where the key has not signed.
    pub fn signed_by(&self, by: &Verifying) -> Option<u64> {
        let own = self.lines.iter().filter(|line| line.name == by.name && line.bytes.starts_with(&by.hash()));
        own.filter_map(|line| {
            let bytes = &line.bytes[4..];
            match by.signing {
                Signing::Plain => {
                    let signature = Signature(bytes.try_into().ok()?);
                    by.key.verify(self.text.as_bytes(), &signature).then_some(0)
                }
                Signing::Cosigning => {
                    let (at, signature) = bytes.split_first_chunk::<8>()?;
                    let (at, signature) = (u64::from_be_bytes(*at), Signature(signature.try_into().ok()?));
                    by.key.verify(timed(&self.text, at).as_bytes(), &signature).then_some(at)
                }
            }
        })
        .max()
    }

    /// Adds a signature, in place of an earlier one of the same key.
    pub fn put(&mut self, line: Line) {
        let is_same = |other: &Line| other.name == line.name && other.bytes.get(..4) == line.bytes.get(..4);
        self.lines.retain(|other| !is_same(other));
        self.lines.push(line);
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\u{2014} {} {}", self.name, STANDARD.encode(&self.bytes))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if !self.lines.is_empty() {
            f.write_str("\n")?;
        }
        self.lines.iter().try_for_each(|line| line.fmt(f))
    }
}

/// Signature lines to be put under a text.
pub fn lines_from(text: &str) -> Result<Vec<Line>, NoteError> {
    let wrong = NoteError("a signature line is not of the form of a signed note");
    let mut lines = Vec::new();
    for line in text.split_terminator('\n') {
        let rest = line.strip_prefix("\u{2014} ").ok_or(wrong)?;
        let (name, signature) = rest.split_once(' ').ok_or(wrong)?;
        let bytes = STANDARD.decode(signature).map_err(|_| wrong)?;
        if !is_key_name(name) || bytes.len() <= 4 {
            return Err(wrong);
        }
        lines.push(Line { name: name.to_owned(), bytes });
    }
    Ok(lines)
}

impl FromStr for Note {
    type Err = NoteError;

    /// A text without signatures is a note, too.
    fn from_str(text: &str) -> Result<Note, NoteError> {
        if !text.ends_with('\n') || text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(NoteError("a note is text in lines"));
        }
        match text.rfind("\n\n") {
            None => Ok(Note { text: text.to_owned(), lines: Vec::new() }),
            Some(end) => Ok(Note { text: text[..=end].to_owned(), lines: lines_from(&text[end + 2..])? }),
        }
    }
}

/// Why a text is not a note, or not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteError(&'static str);

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NoteError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key and the note of the examples in Go's `golang.org/x/mod/sumdb/note`.
    const GO_KEY: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const GO_VERIFIES: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn keys_and_notes_are_those_of_go() {
        let signer = Signer::from_text(GO_KEY).unwrap();
        assert_eq!(signer.verifying().to_string(), GO_VERIFIES);
        assert_eq!(signer.to_text(), GO_KEY);
        let note: Note = GO_NOTE.parse().unwrap();
        assert_eq!(note.signed_by(&GO_VERIFIES.parse().unwrap()), Some(0));
        assert_eq!(note.to_string(), GO_NOTE);
        let mut again = Note { text: note.text.clone(), lines: Vec::new() };
        again.put(signer.sign(&note.text, 0));
        assert_eq!(again, note);
    }

    #[test]
    fn other_texts_and_keys_are_refused() {
        let by: Verifying = GO_VERIFIES.parse().unwrap();
        for (from, to) in [("answer", "Answer"), ("x08go/Z", "x08go/Y"), ("Neumann x", "Newmann x")] {
            let note: Note = GO_NOTE.replacen(from, to, 1).parse().unwrap();
            assert_eq!(note.signed_by(&by), None, "{from}");
        }
        for wrong in ["", "no end", "a\tb\n", "a\n\n\u{2014} name !\n", "a\n\n\u{2014} name AAAA\n", "a\n\nb\n"] {
            assert!(wrong.parse::<Note>().is_err(), "{wrong:?}");
        }
        for wrong in
            ["", "a+b", &GO_VERIFIES.replace("c7", "c8"), &GO_VERIFIES.replace("+AR", "+BR"), "a b+c74f20a3+AA=="]
        {
            assert!(wrong.parse::<Verifying>().is_err(), "{wrong}");
        }
        assert!(Signer::from_text(&GO_KEY.replace("c74", "c75")).is_none());
    }

    #[test]
    fn a_cosignature_says_when() {
        let signer = Signer { name: "w".to_owned(), signing: Signing::Cosigning, key: SecretKey::from_seed([7; 32]) };
        let mut note = Note { text: "log\n1\nroot\n".to_owned(), lines: Vec::new() };
        note.put(signer.sign(&note.text, 1_000));
        note.put(signer.sign(&note.text, 2_000));
        assert_eq!(note.lines.len(), 1, "the later takes the earlier one's place");
        let again: Note = note.to_string().parse().unwrap();
        assert_eq!(again.signed_by(&signer.verifying()), Some(2_000));
        let plain = Verifying { signing: Signing::Plain, ..signer.verifying() };
        assert_eq!(again.signed_by(&plain), None);
        assert_eq!(signer.verifying().to_string().parse(), Ok(signer.verifying()));
    }
}
