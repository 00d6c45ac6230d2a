//! A paragraph into words, as spaCy's English tokenizer does it: words between white space, from which punctuation is taken off on
//! both sides and inside, but for a list of forms that are known whole ("U.S.", "don't").

use std::str::Chars;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::strings::Strings;

/// A word: where it stands, and what the network looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it begins and ends, in bytes of the paragraph.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Numbers of its norm, first letter, last three letters, shape, and whether white space follows.
    pub(crate) features: [u64; 5],
}

/// Forms that are known whole: the ends of their tokens, with the norms that are not those of the words.
type Known = HashMap<&'static str, Vec<(usize, Option<&'static str>)>, RandomState>;

/// No form that is known has more tokens when it is taken apart.
const JOINED_MAX: usize = 6;

/// What is known of English words.
pub(crate) struct Tokens {
    strings: Strings,
    known: Known,
    norms: HashMap<u64, &'static str, RandomState>,
}

impl Tokens {
    pub(crate) fn new() -> Tokens {
        let mut known = Known::default();
        for line in include_str!("../../model/tokens.txt").lines() {
            let Some((form, parts)) = line.split_once('\t') else { continue };
            let mut end = 0;
            let tokens = parts.split(' ').map(|part| {
                // A slash that is itself a token has no norm beside it.
                let (word, norm) = part.split_once('/').filter(|(word, _)| !word.is_empty()).unwrap_or((part, ""));
                end += word.len();
                (end, Some(norm).filter(|norm| !norm.is_empty()))
            });
            let tokens: Vec<_> = tokens.collect();
            if tokens.last().is_some_and(|(end, _)| *end == form.len()) {
                known.insert(form, tokens);
            }
        }
        let norm = |line: &'static str| {
            let (key, norm) = line.split_once(' ')?;
            Some((u64::from_str_radix(key, 16).ok()?, norm))
        };
        let norms = include_str!("../../model/norms.txt").lines().filter_map(norm).collect();
        Tokens { strings: Strings::new(), known, norms }
    }

    /// The words of a paragraph.
    pub(crate) fn split(&self, paragraph: &str) -> Vec<Token> {
        let mut out = Vec::with_capacity(paragraph.len() / 5);
        for word in paragraph.split_whitespace() {
            let start = word.as_ptr() as usize - paragraph.as_ptr() as usize;
            let before = out.len();
            self.split_word(word, start, &mut out);
            if out.len() > before + 1 {
                self.join_known(paragraph, before, &mut out);
            }
            let is_last = start + word.len() == paragraph.len();
            if let Some(last) = out[before..].last_mut() {
                last.features[4] = u64::from(!is_last);
            }
        }
        out
    }

    fn split_word(&self, word: &str, at: usize, out: &mut Vec<Token>) {
        if let Some(known) = self.known.get(word) {
            return self.push_known(word, at, known, out);
        }
        let (mut start, mut end) = (0, word.len());
        let (mut prefixes, mut suffixes) = (Vec::new(), Vec::new());
        let mut last_len = 0;
        while start < end && end - start != last_len && !self.known.contains_key(&word[start..end]) {
            let rest = &word[start..end];
            last_len = rest.len();
            let prefix = prefix_len(rest);
            if prefix > 0 && prefix < rest.len() && self.known.contains_key(&rest[prefix..]) {
                prefixes.push((start, start + prefix));
                start += prefix;
                break;
            }
            let suffix = suffix_len(&rest[prefix..]);
            if suffix > 0 && suffix < rest.len() && self.known.contains_key(&rest[..rest.len() - suffix]) {
                suffixes.push((end - suffix, end));
                end -= suffix;
                break;
            }
            if prefix > 0 {
                prefixes.push((start, start + prefix));
                start += prefix;
            }
            if suffix > 0 {
                suffixes.push((end - suffix, end));
                end -= suffix;
            }
        }
        prefixes.iter().for_each(|(from, to)| self.push(word, at, (*from, *to), None, out));
        let rest = &word[start..end];
        if let Some(known) = self.known.get(rest) {
            self.push_known(rest, at + start, known, out);
        } else if is_address(rest) {
            self.push(word, at, (start, end), None, out);
        } else {
            self.split_inside(rest, at + start, out);
        }
        suffixes.iter().rev().for_each(|(from, to)| self.push(word, at, (*from, *to), None, out));
    }

    /// Forms that were taken apart on the way, and are known whole.
    fn join_known(&self, paragraph: &str, from: usize, out: &mut Vec<Token>) {
        let mut at = from;
        while at < out.len() {
            let joined = (at + 2..=out.len().min(at + JOINED_MAX)).rev().find_map(|end| {
                let form = &paragraph[out[at].start..out[end - 1].end];
                self.known.get_key_value(form).map(|(form, known)| (end, *form, known))
            });
            if let Some((end, form, known)) = joined.filter(|(end, _, known)| known.len() < end - at) {
                let mut whole = Vec::new();
                self.push_known(form, out[at].start, known, &mut whole);
                out.splice(at..end, whole);
            }
            at += 1;
        }
    }

    fn split_inside(&self, word: &str, at: usize, out: &mut Vec<Token>) {
        let (mut start, mut from) = (0, 0);
        while let Some((infix, len)) = infix(word, from) {
            from = infix + len;
            if infix == 0 {
                continue;
            }
            if infix != start {
                self.push(word, at, (start, infix), None, out);
            }
            self.push(word, at, (infix, infix + len), None, out);
            start = infix + len;
        }
        if start < word.len() {
            self.push(word, at, (start, word.len()), None, out);
        }
    }

    fn push_known(&self, word: &str, at: usize, known: &[(usize, Option<&str>)], out: &mut Vec<Token>) {
        let mut start = 0;
        for (end, norm) in known {
            self.push(word, at, (start, *end), *norm, out);
            start = *end;
        }
    }

    fn push(&self, word: &str, at: usize, (start, end): (usize, usize), norm: Option<&str>, out: &mut Vec<Token>) {
        let text = &word[start..end];
        let norm = match norm {
            Some(norm) => self.strings.id(norm),
            None => match self.norms.get(&self.strings.id(text)) {
                Some(norm) => self.strings.id(norm),
                None => self.strings.id(&text.to_lowercase()),
            },
        };
        let first = text.chars().next().map_or(0, char::len_utf8);
        let last = text.char_indices().rev().nth(2).map_or(0, |(idx, _)| idx);
        let (first, last) = (self.strings.id(&text[..first]), self.strings.id(&text[last..]));
        let features = [norm, first, last, self.strings.id(&shape(text)), 0];
        out.push(Token { start: at + start, end: at + end, features });
    }
}

