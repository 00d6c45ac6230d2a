//! Pictures of registers: aid against what is owed, shares against dates, who met whom, where somebody could look. Each is drawn from the rows
//! of its register, which stand below it as a table, and says nothing that they do not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use assessments::registers::{Cell, Kind, Register, Row};
use jiff::Timestamp;
use records::Level;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::Record;
use crate::case::name;
use crate::messages::Put;
use crate::pictures::{escaped, mark};
use crate::words::level_words;

/// So many bars, actors and zones are drawn at most; the table has all.
const BARS: usize = 40;
const ACTORS: usize = 16;

/// The figure of a register, as HTML; none where it has no picture, or nothing to draw.
pub(super) fn figure(record: &Record<'_>, kind: Kind, register: &Register) -> Option<String> {
    let table = Table(register);
    let (says, drawn) = match kind {
        Kind::AidDays => ("picture-aid", aid(record, &table)),
        Kind::AidDuties | Kind::ReleaseDuties | Kind::WeaponDuties | Kind::ForceDuties => {
            ("picture-shares", shares(record, &table))
        }
        Kind::ContactPairs => ("picture-contacts", contacts(record, &table)),
        Kind::Coverage => ("picture-coverage", coverage(record, &table)),
        _ => return None,
    };
    let caption = escaped(&record.words.say(says));
    Some(format!("<figure class=\"picture\"><figcaption>{caption}</figcaption>{}</figure>", drawn?))
}

/// A register by the names of its columns.
struct Table<'r>(&'r Register);

impl<'r> Table<'r> {
    fn cell(&self, row: &'r Row, column: &str) -> &'r Cell {
        let place = self.0.columns.iter().position(|own| *own == column);
        place.and_then(|place| row.cells.get(place)).unwrap_or(&Cell::Nothing)
    }

    fn text(&self, row: &'r Row, column: &str) -> &'r str {
        match self.cell(row, column) {
            Cell::Text(text) | Cell::Zone(text) | Cell::Actor(text) => text,
            _ => "",
        }
    }

    fn number(&self, row: &'r Row, column: &str) -> Option<Decimal> {
        match self.cell(row, column) {
            Cell::Amount(number) => Some(*number),
            Cell::Count(n) => Some(Decimal::from(*n)),
            _ => None,
        }
    }

    fn day(&self, row: &'r Row, column: &str) -> Option<Timestamp> {
        match self.cell(row, column) {
            Cell::Day(at) | Cell::Month(at) | Cell::Moment(at) => Some(*at),
            _ => None,
        }
    }
}

fn fraction(part: Decimal, whole: Decimal) -> f64 {
    part.checked_div(whole).and_then(|share| share.to_f64()).unwrap_or(0.0)
}

/// What one source counted over a time, as a share of what is owed in it.
struct Counted<'r> {
    from: Timestamp,
    until: Timestamp,
    source: &'r str,
    came: Decimal,
    asked: Decimal,
}

/// One strip for each measure: time from left to right, each line what one source counted for as long as it reaches.
fn aid(record: &Record<'_>, table: &Table<'_>) -> Option<String> {
    let mut measures: BTreeMap<(&str, &str), Vec<Counted<'_>>> = BTreeMap::new();
    for row in &table.0.rows {
        let (Some(came), Some(asked)) = (table.number(row, "came_in"), table.number(row, "asked")) else { continue };
        let (Some(from), Some(until)) = (table.day(row, "from"), table.day(row, "until")) else { continue };
        if asked > Decimal::ZERO {
            let source = table.text(row, "source");
            let key = (table.text(row, "rule"), table.text(row, "part"));
            measures.entry(key).or_default().push(Counted { from, until, source, came, asked });
        }
    }
    let all = || measures.values().flatten();
    let (first, last) = (all().map(|one| one.from).min()?, all().map(|one| one.until).max()?);
    let mut out = String::new();
    for ((rule, part), counted) in &measures {
        let what = [*rule, *part].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        let _ = write!(out, "<p class=\"cite\"><bdi>{}</bdi></p>", escaped(&what));
        strip(record, counted, (first, last), &mut out);
    }
    let ends = [first, last].map(|at| escaped(&record.day_shown(at)));
    let _ = write!(out, "<p class=\"ends\"><span>{}</span><span>{}</span></p>", ends[0], ends[1]);
    Some(out)
}

const STRIP_WIDTH: f64 = 1000.0;
const STRIP_HEIGHT: f64 = 120.0;
/// What is drawn at the top: a quarter more than is owed. More than that is drawn there, too.
const STRIP_TOP: f64 = 1.25;

fn strip(record: &Record<'_>, counted: &[Counted<'_>], (first, last): (Timestamp, Timestamp), out: &mut String) {
    let span = (last.as_second() - first.as_second()).max(86_400) as f64;
    let x = |at: Timestamp| (at.as_second() - first.as_second()) as f64 / span * STRIP_WIDTH;
    let y = |share: f64| STRIP_HEIGHT - share.min(STRIP_TOP) / STRIP_TOP * STRIP_HEIGHT;
    let whole = y(1.0);
    let _ = write!(
        out,
        "<svg class=\"strip\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {STRIP_WIDTH} {STRIP_HEIGHT}\" \
         preserveAspectRatio=\"none\"><path class=\"owed\" d=\"M0 {whole:.0}H{STRIP_WIDTH}\"/>",
        escaped(&record.words.n("n-rows", counted.len()))
    );
    for one in counted {
        let (from, until) = (x(one.from), x(one.until).max(x(one.from) + 2.0));
        let numbers = of_asked(record, one.came, one.asked);
        let title = escaped(&format!("{}: {numbers}", name(record, one.source)));
        let at = y(fraction(one.came, one.asked));
        let _ =
            write!(out, "<path class=\"counted\" d=\"M{from:.0} {at:.0}H{until:.0}\"><title>{title}</title></path>");
    }
    out.push_str("</svg>");
}

