//! A checkpoint: what a log is called, how long it is, and the root over its entries.
//!
//! Its text is the body of a C2SP checkpoint (<https://c2sp.org/tlog-checkpoint>): three lines, no extension lines.
//! Signature lines after an empty line are let through unread: whoever needs them checks them elsewhere.

use crate::digest::Digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::str::FromStr;

/// The state of a log at one size. Kept by somebody else, it shows later whether the log was rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log it is of; see [`is_origin`].
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Digest,
}

/// Whether a text can name a log: one line of its own, not empty.
pub fn is_origin(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_control) && text.trim() == text
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Checkpoint, CheckpointError> {
        let (body, signatures) = match text.find("\n\n") {
            Some(end) => (&text[..=end], Some(&text[end + 2..])),
            None => (text, None),
        };
        if signatures.is_some_and(|signatures| !are_signatures(signatures)) {
            return Err(CheckpointError("what follows the empty line is not signatures"));
        }
        let lines: Vec<&str> = body.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(CheckpointError("not three lines, each with its end"));
        };
        Ok(Checkpoint { origin: origin_from(origin)?, size: size_from(size)?, root: root_from(root)? })
    }
}

fn are_signatures(text: &str) -> bool {
    text.strip_suffix('\n').is_some_and(|lines| lines.split('\n').all(|line| line.starts_with("\u{2014} ")))
}

fn origin_from(line: &str) -> Result<String, CheckpointError> {
    is_origin(line).then(|| line.to_owned()).ok_or(CheckpointError("the first line does not name a log"))
}

fn size_from(line: &str) -> Result<u64, CheckpointError> {
    let size: Option<u64> = line.parse().ok();
    // Parsing alone would also take "+5" and "05".
    size.filter(|size| size.to_string() == line).ok_or(CheckpointError("the second line is not a size"))
}

fn root_from(line: &str) -> Result<Digest, CheckpointError> {
    let root: Option<[u8; 32]> = STANDARD.decode(line).ok().and_then(|bytes| bytes.try_into().ok());
    root.map(Digest).ok_or(CheckpointError("the third line is not a root"))
}

/// Why a text is not a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointError(&'static str);

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for CheckpointError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::root_of;

    const EMPTY: &str = "example.org/truce\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    #[test]
    fn as_text_and_back() {
        let checkpoint = Checkpoint { origin: "example.org/truce".to_owned(), size: 0, root: root_of(&[]) };
        assert_eq!(checkpoint.to_string(), EMPTY);
        assert_eq!(EMPTY.parse(), Ok(checkpoint.clone()));
        let signed = format!("{EMPTY}\n\u{2014} example.org/truce Az3grlgtzPICa5OS8npV\n\u{2014} witness AAAA\n");
        assert_eq!(signed.parse(), Ok(checkpoint));
        let largest = EMPTY.replace("\n0\n", "\n18446744073709551615\n");
        assert_eq!(largest.parse::<Checkpoint>().unwrap().to_string(), largest);
    }

    #[test]
    fn other_forms_are_refused() {
        let root = EMPTY.lines().last().unwrap();
        let cases = [
            String::new(),
            "\n\n".to_owned(),
            EMPTY.trim_end().to_owned(),
            format!("\n{EMPTY}"),
            format!("{EMPTY}\n"),
            format!("{EMPTY}\nsignature\n"),
            format!("{EMPTY}\n\u{2014} key AAAA"),
            format!("{EMPTY}extension\n"),
            EMPTY.replace('\n', "\r\n"),
            EMPTY.replace("example", " example"),
            EMPTY.replace("example.org/truce", ""),
            EMPTY.replace("\n0\n", "\n00\n"),
            EMPTY.replace("\n0\n", "\n+0\n"),
            EMPTY.replace("\n0\n", "\n-0\n"),
            EMPTY.replace("\n0\n", "\n18446744073709551616\n"),
            EMPTY.replace(root, ""),
            EMPTY.replace(root, "AAAA"),
            EMPTY.replace('=', ""),
            // The same root with a stray bit in the last digit.
            EMPTY.replace("SuFU=", "SuFV="),
            EMPTY.replace("+/", "-_"),
        ];
        for text in cases {
            assert!(text.parse::<Checkpoint>().is_err(), "{text:?}");
        }
    }
}
