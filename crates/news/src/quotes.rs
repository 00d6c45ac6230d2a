//! What stands in quotation marks.
//!
//! Marks that open and close are taken as they are; straight ones open and close by turns within a paragraph. A paragraph that opens a
//! quotation and does not close it is quoted to its end, as is usual where the next one opens it again.

use std::ops::Range;

/// Something in quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Its bytes, marks included.
    pub(crate) bytes: Range<usize>,
    /// The same without marks.
    pub(crate) inner: Range<usize>,
    /// Whether nothing closes it in its paragraph.
    pub(crate) is_open: bool,
}

/// Opening marks with those that close them.
const PAIRS: [(char, char); 6] = [('“', '”'), ('«', '»'), ('„', '“'), ('‟', '”'), ('"', '"'), ('״', '״')];

/// The quotations of paragraphs, in order.
pub(crate) fn find(paragraphs: &[(usize, &str)]) -> Vec<Quote> {
    let mut out = Vec::new();
    for (start, paragraph) in paragraphs {
        in_paragraph(*start, paragraph, &mut out);
    }
    out
}

fn in_paragraph(start: usize, paragraph: &str, out: &mut Vec<Quote>) {
    let mut open: Option<(usize, char, char)> = None;
    for (idx, sign, len) in signs(paragraph) {
        match open {
            None => {
                if let Some((_, closes)) = PAIRS.iter().find(|(opens, _)| *opens == sign) {
                    open = Some((idx, sign, *closes));
                }
            }
            Some((from, opened, closes)) if sign == closes || sign == '"' && opened == '“' => {
                let opening = if opened == '"' && paragraph[from..].starts_with("''") { 2 } else { opened.len_utf8() };
                let bytes = start + from..start + idx + len;
                out.push(Quote { inner: bytes.start + opening..start + idx, bytes, is_open: false });
                open = None;
            }
            Some(_) => {}
        }
    }
    if let Some((from, opened, _)) = open {
        let end = start + paragraph.trim_end().len();
        let bytes = start + from..end;
        // A mark that closes nothing and stands at the end opens nothing either.
        if end > bytes.start + opened.len_utf8() {
            out.push(Quote { inner: bytes.start + opened.len_utf8()..end, bytes, is_open: true });
        }
    }
}

/// Quotation marks of a paragraph: where, which, and how long; two straight single ones count as a double one.
fn signs(paragraph: &str) -> impl Iterator<Item = (usize, char, usize)> {
    let mut skip = 0;
    paragraph.char_indices().filter_map(move |(idx, sign)| {
        if idx < skip {
            return None;
        }
        let rest = &paragraph[idx..];
        if rest.starts_with("''") || rest.starts_with("``") {
            skip = idx + 2;
            return Some((idx, '"', 2));
        }
        // Within a word it is a sign of abbreviation, as in Hebrew.
        let before = paragraph[..idx].chars().next_back();
        let after = rest[sign.len_utf8()..].chars().next();
        if ['"', '״'].contains(&sign)
            && before.is_some_and(char::is_alphabetic)
            && after.is_some_and(char::is_alphabetic)
        {
            return None;
        }
        let is_mark = PAIRS.iter().any(|(opens, closes)| [*opens, *closes].contains(&sign));
        is_mark.then_some((idx, sign, sign.len_utf8()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found() {
        let found = |text: &str| -> Vec<(String, bool)> {
            let quotes = find(&[(0, text)]);
            quotes.iter().map(|quote| (text[quote.inner.clone()].to_owned(), quote.is_open)).collect()
        };
        let whole = |text: &str| vec![(text.to_owned(), false)];
        assert_eq!(found("He said “yes, ‘maybe’ no” then."), whole("yes, ‘maybe’ no"));
        assert_eq!(found("He said \"yes\" then."), whole("yes"));
        assert_eq!(found("He said ''yes'' then."), whole("yes"));
        assert_eq!(found("“I will come."), vec![("I will come.".to_owned(), true)]);
        assert_eq!(found("قال «نعم» ثم"), whole("نعم"));
        assert_eq!(found("It is 5' long\""), vec![]);
        assert_eq!(found("“a\" and “b”"), [whole("a"), whole("b")].concat());
    }
}