fn of_asked(record: &Record<'_>, counted: Decimal, asked: Decimal) -> String {
    let words = record.words;
    let (counted, asked) = (words.number(counted.normalize()), words.number(asked.normalize()));
    words.with("counted-of-asked", &[("counted", Put::from(&counted)), ("asked", Put::from(&asked))])
}

/// A bar for each duty with a number: what is counted at each level, one within the other, and a stroke where it is fulfilled.
fn shares(record: &Record<'_>, table: &Table<'_>) -> Option<String> {
    let mut rows = String::new();
    let asked = |row| table.number(row, "asked").filter(|asked| *asked > Decimal::ZERO);
    let mut with_number: Vec<(&Row, Decimal)> =
        table.0.rows.iter().filter_map(|row| Some((row, asked(row)?))).collect();
    with_number.sort_by_key(|(row, _)| table.day(row, "due"));
    for (row, asked) in with_number.into_iter().take(BARS) {
        let counted = Level::ALL.map(|level| {
            table.number(row, &format!("counted_{}", level.to_text())).unwrap_or_default().max(Decimal::ZERO)
        });
        let what = [table.text(row, "rule").to_owned(), name(record, table.text(row, "of"))];
        let due = table.day(row, "due").map(|at| record.moment_shown(at)).unwrap_or_default();
        let label = what.into_iter().chain([due]).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        let _ = write!(rows, "<tr><th scope=\"row\"><bdi>{}</bdi></th><td>", escaped(&label));
        bar(counted, asked, &mut rows);
        for (level, counted) in Level::ALL.into_iter().zip(counted) {
            let numbers = escaped(&of_asked(record, counted, asked));
            let _ = write!(
                rows,
                "<span class=\"counted-at\">{} <span class=\"sr\">{}</span> {numbers}</span> ",
                mark(level),
                escaped(&level_words(record.words, level))
            );
        }
        rows.push_str("</td></tr>");
    }
    let head = [record.words.say("column-rule"), record.words.say("column-counted")].map(|text| escaped(&text));
    (!rows.is_empty()).then(|| {
        format!(
            "<table class=\"bars\"><thead class=\"sr\"><tr><th>{}</th><th>{}</th></tr></thead><tbody>{rows}</tbody></table>",
            head[0], head[1]
        )
    })
}

fn bar(counted: [Decimal; 3], asked: Decimal, out: &mut String) {
    let whole = counted.iter().copied().fold(asked, Decimal::max);
    let width = |number: Decimal| fraction(number, whole) * 100.0;
    out.push_str("<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\">");
    for (level, (class, inset)) in
        Level::ALL.into_iter().zip([("bar-alleged", 1), ("bar-corroborated", 2), ("bar-verified", 3)])
    {
        let number = counted[level as usize];
        if number > Decimal::ZERO {
            let (width, height) = (width(number), 12 - 2 * inset);
            let _ =
                write!(out, "<rect class=\"{class}\" x=\"0\" y=\"{inset}\" width=\"{width:.2}\" height=\"{height}\"/>");
        }
    }
    let _ = write!(out, "<path class=\"owed\" d=\"M{0:.2} 0V12\"/></svg>", width(asked).min(99.6));
}