/// Letters as `X` and `x`, digits as `d`, others as they are; more than four of a kind as four.
fn shape(text: &str) -> String {
    if text.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut last, mut n) = (None, 0);
    for character in text.chars() {
        let kind = match character {
            _ if character.is_alphabetic() && character.is_uppercase() => 'X',
            _ if character.is_alphabetic() => 'x',
            _ if character.is_ascii_digit() => 'd',
            other => other,
        };
        n = if last == Some(kind) { n + 1 } else { 0 };
        last = Some(kind);
        if n < 4 {
            out.push(kind);
        }
    }
    out
}

fn is_punctuation(character: char) -> bool {
    "…,:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪".contains(character)
}

fn is_quote(character: char) -> bool {
    "'\"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧".contains(character)
}

fn is_currency(character: char) -> bool {
    "$£€¥฿₽﷼₴₪₹₺₩₿".contains(character) || ('\u{20a0}'..='\u{20bf}').contains(&character)
}

/// Symbols that are neither letters nor signs of calculation, pictures among them.
fn is_icon(character: char) -> bool {
    matches!(character, '\u{a6}' | '\u{a9}' | '\u{ae}' | '\u{b0}' | '\u{2100}'..='\u{214f}' | '\u{2195}'..='\u{21f3}'
        | '\u{2300}'..='\u{23ff}' | '\u{2440}'..='\u{266e}' | '\u{2670}'..='\u{2767}' | '\u{2794}'..='\u{2bff}'
        | '\u{3004}' | '\u{3012}' | '\u{3013}' | '\u{4dc0}'..='\u{4dff}' | '\u{fffc}' | '\u{fffd}'
        | '\u{1f000}'..='\u{1faff}')
}

/// Dots that follow each other, two or more.
fn dots(text: &str) -> usize {
    let n = text.bytes().take_while(|byte| *byte == b'.').count();
    if n > 1 { n } else { 0 }
}

fn prefix_len(text: &str) -> usize {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return 0 };
    let next = characters.next();
    match first {
        '§' | '%' | '=' | '—' | '–' => first.len_utf8(),
        '+' if !next.is_some_and(|next| next.is_ascii_digit()) => 1,
        _ if is_punctuation(first) || is_quote(first) || is_currency(first) || is_icon(first) => first.len_utf8(),
        'U' | 'C' | 'A' if text[1..].starts_with('$') || text[1..].starts_with("S$") && first == 'U' => {
            if first == 'U' { 3 * usize::from(text.starts_with("US$")) } else { 2 }
        }
        _ => dots(text),
    }
}

const UNITS: &str = " km km² km³ m m² m³ dm dm² dm³ cm cm² cm³ mm mm² mm³ ha µm nm yd in ft kg g mg µg t lb oz m/s km/h kmh mph hPa \
                     Pa mbar mb MB kb KB gb GB tb TB T G M K % ";

