//! One line into words: names, numbers, dates, times, quoted texts.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::diagnostic::{Code, Diagnostic, Lines};

/// A word and where it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) word: Word,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Word {
    /// A keyword or a name.
    Name(String),
    /// A number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// A clock time.
    Time(Time),
    /// A quoted text.
    Text(String),
    /// `,`
    Comma,
    /// `%`
    Percent,
    /// What could not be read, and was said.
    Faulty,
}

/// Words of `text[start..end]`, one line without its line break; `#` begins a comment.
pub(crate) fn lex_line(
    text: &str,
    start: usize,
    end: usize,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = start;
    while let Some(c) = text[at..end].chars().next() {
        // A full stop or colon at the end of a clause is how people write.
        if c.is_whitespace() || matches!(c, '\u{a0}' | '.' | ':') {
            at += c.len_utf8();
            continue;
        }
        if c == '#' {
            break;
        }
        let (word, next) = next_word(text, at, end, c, lines, diagnostics);
        if let Some(word) = word {
            tokens.push(Token { word, start: at, end: next });
        }
        at = next;
    }
    tokens
}

fn next_word(
    text: &str,
    at: usize,
    end: usize,
    first: char,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Word>, usize) {
    match first {
        ',' | '،' => (Some(Word::Comma), at + first.len_utf8()),
        '%' | '٪' => (Some(Word::Percent), at + first.len_utf8()),
        '"' | '“' | '”' | '„' | '«' => quoted(text, at, end, first, lines, diagnostics),
        _ if first.is_alphanumeric() || first == '_' => {
            let stop = text[at..end].find(|c: char| !part_of_word(c)).map_or(end, |length| at + length);
            let stop = at + text[at..stop].trim_end_matches(['.', ':', '-']).len().max(first.len_utf8());
            bare(text, at, stop, lines, diagnostics)
        }
        _ => {
            let next = at + first.len_utf8();
            diagnostics.push(
                Diagnostic::new(
                    Code::Character,
                    lines.position(at, next),
                    format!("The character {first:?} has no meaning here."),
                )
                .hint("names are letters, digits, _ and -; words for people stand in double quotes; # begins a remark"),
            );
            (None, next)
        }
    }
}

fn part_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '(' | ')' | '/' | '\u{200c}' | '\u{200d}') || is_mark(c)
}

/// Vowel signs of Arabic and Hebrew belong to the word that they stand on.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0591}'..='\u{05c7}' | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}')
}

fn quoted(
    text: &str,
    at: usize,
    end: usize,
    first: char,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Word>, usize) {
    let closes = |c: char| match first {
        '"' => c == '"',
        '«' => c == '»',
        _ => matches!(c, '”' | '“' | '"'),
    };
    let from = at + first.len_utf8();
    match text[from..end].char_indices().find(|(_, c)| closes(*c)) {
        Some((length, close)) => {
            (Some(Word::Text(text[from..from + length].to_owned())), from + length + close.len_utf8())
        }
        None => {
            diagnostics.push(
                Diagnostic::new(
                    Code::TextUnclosed,
                    lines.position(at, end),
                    "This quoted text is not closed on its line.",
                )
                .hint("put a double quote at its end"),
            );
            (Some(Word::Text(text[from..end].trim_end().to_owned())), end)
        }
    }
}

/// A date, time, number or name.
fn bare(
    text: &str,
    at: usize,
    stop: usize,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Word>, usize) {
    let word = &text[at..stop];
    let fault = |diagnostics: &mut Vec<Diagnostic>, what: &str, hint: &str| {
        let message = format!("{word:?} is not a {what}.");
        diagnostics.push(Diagnostic::new(Code::Date, lines.position(at, stop), message).hint(hint));
        (Some(Word::Faulty), stop)
    };
    if looks_like(word, "dddd-dd-dd") {
        return match word.parse::<Date>() {
            Ok(date) => (Some(Word::Date(date)), stop),
            Err(_) => fault(diagnostics, "date of the calendar", "write year-month-day, such as 2025-10-10"),
        };
    }
    if looks_like(word, "dd:dd") || looks_like(word, "dd:dd:dd") {
        return match word.parse::<Time>() {
            Ok(time) => (Some(Word::Time(time)), stop),
            Err(_) => fault(diagnostics, "time of day", "write hours and minutes from 00:00 to 23:59"),
        };
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return number(text, at, stop, lines, diagnostics);
    }
    (Some(Word::Name(word.to_owned())), stop)
}

/// `600`, `0.5`, `1,700`, `60_000`; a comma counts only where three digits follow it.
fn number(
    text: &str,
    at: usize,
    stop: usize,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Option<Word>, usize) {
    let mut stop = stop;
    while let Some(rest) = text[stop..].strip_prefix(',') {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let joined = rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if digits != 3 || joined {
            break;
        }
        stop += 4;
    }
    let word = &text[at..stop];
    let plain: String = word.chars().filter(|c| !matches!(c, ',' | '_')).collect();
    match plain.parse::<Decimal>() {
        Ok(number) => (Some(Word::Number(number.normalize())), stop),
        Err(_) if word.contains(|c: char| c.is_alphabetic()) => (Some(Word::Name(word.to_owned())), stop),
        Err(_) => {
            let message = format!("{word:?} is not a number.");
            diagnostics.push(
                Diagnostic::new(Code::Expected, lines.position(at, stop), message)
                    .hint("write digits, with a point before decimals: 1700 or 0.5"),
            );
            (Some(Word::Faulty), stop)
        }
    }
}

fn looks_like(word: &str, shape: &str) -> bool {
    word.len() == shape.len()
        && word.bytes().zip(shape.bytes()).all(|(byte, sign)| match sign {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let lines = Lines::new("t", text);
        let mut diagnostics = Vec::new();
        let words: Vec<_> = lex_line(text, 0, text.len(), &lines, &mut diagnostics)
            .into_iter()
            .map(|t| format!("{:?}", t.word))
            .collect();
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code.text()).collect();
        assert_eq!(format!("{} {}", words.join(" "), codes.join(" ")).trim_end(), expected, "{text}");
    }

    #[test]
    fn words() {
        check("at least 1,700, of them", r#"Name("at") Name("least") Number(1700) Comma Name("of") Name("them")"#);
        check("2025-10-10 12:00 # noon", "Date(2025-10-10) Time(12:00:00)");
        check("“two words” 30%", r#"Text("two words") Number(30) Percent"#);
        check("GP3a zone_1.", r#"Name("GP3a") Name("zone_1")"#);
        check("منطقة عازلة", r#"Name("منطقة") Name("عازلة")"#);
    }

    #[test]
    fn faults() {
        check("2025-13-10", "Faulty E208");
        check("25:00", "Faulty E208");
        check("\"open", r#"Text("open") E202"#);
        check("a ; b", r#"Name("a") Name("b") E201"#);
    }
}