/// Who met whom: a square for each two, with the number of meetings of which the source tells that tells of most.
fn contacts(record: &Record<'_>, table: &Table<'_>) -> Option<String> {
    let mut pairs: BTreeMap<(&str, &str), Decimal> = BTreeMap::new();
    let mut weight: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for row in &table.0.rows {
        let (one, other) = (table.text(row, "one"), table.text(row, "other"));
        let met = table.number(row, "met").unwrap_or_default();
        let most = pairs.entry((one, other)).or_default();
        *most = (*most).max(met);
    }
    for ((one, other), met) in &pairs {
        for who in [*one, *other] {
            *weight.entry(who).or_default() += *met;
        }
    }
    // In the register's own order: parties first, as the agreement names them.
    for row in &table.0.rows {
        for who in [table.text(row, "one"), table.text(row, "other")] {
            if !order.contains(&who) {
                order.push(who);
            }
        }
    }
    let mut most: Vec<&str> = order.clone();
    most.sort_by_key(|who| std::cmp::Reverse(weight.get(who).copied().unwrap_or_default()));
    most.truncate(ACTORS);
    order.retain(|who| most.contains(who));
    let greatest = pairs.values().copied().max()?;
    let head: String = order.iter().skip(1).map(|who| heading(record, who, "col")).collect();
    let mut rows = String::new();
    for (place, one) in order.iter().enumerate().take(order.len().saturating_sub(1)) {
        rows.push_str("<tr>");
        rows.push_str(&heading(record, one, "row"));
        for (column, other) in order.iter().enumerate().skip(1) {
            let met = pairs.get(&(*one, *other)).or_else(|| pairs.get(&(*other, *one))).filter(|_| column > place);
            match met {
                Some(met) => {
                    let shade = (fraction(*met, greatest) * 4.0).ceil();
                    let _ = write!(rows, "<td class=\"heat-{shade}\">{}</td>", record.words.number(met.normalize()));
                }
                None => rows.push_str("<td></td>"),
            }
        }
        rows.push_str("</tr>");
    }
    Some(format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table class=\"matrix\"><thead><tr><td></td>{head}</tr></thead>\
         <tbody>{rows}</tbody></table></div>",
        escaped(&record.words.say("register-contact-pairs"))
    ))
}

fn heading(record: &Record<'_>, who: &str, scope: &str) -> String {
    format!("<th scope=\"{scope}\"><bdi>{}</bdi></th>", escaped(&name(record, who)))
}

/// Hours of a zone in a month: in which somebody could look, at least, and was kept from it.
type Hours = (Decimal, Decimal);

/// Zones by months; what types were looked for, and by what means, is put together: the greatest of them, as what each saw may be the same
/// hours.
fn coverage(record: &Record<'_>, table: &Table<'_>) -> Option<String> {
    let mut hours: BTreeMap<(&str, Timestamp), Hours> = BTreeMap::new();
    let mut months: BTreeSet<Timestamp> = BTreeSet::new();
    for row in &table.0.rows {
        let Some(month) = table.day(row, "month") else { continue };
        let of = hours.entry((table.text(row, "zone"), month)).or_default();
        of.0 = of.0.max(table.number(row, "hours").unwrap_or_default());
        of.1 = of.1.max(table.number(row, "refused").unwrap_or_default());
        months.insert(month);
    }
    let zones: BTreeSet<&str> = hours.keys().map(|(zone, _)| *zone).collect();
    let head: String = months.iter().map(|month| month_heading(record, *month)).collect();
    let mut rows = String::new();
    for zone in zones {
        let shown =
            if zone.is_empty() { record.words.say("no-zone-named") } else { record.zone_shown(zone).to_owned() };
        let _ = write!(rows, "<tr><th scope=\"row\"><bdi>{}</bdi></th>", escaped(&shown));
        for month in &months {
            match hours.get(&(zone, *month)) {
                Some(of) => watched_cell(record, *of, hours_of_month(record, *month), &mut rows),
                None => rows.push_str("<td class=\"unseen\">–</td>"),
            }
        }
        rows.push_str("</tr>");
    }
    let label = escaped(&record.words.say("register-coverage"));
    (!months.is_empty()).then(|| {
        format!(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table class=\"matrix\"><thead><tr><td></td>{head}</tr>\
             </thead><tbody>{rows}</tbody></table></div>"
        )
    })
}

fn month_heading(record: &Record<'_>, month: Timestamp) -> String {
    let date = record.agreement.calendar.date(month);
    let words = record.words;
    let shown = format!("{} {}", words.say(&format!("month-{}", date.month())), words.number(date.year()));
    format!("<th scope=\"col\">{}</th>", escaped(&shown))
}

/// Hours of a month up to the moment asked about.
fn hours_of_month(record: &Record<'_>, month: Timestamp) -> Decimal {
    let calendar = &record.agreement.calendar;
    let next = calendar.date(month).first_of_month().checked_add(jiff::Span::new().months(1)).ok();
    let end = next.and_then(|next| calendar.start_of(next)).unwrap_or(record.as_of).min(record.as_of);
    Decimal::from((end.as_second() - month.as_second()).max(3_600)) / Decimal::from(3_600)
}

fn watched_cell(record: &Record<'_>, (seen, refused): Hours, whole: Decimal, out: &mut String) {
    let words = record.words;
    let shown = [seen, refused].map(|hours| words.number(hours.normalize()));
    let says = words.with("hours-watched", &[("seen", Put::from(&shown[0])), ("refused", Put::from(&shown[1]))]);
    let width = |hours: Decimal| (fraction(hours, whole) * 60.0).min(60.0);
    let _ = write!(
        out,
        "<td><svg class=\"watch\" aria-hidden=\"true\" viewBox=\"0 0 60 12\"><rect class=\"bar-none\" x=\"0\" y=\"0\" width=\"60\" height=\"12\"/>\
         <rect class=\"bar-seen\" x=\"0\" y=\"0\" width=\"{:.1}\" height=\"6\"/>\
         <rect class=\"bar-refused\" x=\"0\" y=\"6\" width=\"{:.1}\" height=\"6\"/></svg> <small>{}</small></td>",
        width(seen),
        width(refused),
        escaped(&says)
    );
}
