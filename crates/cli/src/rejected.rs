//! The file of rejected rows: as they came, with where each stood and why, ready to be mended and given again.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sources::{REJECTED_COLUMNS, Rejected};

/// How the file is written: as the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With this between values.
    Csv(u8),
    Ndjson,
}

/// A file that is made when the first row is rejected.
pub(crate) struct RejectedRows {
    path: PathBuf,
    form: Form,
    out: Option<Writer>,
}

enum Writer {
    Csv(Box<csv::Writer<BufWriter<File>>>, Vec<String>),
    Ndjson(BufWriter<File>),
}

impl RejectedRows {
    /// In the mission's folder, named after what is read; an earlier one stays.
    pub(crate) fn of(mission: &Path, read: &Path, form: Form, now: Timestamp) -> RejectedRows {
        let name = read.file_stem().filter(|_| read != Path::new("-")).unwrap_or("input".as_ref()).to_string_lossy();
        let extension = match form {
            Form::Csv(_) => "csv",
            Form::Ndjson => "ndjson",
        };
        let at = now.strftime("%Y%m%dT%H%M%SZ");
        RejectedRows { path: mission.join("rejected").join(format!("{name}-{at}.{extension}")), form, out: None }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, rejected: &Rejected) -> io::Result<()> {
        if self.out.is_none() {
            self.out = Some(self.begun(rejected)?);
        }
        match &mut self.out {
            Some(Writer::Csv(out, names)) => {
                let value = |name: &String| {
                    let found = rejected.cells.iter().find(|(known, _)| known == name);
                    found.map_or("", |(_, value)| value.as_str())
                };
                let mut values: Vec<&str> = names.iter().map(value).collect();
                // A line that cannot be taken apart stands whole where its first value would be.
                if rejected.cells.is_empty() {
                    match values.first_mut() {
                        Some(first) => *first = &rejected.row,
                        None => values.push(&rejected.row),
                    }
                }
                let line = rejected.line.to_string();
                values.extend([line.as_str(), rejected.reason.as_str()]);
                out.write_record(&values)?;
            }
            Some(Writer::Ndjson(out)) => {
                let mut object: serde_json::Map<String, serde_json::Value> =
                    rejected.cells.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
                if rejected.cells.is_empty() {
                    // One that is an object already stands as it came.
                    match serde_json::from_str(&rejected.row) {
                        Ok(serde_json::Value::Object(own)) => object = own,
                        _ => drop(object.insert("rejected_row".to_owned(), rejected.row.clone().into())),
                    }
                }
                object.insert(REJECTED_COLUMNS[0].to_owned(), rejected.line.into());
                object.insert(REJECTED_COLUMNS[1].to_owned(), rejected.reason.clone().into());
                writeln!(out, "{}", serde_json::Value::Object(object))?;
            }
            None => {}
        }
        Ok(())
    }

    /// One that was not there; of several in one second each has its own.
    fn new_file(&mut self) -> io::Result<File> {
        let whole = self.path.clone();
        let (stem, extension) =
            (whole.file_stem().unwrap_or_default().to_string_lossy(), whole.extension().unwrap_or_default());
        for number in 2.. {
            match File::create_new(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 10_000 => {
                    self.path = whole.with_file_name(format!("{stem}-{number}.{}", extension.to_string_lossy()));
                }
                other => return other,
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn begun(&mut self, first: &Rejected) -> io::Result<Writer> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = BufWriter::new(self.new_file()?);
        let Form::Csv(separator) = self.form else { return Ok(Writer::Ndjson(file)) };
        let of_row = |(name, _): &(String, String)| name.clone();
        let mut names: Vec<String> = first.cells.iter().map(of_row).collect();
        names.retain(|name| !REJECTED_COLUMNS.contains(&name.as_str()));
        if names.is_empty() {
            names.push("rejected_row".to_owned());
        }
        let mut out = csv::WriterBuilder::new().delimiter(separator).from_writer(file);
        out.write_record(names.iter().map(String::as_str).chain(REJECTED_COLUMNS))?;
        Ok(Writer::Csv(Box::new(out), names))
    }

    /// Where it is, once all of it is on the disk; none where nothing was rejected.
    pub(crate) fn finish(self) -> io::Result<Option<PathBuf>> {
        match self.out {
            Some(Writer::Csv(mut out, _)) => out.flush()?,
            Some(Writer::Ndjson(mut out)) => out.flush()?,
            None => return Ok(None),
        }
        Ok(Some(self.path))
    }
}
