//! Assessments as lines of NDJSON, many of them: the objects of [`json::assessment`](super::json::assessment), byte for
//! byte, written without building them first.

use assessments::{AssessmentRef, Role};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::json::BECAUSE_MAX;

/// Writes lines. Keeps what many lines have in common.
#[derive(Debug, Default)]
pub struct Lines {
    /// The names that the last line began with, and their bytes.
    head: (Names, Vec<u8>),
    /// The party of the last line, as JSON text.
    party: (String, Vec<u8>),
    /// The last days written, one for each place where a time stands.
    days: [Day; 3],
}

/// Provision, rule and reading.
type Names = (String, String, String);

/// A day and its text with what stands around it.
#[derive(Clone, Copy, Debug)]
struct Day {
    day: i64,
    text: [u8; 12],
}

impl Default for Day {
    fn default() -> Day {
        Day { day: i64::MIN, text: *b"\"0000-00-00T" }
    }
}

impl Lines {
    /// Adds one line to `out`.
    pub fn write(&mut self, one: &AssessmentRef<'_>, out: &mut Vec<u8>) {
        let ((provision, rule, reading), bytes) = &self.head;
        if (provision.as_str(), rule.as_str(), reading.as_str()) != (one.provision, one.rule, one.reading)
            || bytes.is_empty()
        {
            self.begin(one);
        }
        if self.party.0 != one.party || self.party.1.is_empty() {
            self.party.1.clear();
            text(one.party, &mut self.party.1);
            one.party.clone_into(&mut self.party.0);
        }
        out.extend_from_slice(&self.head.1);
        out.extend_from_slice(&self.party.1);
        out.extend_from_slice(b",\"instance\":");
        text(one.instance, out);
        out.extend_from_slice(b",\"level\":\"");
        out.extend_from_slice(one.level.to_text().as_bytes());
        out.extend_from_slice(b"\",\"status\":\"");
        out.extend_from_slice(one.status.to_text().as_bytes());
        match one.reason {
            None => out.extend_from_slice(b"\",\"reason\":null,\"start\":"),
            Some(reason) => {
                out.extend_from_slice(b"\",\"reason\":\"");
                out.extend_from_slice(reason.to_text().as_bytes());
                out.extend_from_slice(b"\",\"start\":");
            }
        }
        self.moment(0, one.start, out);
        out.extend_from_slice(b",\"due\":");
        self.moment(1, one.due, out);
        out.extend_from_slice(b",\"decided_at\":");
        self.moment(2, one.decided_at, out);
        out.extend_from_slice(if one.late { b",\"late\":true,\"pleaded\":" } else { b",\"late\":false,\"pleaded\":" });
        list(one.pleaded.iter().map(String::as_str), out);
        out.extend_from_slice(b",\"count\":");
        number(one.count, out);
        out.extend_from_slice(b",\"because\":");
        because(one, out);
        out.extend_from_slice(b",\"scores\":");
        if one.scores.is_empty() {
            out.extend_from_slice(b"[]");
        } else {
            out.extend_from_slice(super::json::scores(one.scores).to_string().as_bytes());
        }
        out.extend_from_slice(b"}\n");
    }

    fn begin(&mut self, one: &AssessmentRef<'_>) {
        self.head.0 = (one.provision.to_owned(), one.rule.to_owned(), one.reading.to_owned());
        let bytes = &mut self.head.1;
        bytes.clear();
        for (name, value) in
            [("{\"provision\":", one.provision), (",\"rule\":", one.rule), (",\"reading\":", one.reading)]
        {
            bytes.extend_from_slice(name.as_bytes());
            text(value, bytes);
        }
        bytes.extend_from_slice(b",\"party\":");
    }

