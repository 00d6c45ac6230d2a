//! The published table as a spreadsheet (Office Open XML), with a sheet that says what the columns mean.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use views::Language;
use views::released::Released;
use views::released::table::{self, Kind};

/// So many rows on a sheet: less than a sheet can hold.
const ROWS_A_SHEET: u32 = 1_000_000;

/// Writes it.
pub(crate) fn write(released: &Released, agreement: &provisions::Agreement, out: &mut dyn Write) -> io::Result<()> {
    let bytes = made(released, agreement).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn made(released: &Released, agreement: &provisions::Agreement) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same rows give the same bytes: no time of day at which it was made.
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&agreement.title).set_creation_datetime(&made));
    let (names, bold) = (table::names(agreement), Format::new().set_bold());
    let mut records = table::records(released, agreement, &names);
    let mut number = 1;
    loop {
        let sheet = book.add_worksheet();
        sheet.set_name(if number == 1 { "events".to_owned() } else { format!("events {number}") })?;
        sheet.set_freeze_panes(1, 1)?;
        for (at, name) in (0..).zip(&names) {
            sheet.write_string_with_format(0, at, name, &bold)?;
        }
        let mut row = 0;
        for record in records.by_ref().take(ROWS_A_SHEET as usize) {
            row += 1;
            for ((at, name), value) in (0..).zip(&names).zip(&record).filter(|(_, value)| !value.is_empty()) {
                match (table::kind(name), value.parse::<f64>()) {
                    (Kind::Number | Kind::Count, Ok(value)) => sheet.write_number(row, at, value)?,
                    _ => sheet.write_string(row, at, value)?,
                };
            }
        }
        if row < ROWS_A_SHEET {
            break;
        }
        number += 1;
    }
    let sheet = book.add_worksheet();
    sheet.set_name("columns")?;
    sheet.set_column_width(1, 100)?;
    let says = table::COLUMNS.iter().map(|column| (column.name, column.says));
    for (row, (name, says)) in (0..).zip(says) {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string(row, 1, says)?;
    }
    who_is_who(&mut book, agreement, &bold)?;
    book.save_to_buffer()
}

/// What the ids in the table are called, as the agreement says and in the languages in which it has names.
fn who_is_who(book: &mut Workbook, agreement: &provisions::Agreement, bold: &Format) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name("names")?;
    sheet.set_column_width(2, 40)?;
    let languages: Vec<Language> =
        Language::ALL.into_iter().filter(|one| agreement.names.contains_key(one.code())).collect();
    let shown: Vec<provisions::Agreement> = languages.iter().map(|one| agreement.in_language(one.code())).collect();
    let heads = ["what", "id", "name"].into_iter().chain(languages.iter().map(|one| one.code()));
    for (at, head) in (0..).zip(heads) {
        sheet.write_string_with_format(0, at, head, bold)?;
    }
    let of = |agreement: &provisions::Agreement| -> Vec<(&'static str, String, String)> {
        let actors = agreement
            .parties
            .iter()
            .chain(&agreement.non_signatories)
            .map(|one| ("party", one.id.clone(), one.name.clone()));
        let bodies = agreement.bodies.iter().map(|one| ("body", one.id.clone(), one.name.clone()));
        let zones = agreement.zones.values().map(|one| ("zone", one.id.clone(), one.label.clone()));
        let types = agreement.event_types.iter().map(|(id, one)| ("type", id.clone(), one.label.clone()));
        let rules = agreement.rules().map(|(_, one)| ("rule", one.id.clone(), one.title.clone()));
        actors.chain(bodies).chain(zones).chain(types).chain(rules).collect()
    };
    let others: Vec<Vec<(&str, String, String)>> = shown.iter().map(of).collect();
    for (row, (what, id, name)) in (0..).zip(of(agreement)) {
        let in_languages =
            others.iter().map(|other| other.get(row as usize).map_or(String::new(), |(.., name)| name.clone()));
        let cells = [what.to_owned(), id, name].into_iter().chain(in_languages);
        for (at, cell) in (0..).zip(cells) {
            sheet.write_string(row + 1, at, cell)?;
        }
    }
    Ok(())
}
