//! Assessments as lines of NDJSON, many of them: the objects of [`json::assessment`](super::json::assessment), byte for
//! byte, written without building them first.

use assessments::{AssessmentRef, Reason, Role, Status};
use jiff::Timestamp;
use records::Level;
use sha2::{Digest, Sha256};

use super::json::BECAUSE_MAX;

/// Writes lines. Keeps what neighbouring lines have in common.
#[derive(Debug, Default)]
pub struct Lines {
    /// What the last line began with, and its bytes up to the level.
    names: [String; 5],
    head: Vec<u8>,
    /// By level, status and reason: the bytes that say them.
    verdicts: Vec<(Verdict, Vec<u8>)>,
    /// The last times written, one for each place where a time stands.
    times: [Written; 3],
}

type Verdict = (Level, Status, Option<Reason>);

/// A time and its text between quotation marks.
#[derive(Clone, Copy, Debug)]
struct Written {
    second: i64,
    text: [u8; 22],
}

impl Default for Written {
    fn default() -> Written {
        Written { second: i64::MIN, text: *b"\"0000-00-00T00:00:00Z\"" }
    }
}

impl Lines {
    /// Adds one line to `out`.
    pub fn write(&mut self, one: &AssessmentRef<'_>, out: &mut Vec<u8>) {
        let names = [one.instance, one.party, one.provision, one.rule, one.reading];
        if self.head.is_empty() || self.names != names {
            self.begin(one, names);
        }
        out.extend_from_slice(&self.head);
        self.verdict((one.level, one.status, one.reason), out);
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
        if one.scores.is_empty() {
            out.extend_from_slice(b",\"scores\":[]}\n");
        } else {
            out.extend_from_slice(b",\"scores\":");
            out.extend_from_slice(super::json::scores(one.scores).to_string().as_bytes());
            out.extend_from_slice(b"}\n");
        }
    }

    fn begin(&mut self, one: &AssessmentRef<'_>, names: [&str; 5]) {
        for (kept, name) in self.names.iter_mut().zip(names) {
            name.clone_into(kept);
        }
        self.head.clear();
        for (before, value) in [
            ("{\"provision\":", one.provision),
            (",\"rule\":", one.rule),
            (",\"reading\":", one.reading),
            (",\"party\":", one.party),
            (",\"instance\":", one.instance),
        ] {
            self.head.extend_from_slice(before.as_bytes());
            text(value, &mut self.head);
        }
    }

    fn verdict(&mut self, verdict: Verdict, out: &mut Vec<u8>) {
        if let Some((_, bytes)) = self.verdicts.iter().find(|(known, _)| *known == verdict) {
            return out.extend_from_slice(bytes);
        }
        let (level, status, reason) = verdict;
        let reason = reason.map_or("null".to_owned(), |reason| format!("\"{}\"", reason.to_text()));
        let (level, status) = (level.to_text(), status.to_text());
        let bytes = format!(",\"level\":\"{level}\",\"status\":\"{status}\",\"reason\":{reason},\"start\":");
        out.extend_from_slice(bytes.as_bytes());
        self.verdicts.push((verdict, bytes.into_bytes()));
    }

    /// RFC 3339 in UTC, as the time library writes it.
    fn moment(&mut self, place: usize, at: Option<Timestamp>, out: &mut Vec<u8>) {
        let Some(at) = at else { return out.extend_from_slice(b"null") };
        let second = at.as_second();
        let known = &mut self.times[place];
        let (day, within) = (second.div_euclid(86_400), second.rem_euclid(86_400));
        if at.subsec_nanosecond() != 0 || !(-719_528..2_932_897).contains(&day) {
            return text(&at.to_string(), out);
        }
        if known.second != second {
            if known.second.div_euclid(86_400) != day {
                let written = at.to_string();
                known.text[1..12].copy_from_slice(&written.as_bytes()[..11]);
            }
            let two = |number: i64| [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
            known.text[12..14].copy_from_slice(&two(within / 3_600));
            known.text[15..17].copy_from_slice(&two(within / 60 % 60));
            known.text[18..20].copy_from_slice(&two(within % 60));
            known.second = second;
        }
        out.extend_from_slice(&known.text);
    }
}

/// A JSON string.
fn text(text: &str, out: &mut Vec<u8>) {
    if !needs_escape(text.as_bytes()) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
}

/// Whether a byte below the space, a quotation mark or a backslash stands in it; eight bytes at a time.
fn needs_escape(text: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (eights, rest) = text.as_chunks::<8>();
    // A byte is zero where taking one from it borrows; what borrows from its neighbour is found with it.
    let zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes & HIGH;
    let mut found = 0;
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        let is_control = zero(eight & (0xe0 * ONES));
        found |= is_control | zero(eight ^ (u64::from(b'"') * ONES)) | zero(eight ^ (u64::from(b'\\') * ONES));
    }
    found != 0 || rest.iter().any(|byte| *byte < b' ' || *byte == b'"' || *byte == b'\\')
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
        return listed(&few[..n_causes], out);
    }
    let many: Vec<(&str, Role)> = causes.iter().collect();
    listed(&many, out);
}

/// So many events are listed without asking for memory.
const FEW: usize = 8;

/// The list, and once more by their roles: the bytes that stand there already.
fn listed(causes: &[(&str, Role)], out: &mut Vec<u8>) {
    let mut ends = [0; FEW];
    let mut begins = out.len() + 1;
    if causes.len() <= FEW {
        out.push(b'[');
        for (end, (event, _)) in ends.iter_mut().zip(causes) {
            text(event, out);
            *end = out.len();
            out.push(b',');
        }
        if !causes.is_empty() {
            out.pop();
        }
        out.push(b']');
    } else {
        list(causes.iter().map(|(event, _)| *event), out);
    }
    const ROLES: [(&[u8], Role); 4] = [
        (b",\"roles\":{\"trigger\":[", Role::Trigger),
        (b"],\"counted\":[", Role::Counted),
        (b"],\"open\":[", Role::Open),
        (b"],\"author_unknown\":[", Role::AuthorUnknown),
    ];
    let list_begins = begins;
    for (before, role) in ROLES {
        out.extend_from_slice(before);
        let n_before = out.len();
        begins = list_begins;
        for (idx, (event, is)) in causes.iter().enumerate() {
            let end = ends.get(idx).copied().unwrap_or(0);
            if *is == role {
                if out.len() > n_before {
                    out.push(b',');
                }
                if causes.len() <= FEW {
                    out.extend_from_within(begins..end);
                } else {
                    text(event, out);
                }
            }
            begins = end + 1;
        }
    }
    out.extend_from_slice(b"]}");
}

#[cfg(test)]
mod tests {
    use assessments::{Assessment, Cause, Score};
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
