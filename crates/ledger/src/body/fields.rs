//! Putting named values into a body and getting them out again, with a word for what is wrong.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::Value;

/// A body: values by name. What is left out was not stated.
pub type Body = BTreeMap<String, Value>;

/// Why a body is not of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyError(pub(crate) String);

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::error::Error for BodyError {}

pub(super) fn put_text(body: &mut Body, name: &str, value: &str) {
    body.insert(name.to_owned(), Value::Text(value.to_owned()));
}

pub(super) fn put_own(body: &mut Body, name: &str, value: String) {
    body.insert(name.to_owned(), Value::Text(value));
}

pub(super) fn put_some(body: &mut Body, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        put_text(body, name, value);
    }
}

pub(super) fn put_int(body: &mut Body, name: &str, value: impl Into<i64>) {
    body.insert(name.to_owned(), Value::Int(value.into()));
}

pub(super) fn put_moment(body: &mut Body, name: &str, value: Timestamp) {
    put_text(body, name, &value.to_string());
}

pub(super) fn put_count(body: &mut Body, name: &str, value: Option<u64>) {
    if let Some(value) = value {
        put_text(body, name, &value.to_string());
    }
}

pub(super) fn put_list(body: &mut Body, name: &str, values: &[String]) {
    let list = values.iter().map(|value| Value::Text(value.clone())).collect();
    body.insert(name.to_owned(), Value::List(list));
}

pub(super) fn some_text(body: &Body, name: &str) -> Result<Option<String>, BodyError> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(name, "text")),
    }
}

pub(super) fn text(body: &Body, name: &str) -> Result<String, BodyError> {
    some_text(body, name)?.ok_or_else(|| BodyError(format!("{name} is missing")))
}

pub(super) fn word<T>(body: &Body, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, BodyError> {
    read(&text(body, name)?).ok_or_else(|| wrong(name, "a word of its list"))
}

pub(super) fn some_word<T>(body: &Body, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, BodyError> {
    if body.contains_key(name) { word(body, name, read).map(Some) } else { Ok(None) }
}

pub(super) fn some_int(body: &Body, name: &str) -> Result<Option<i64>, BodyError> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::Int(number)) => Ok(Some(*number)),
        Some(_) => Err(wrong(name, "a whole number")),
    }
}

pub(super) fn moment(body: &Body, name: &str) -> Result<Timestamp, BodyError> {
    word(body, name, |text| text.parse().ok())
}

pub(super) fn decimal(body: &Body, name: &str) -> Result<Decimal, BodyError> {
    word(body, name, |text| text.parse().ok())
}

pub(super) fn count(body: &Body, name: &str) -> Result<Option<u64>, BodyError> {
    some_word(body, name, |text| text.parse().ok())
}

pub(super) fn list(body: &Body, name: &str) -> Result<Vec<String>, BodyError> {
    let Some(Value::List(values)) = body.get(name) else { return Err(wrong(name, "a list")) };
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(wrong(name, "a list of texts")),
    });
    texts.collect()
}

pub(super) fn map<'b>(body: &'b Body, name: &str) -> Result<&'b Body, BodyError> {
    match body.get(name) {
        Some(Value::Map(map)) => Ok(map),
        _ => Err(wrong(name, "a map")),
    }
}

pub(super) fn wrong(name: &str, what: &str) -> BodyError {
    BodyError(format!("{name} is not {what}"))
}
