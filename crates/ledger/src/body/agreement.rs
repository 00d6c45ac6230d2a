//! Versions of the agreement: the text and its annexes as bytes, so that they are hashed together.

use std::collections::BTreeMap;

use super::fields::*;
use crate::Value;

/// Kind of an entry that holds a version of the agreement.
pub const KIND: &str = "agreement";

/// A version's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Name of its file.
    pub file: String,
    /// The Markdown text.
    pub text: String,
    /// Its annexes by file name.
    pub annexes: BTreeMap<String, Vec<u8>>,
}

/// The body of a version.
pub fn agreement_to_body(version: &Text) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "file", &version.file);
    put_text(&mut body, "text", &version.text);
    let annexes = version.annexes.iter().map(|(name, bytes)| (name.clone(), Value::Bytes(bytes.clone())));
    body.insert("annexes".to_owned(), Value::Map(annexes.collect()));
    body
}

/// The version of a body.
pub fn agreement_from_body(body: &Body) -> Result<Text, BodyError> {
    let annexes = map(body, "annexes")?.iter().map(|(name, value)| match value {
        Value::Bytes(bytes) => Ok((name.clone(), bytes.clone())),
        _ => Err(wrong(name, "bytes")),
    });
    Ok(Text { file: text(body, "file")?, text: text(body, "text")?, annexes: annexes.collect::<Result<_, _>>()? })
}
