//! The least that any program must do with an events file: split its lines and parse the column `start`.

use std::env;
use std::error::Error;

use jiff::Timestamp;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("probe EVENTS.csv")?;
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(path)?;
    let start_idx = reader.headers()?.iter().position(|name| name == "start").ok_or("no column start")?;
    let mut record = csv::StringRecord::new();
    let (mut n_rows, mut latest) = (0_u64, Timestamp::MIN);
    while reader.read_record(&mut record)? {
        n_rows += 1;
        latest = latest.max(record[start_idx].parse()?);
    }
    println!("{n_rows} {latest}");
    Ok(())
}
