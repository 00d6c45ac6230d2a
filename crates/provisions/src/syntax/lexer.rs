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
    let mut has_odd_sign = false;
    let mut at = start;
    while let Some(c) = text[at..end].chars().next() {
        let begins_figure = |c: char| matches!(c, '.' | ':') && text[at + 1..end].starts_with(|c| digit(c).is_some());
        if begins_figure(c) {
            let stop = text[at + 1..end].find(|c: char| !part_of_word(c)).map_or(end, |length| at + 1 + length);
            let message = format!("`{}` is not a number.", &text[at..stop]);
            diagnostics.push(
                Diagnostic::new(Code::Expected, lines.position(at, stop), message)
                    .hint("write 0.5 with the nought before the point"),
            );
            tokens.push(Token { word: Word::Faulty, start: at, end: stop });
            at = stop;
            continue;
        }
        // A full stop or colon at the end of a clause is how people write.
        if c.is_whitespace() || is_invisible(c) || matches!(c, '.' | ':') {
            at += c.len_utf8();
            continue;
        }
        if c == '#' {
            break;
        }
        let n_said = diagnostics.len();
        let (word, next) = next_word(text, at, end, c, lines, diagnostics);
        // Odd signs come in numbers: one of a line is said, and stands for the others.
        if diagnostics[n_said..].iter().any(|one| one.code == Code::Character) {
            if has_odd_sign {
                diagnostics.truncate(n_said);
            }
            has_odd_sign = true;
        }
        tokens.push(Token { word, start: at, end: next });
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
) -> (Word, usize) {
    match first {
        ',' | '،' => (Word::Comma, at + first.len_utf8()),
        '%' | '٪' => (Word::Percent, at + first.len_utf8()),
        '"' | '“' | '”' | '„' | '«' => quoted(text, at, end, first, lines, diagnostics),
        _ if first.is_alphanumeric() || first == '_' => {
            let is_figure = digit(first).is_some();
            let belongs = |c: char| part_of_word(c) || (is_figure && (is_dash(c) || c == '٫' || c == '٬'));
            let stop = text[at..end].find(|c: char| !belongs(c)).map_or(end, |length| at + length);
            let stop = at + text[at..stop].trim_end_matches(['.', ':', '-']).len().max(first.len_utf8());
            bare(text, at, stop, lines, diagnostics)
        }
        _ => {
            let next = at + first.len_utf8();
            diagnostics.push(
                Diagnostic::new(
                    Code::Character,
                    lines.position(at, next),
                    format!("The character {} has no meaning here.", visible(first)),
                )
                .hint("names are letters, digits, _ and -; words for people stand in double quotes; # begins a remark"),
            );
            (Word::Faulty, next)
        }
    }
}

fn visible(c: char) -> String {
    if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { format!("`{c}`") }
}

/// A digit of the Latin script, or of the Arabic and Persian ones.
fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Dashes that word processors put for hyphens.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Marks that come with pasted text and stand for nothing: of direction, of width, of byte order.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn part_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '(' | ')' | '/' | '\u{200c}' | '\u{200d}') || is_mark(c)
}

/// Vowel signs of Arabic and Hebrew belong to the word that they stand on.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0591}'..='\u{05c7}' | '\u{0300}'..='\u{036f}' | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}')
}

fn quoted(
    text: &str,
    at: usize,
    end: usize,
    first: char,
    lines: &Lines<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Word, usize) {
    let closes = |c: char| match first {
        '"' => c == '"',
        '«' => c == '»',
        _ => matches!(c, '”' | '“' | '"'),
    };
    let from = at + first.len_utf8();
    match text[from..end].char_indices().find(|(_, c)| closes(*c)) {
        Some((length, close)) => (Word::Text(text[from..from + length].to_owned()), from + length + close.len_utf8()),
        None => {
            diagnostics.push(
                Diagnostic::new(
                    Code::TextUnclosed,
                    lines.position(at, end),
                    "This quoted text is not closed on its line.",
                )
                .hint(if first == '«' {
                    "put » at its end"
                } else {
                    "put a double quote at its end"
                }),
            );
            (Word::Text(text[from..end].trim_end().to_owned()), end)
        }
    }
}

