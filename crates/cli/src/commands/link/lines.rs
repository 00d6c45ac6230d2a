//! Links as lines.

use events::linking::{Link, Linked, Links, ONE};

use crate::output::Format;
use crate::parts;

/// So many links are written by one thread at a time.
const PART: usize = 2_048;

/// The lines of these reports, in their order, side by side: `each` makes one, `take` gets many at a time.
pub(super) fn of(
    links: &Links,
    reports: &[Linked],
    each: impl Fn(&Link<'_>, &mut Vec<u8>) + Sync,
    take: &mut dyn FnMut(Vec<u8>) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let maker = || {
        let (mut teller, each) = (links.teller(), &each);
        move |part: usize| {
            let mut buffer = Vec::new();
            for report in reports.iter().skip(part * PART).take(PART) {
                each(&teller.link(*report), &mut buffer);
            }
            buffer
        }
    };
    parts::in_order(reports.len().div_ceil(PART), maker, take)
}

/// One link with its reasons.
pub(super) fn line(link: &Link<'_>, format: Format, buffer: &mut Vec<u8>) {
    if format == Format::Text {
        let score = link.score.map_or_else(|| "-".to_owned(), share);
        let because = link.because.join("; ");
        buffer.extend(format!("{}  event {}  {score}  {because}\n", link.report, link.event).bytes());
        return;
    }
    buffer.extend(b"{\"report\":");
    string(link.report, buffer);
    buffer.extend(b",\"event\":");
    string(link.event, buffer);
    buffer.extend(b",\"score\":");
    buffer.extend(link.score.map_or_else(|| "null".to_owned(), share).bytes());
    buffer.extend(b",\"because\":[");
    for (idx, reason) in link.because.iter().enumerate() {
        if idx > 0 {
            buffer.push(b',');
        }
        string(reason, buffer);
    }
    buffer.extend(b"]}\n");
}

fn string(text: &str, buffer: &mut Vec<u8>) {
    serde_json::to_writer(buffer, text).expect("a text can always be written to memory");
}

/// A share as a decimal of three places.
fn share(share: u32) -> String {
    let thousandths = (u64::from(share) * 1_000 + u64::from(ONE) / 2) / u64::from(ONE);
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}