    /// RFC 3339 in UTC, as the time library writes it.
    fn moment(&mut self, place: usize, at: Option<Timestamp>, out: &mut Vec<u8>) {
        let Some(at) = at else { return out.extend_from_slice(b"null") };
        let second = at.as_second();
        let (day, within) = (second.div_euclid(86_400), second.rem_euclid(86_400));
        let known = &mut self.days[place];
        if at.subsec_nanosecond() != 0 || !(-719_528..2_932_897).contains(&day) {
            return text(&at.to_string(), out);
        }
        if known.day != day {
            let written = at.to_string();
            known.day = day;
            known.text[1..].copy_from_slice(&written.as_bytes()[..11]);
        }
        let two = |number: i64| [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        let ([h1, h2], [m1, m2], [s1, s2]) = (two(within / 3_600), two(within / 60 % 60), two(within % 60));
        out.extend_from_slice(&known.text);
        out.extend_from_slice(&[h1, h2, b':', m1, m2, b':', s1, s2, b'Z', b'"']);
    }
}

/// A JSON string.
fn text(text: &str, out: &mut Vec<u8>) {
    let needs_escape = |byte: &u8| u8::from(*byte < b' ' || *byte == b'"' || *byte == b'\\');
    if text.as_bytes().iter().fold(0, |any, byte| any | needs_escape(byte)) == 0 {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
}

fn list<'t>(texts: impl Iterator<Item = &'t str>, out: &mut Vec<u8>) {
    out.push(b'[');
    for (idx, one) in texts.enumerate() {
        if idx > 0 {
            out.push(b',');
        }
        text(one, out);
    }
    out.push(b']');
}

fn number(count: rust_decimal::Decimal, out: &mut Vec<u8>) {
    if count.scale() == 0
        && let Ok(whole) = u64::try_from(count.mantissa())
        && i64::try_from(whole).is_ok()
    {
        let mut digits = [0; 20];
        let (mut at, mut rest) = (digits.len(), whole);
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        return out.extend_from_slice(&digits[at..]);
    }
    out.extend_from_slice(super::json::number(count).to_string().as_bytes());
}

/// Ids and, of no more than a hundred, their roles.
fn because(one: &AssessmentRef<'_>, out: &mut Vec<u8>) {
    let causes = one.because;
    if causes.len() > BECAUSE_MAX {
        let mut hash = Sha256::new();
        for (event, _) in causes.iter() {
            hash.update(event.as_bytes());
            hash.update(b"\n");
        }
        out.extend_from_slice(b"{\"number\":");
        number(causes.len().into(), out);
        out.extend_from_slice(b",\"sha256\":\"");
        for byte in hash.finalize() {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
        return out.extend_from_slice(b"\"},\"roles\":null");
    }
    let mut few = [("", Role::Open); FEW];
    let n_causes = causes.len();
    if n_causes <= FEW {
        for (place, cause) in few.iter_mut().zip(causes.iter()) {
            *place = cause;
        }
        return listed(few[..n_causes].iter().copied(), out);
    }
    let many: Vec<(&str, Role)> = causes.iter().collect();
    listed(many.iter().copied(), out);
}

/// So many events are listed without asking for memory.
const FEW: usize = 8;

fn listed<'t>(causes: impl Iterator<Item = (&'t str, Role)> + Clone, out: &mut Vec<u8>) {
    list(causes.clone().map(|(event, _)| event), out);
    let mut of = |before: &[u8], role: Role| {
        out.extend_from_slice(before);
        list(causes.clone().filter(|cause| cause.1 == role).map(|cause| cause.0), out);
    };
    of(b",\"roles\":{\"trigger\":", Role::Trigger);
    of(b",\"counted\":", Role::Counted);
    of(b",\"open\":", Role::Open);
    of(b",\"author_unknown\":", Role::AuthorUnknown);
    out.push(b'}');
}

#[cfg(test)]
mod tests {
    use assessments::{Assessment, Cause, Reason, Score, Status};
    use records::Level;
    use rust_decimal::Decimal;

    use super::*;

    fn one(n_causes: usize, at: &str) -> Assessment {
        let role = |n: usize| [Role::Trigger, Role::Counted, Role::Open, Role::AuthorUnknown][n % 4];
        let at: Timestamp = at.parse().expect("a time");
        Assessment {
            provision: "1 \"quoted\"".to_owned(),
            rule: "R\\1".to_owned(),
            reading: "قراءة".to_owned(),
            party: "north".to_owned(),
            instance: "line\nbreak".to_owned(),
            level: Level::Corroborated,
            status: Status::Undetermined,
            reason: (n_causes.is_multiple_of(2)).then_some(Reason::NotVerified),
            start: Some(at),
            due: (n_causes.is_multiple_of(3)).then_some(at),
            decided_at: None,
            late: n_causes % 2 == 1,
            pleaded: vec!["self_defence".to_owned(), "a\tb".to_owned()],
            count: Decimal::new(i64::try_from(n_causes).expect("few") * 15, u32::from(n_causes.is_multiple_of(5))),
            because: (0..n_causes).map(|n| Cause { event: format!("e{n:03}"), role: role(n) }).collect(),
            scores: if n_causes == 3 { vec![Score { by: "b".to_owned(), score: None, at }] } else { Vec::new() },
        }
    }

    #[test]
    fn a_line_is_the_object_as_json_writes_it() {
        let times =
            ["2030-02-28T22:00:00Z", "2030-02-28T22:00:00.25Z", "0001-01-01T00:00:00Z", "-000001-05-01T00:00:59Z"];
        let mut lines = Lines::default();
        for at in times {
            for n_causes in [0, 1, 2, 3, 5, 8, 9, 10, 99, 100, 101] {
                let one = one(n_causes, at);
                let mut out = Vec::new();
                lines.write(&one.lent(), &mut out);
                let object = serde_json::Value::Object(super::super::json::assessment(&one)).to_string();
                assert_eq!(String::from_utf8(out).expect("text"), format!("{object}\n"));
            }
        }
    }
}