/// A date, time, number or name.
fn bare(text: &str, at: usize, stop: usize, lines: &Lines<'_>, diagnostics: &mut Vec<Diagnostic>) -> (Word, usize) {
    let written = &text[at..stop];
    let latin: String = written.chars().map(|c| digit(c).unwrap_or(c)).collect();
    let word = if digit(written.chars().next().unwrap_or(' ')).is_some() { latin.as_str() } else { written };
    let fault = |diagnostics: &mut Vec<Diagnostic>, what: &str, hint: &str| {
        let message = format!("{written:?} is not a {what}.");
        diagnostics.push(Diagnostic::new(Code::Date, lines.position(at, stop), message).hint(hint));
        (Word::Faulty, stop)
    };
    if looks_like(word, "dddd-dd-dd") {
        return match word.parse::<Date>() {
            Ok(date) => (Word::Date(date), stop),
            Err(_) => fault(diagnostics, "date of the calendar", DATE_HINT),
        };
    }
    if is_date_elsewhere(word) {
        return fault(diagnostics, "date as it is written here", DATE_HINT);
    }
    if looks_like(word, "dd:dd") || looks_like(word, "dd:dd:dd") {
        return match word.parse::<Time>() {
            Ok(time) => (Word::Time(time), stop),
            Err(_) => fault(diagnostics, "time of day", TIME_HINT),
        };
    }
    if looks_like(word, "d:dd") || looks_like(word, "d:dd:dd") {
        return fault(diagnostics, "time of day", TIME_HINT);
    }
    if written.starts_with(|c: char| digit(c).is_some()) {
        return number(text, at, stop, lines, diagnostics);
    }
    (Word::Name(word.to_owned()), stop)
}

const DATE_HINT: &str = "write year-month-day, such as 2025-10-10";
const TIME_HINT: &str = "write hours and minutes with two digits each, from 00:00 to 23:59";

/// Three figures parted by points, slashes, hyphens or dashes.
fn is_date_elsewhere(word: &str) -> bool {
    let parts: Vec<&str> = word.split(|c: char| matches!(c, '.' | '/' | '-') || is_dash(c)).collect();
    let is_figure = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_figure) && parts.iter().any(|part| part.len() == 4)
}

/// `600`, `0.5`, `1,700`, `60_000`; a comma counts only where three digits follow it.
fn number(text: &str, at: usize, stop: usize, lines: &Lines<'_>, diagnostics: &mut Vec<Diagnostic>) -> (Word, usize) {
    let mut stop = stop;
    let not_one = |stop: usize, hint: &str, diagnostics: &mut Vec<Diagnostic>| {
        let message = format!("{:?} is not a number.", &text[at..stop]);
        diagnostics.push(Diagnostic::new(Code::Expected, lines.position(at, stop), message).hint(hint));
        (Word::Faulty, stop)
    };
    while let Some(rest) = text[stop..].strip_prefix([',', '،']) {
        let comma = text[stop..].len() - rest.len();
        let digits: usize = rest.chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum();
        let n_digits = rest.chars().take_while(|c| digit(*c).is_some()).count();
        let joined = rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        if n_digits != 3 || joined {
            // A comma right between figures is a decimal one, as many languages write it.
            if n_digits > 0 && n_digits != 3 && !joined && text[at..stop].chars().all(|c| digit(c).is_some()) {
                return not_one(stop + comma + digits, "write a point before decimals, as in 0.5", diagnostics);
            }
            break;
        }
        stop += comma + digits;
        // The point and what follows it, which the search for the end of the word could not reach.
        if let Some(rest) = text[stop..].strip_prefix('.') {
            let decimals: usize = rest.chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum();
            stop += if decimals == 0 { 0 } else { 1 + decimals };
        }
    }
    let word = &text[at..stop];
    let latin = |c: char| if c == '٫' { '.' } else { digit(c).unwrap_or(c) };
    let plain: String = word.chars().filter(|c| !matches!(c, ',' | '،' | '_' | '٬')).map(latin).collect();
    match plain.parse::<Decimal>() {
        Ok(number) => (Word::Number(number.normalize()), stop),
        Err(_) if word.contains(|c: char| c.is_alphabetic()) => (Word::Name(word.to_owned()), stop),
        Err(_) => not_one(stop, "write digits, with a point before decimals: 1700 or 0.5", diagnostics),
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
        check("٦٠٠ ٠٫٥ ٢٠٢٥-١٠-١٠", "Number(600) Number(0.5) Date(2025-10-10)");
        check("1,700.50 and 1,700.", r#"Number(1700.5) Name("and") Number(1700)"#);
        check("2.1 3(a) 1,2", r#"Number(2.1) Name("3(a)") Faulty E206"#);
    }

    #[test]
    fn faults() {
        check("2025-13-10", "Faulty E208");
        check("25:00", "Faulty E208");
        check("at least .5 km", r#"Name("at") Name("least") Faulty Name("km") E206"#);
        check("\"open", r#"Text("open") E202"#);
        check("a ; b & c", r#"Name("a") Faulty Name("b") Faulty Name("c") E201"#);
        check("10.10.2025", "Faulty E208");
        check("2025–01–05", "Faulty E208");
        check("9:00", "Faulty E208");
        check("0,5", "Faulty E206");
    }
}