/// The longest end that is taken off.
fn suffix_len(text: &str) -> usize {
    let mut backwards = text.chars();
    let Some(last) = backwards.next_back() else { return 0 };
    let before = backwards.next_back();
    let n_dots = text.bytes().rev().take_while(|byte| *byte == b'.').count();
    if n_dots > 1 {
        return n_dots;
    }
    if ["'s", "'S", "’s", "’S"].iter().any(|end| text.ends_with(end)) {
        return 1 + before.map_or(0, char::len_utf8);
    }
    let after_digit = unit_len(text);
    if after_digit > 0 {
        return after_digit;
    }
    match last {
        '—' | '–' => last.len_utf8(),
        _ if is_punctuation(last) || is_quote(last) || is_icon(last) => last.len_utf8(),
        '+' if before.is_some_and(|before| before.is_ascii_digit()) => 1,
        '.' if ends_sentence(before, backwards) => 1,
        _ => 0,
    }
}

/// A unit or a currency after a digit.
fn unit_len(text: &str) -> usize {
    let Some((digit, _)) = text.char_indices().rev().find(|(_, character)| character.is_ascii_digit()) else {
        return 0;
    };
    let unit = &text[digit + 1..];
    let is_unit = !unit.is_empty()
        && (UNITS.contains(&format!(" {unit} ")) || unit.chars().all(is_currency) && unit.chars().count() == 1);
    if is_unit { unit.len() } else { 0 }
}

/// Whether a full stop stands after what is not an abbreviation.
fn ends_sentence(before: Option<char>, mut further: Chars<'_>) -> bool {
    let Some(before) = before else { return false };
    let is_end = before.is_ascii_digit() || is_small(before) || "%²-+".contains(before);
    let is_after_sign = is_punctuation(before) || is_quote(before);
    let is_after_capitals = is_capital(before) && further.next_back().is_some_and(is_capital);
    is_end || is_after_sign || is_after_capitals
}

/// A letter of the small kind, or of a script without kinds.
fn is_small(character: char) -> bool {
    character.is_alphabetic() && !character.is_uppercase()
}

fn is_capital(character: char) -> bool {
    character.is_alphabetic() && !character.is_lowercase()
}

/// The first place from a byte on where a word is taken apart, and how long what stands there is.
fn infix(word: &str, from: usize) -> Option<(usize, usize)> {
    for (idx, character) in word[from..].char_indices() {
        let (at, rest) = (from + idx, &word[from + idx..]);
        let n_dots = dots(rest);
        if n_dots > 0 {
            return Some((at, n_dots));
        }
        if character == '…' || is_icon(character) {
            return Some((at, character.len_utf8()));
        }
        let Some(before) = word[..at].chars().next_back() else { continue };
        let len = match character {
            '-' | '–' | '—' | '~' => hyphen_len(before, rest),
            _ => usize::from(splits(before, character, rest[character.len_utf8()..].chars().next())),
        };
        if len > 0 {
            return Some((at, len));
        }
    }
    None
}

/// Whether a word is taken apart at a sign of one byte.
fn splits(before: char, character: char, after: Option<char>) -> bool {
    let Some(after) = after else { return false };
    match character {
        '+' | '*' | '^' => before.is_ascii_digit() && (after.is_ascii_digit() || after == '-'),
        '.' => (is_small(before) || is_quote(before)) && (is_capital(after) || is_quote(after)),
        ',' => before.is_alphabetic() && after.is_alphabetic(),
        ':' | '<' | '>' | '=' | '/' => (before.is_alphabetic() || before.is_ascii_digit()) && after.is_alphabetic(),
        _ => false,
    }
}

fn hyphen_len(before: char, rest: &str) -> usize {
    let after = |len: usize| rest[len..].chars().next();
    if rest.starts_with('-')
        && before.is_ascii_digit()
        && after(1).is_some_and(|after| after.is_ascii_digit() || after == '-')
    {
        return 1;
    }
    if !before.is_alphabetic() && !before.is_ascii_digit() {
        return 0;
    }
    let hyphens = ["-", "–", "—", "--", "---", "——", "~"];
    let fits = |hyphen: &&&str| rest.starts_with(**hyphen) && after(hyphen.len()).is_some_and(char::is_alphabetic);
    hyphens.iter().find(fits).map_or(0, |hyphen| hyphen.len())
}

/// Whether a word is the address of a page or a mailbox.
fn is_address(word: &str) -> bool {
    let rest = word.split_once("://").filter(|(scheme, _)| scheme.len() > 1).map_or(word, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').filter(|(name, _)| !name.is_empty()).map_or(rest, |(_, host)| host);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if (2..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let Some((names, top)) = host.rsplit_once('.') else { return false };
    let is_name = |name: &str| {
        let is_part = |character: char| character.is_ascii_alphanumeric() || character >= '\u{a1}';
        !name.is_empty()
            && name.chars().next().is_some_and(is_part)
            && name.chars().next_back().is_some_and(is_part)
            && name.chars().all(|character| is_part(character) || character == '-' || character == '_')
    };
    (2..=63).contains(&top.chars().count()) && top.chars().all(is_small) && names.split('.').all(is_name)
}
