//! Reports put aside in files, by the weeks in which they begin; and lines put aside in the order of their reports.
//! All of it is gone when the program ends.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use events::linking::{Feature, Features};

/// A folder of this program's own, taken away at the end.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(within: &Path) -> io::Result<Folder> {
        let own = |number: u32| within.join(format!("truce-link-{}-{number}", std::process::id()));
        let mut number = 0;
        loop {
            match fs::create_dir(own(number)) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
                made => return made.map(|()| Folder(own(number))),
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be taken away stays for a person to see.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Days in a file.
const DAYS: i64 = 7;
/// So many bytes wait in memory.
const WAITING_MAX: usize = 16 << 20;

/// One report, with its place among all and its line in the input.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) line: u64,
    pub(super) features: Features,
}

/// All reports, in files.
pub(super) struct Spill<'f> {
    folder: &'f Folder,
    waiting: BTreeMap<i64, Vec<u8>>,
    n_waiting: usize,
    n_rows: u64,
    /// Weeks of which there is a file.
    weeks: Vec<i64>,
}

impl<'f> Spill<'f> {
    pub(super) fn new(folder: &'f Folder) -> Spill<'f> {
        Spill { folder, waiting: BTreeMap::new(), n_waiting: 0, n_rows: 0, weeks: Vec::new() }
    }

    pub(super) fn put(&mut self, line: u64, features: &Features) -> io::Result<()> {
        let bytes = postcard::to_allocvec(&(self.n_rows, line, features)).map_err(io::Error::other)?;
        let waiting = self.waiting.entry(week(features)).or_default();
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        waiting.extend(length.to_le_bytes());
        waiting.extend(&bytes);
        self.n_waiting += bytes.len() + 4;
        self.n_rows += 1;
        if self.n_waiting > WAITING_MAX { self.flush() } else { Ok(()) }
    }

    /// The end of putting aside.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.flush()?;
        self.weeks.sort_unstable();
        self.weeks.dedup();
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        for (week, bytes) in std::mem::take(&mut self.waiting) {
            self.weeks.push(week);
            OpenOptions::new().create(true).append(true).open(self.path(week))?.write_all(&bytes)?;
        }
        self.n_waiting = 0;
        if self.weeks.len() > 1 << 16 {
            self.weeks.sort_unstable();
            self.weeks.dedup();
        }
        Ok(())
    }

    fn path(&self, week: i64) -> PathBuf {
        self.folder.0.join(format!("week{week}"))
    }

    /// Reports that begin in weeks of which `is_asked`, the days counted from 1970.
    pub(super) fn each(
        &self,
        is_asked: &dyn Fn(RangeInclusive<i64>) -> bool,
        each: &mut dyn FnMut(Row) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        for week in &self.weeks {
            if !is_asked(week * DAYS..=week * DAYS + DAYS - 1) {
                continue;
            }
            let mut file = BufReader::with_capacity(1 << 18, File::open(self.path(*week))?);
            while let Some(length) = length(&mut file)? {
                bytes.resize(length, 0);
                file.read_exact(&mut bytes)?;
                let (number, line, features) = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
                each(Row { number, line, features })?;
            }
        }
        Ok(())
    }
}

/// The week in which a report begins.
pub(super) fn week(features: &Features) -> i64 {
    let from = features.values.iter().find_map(|value| match value {
        Feature::Time { from, .. } => Some(*from),
        _ => None,
    });
    from.unwrap_or(i64::MAX).div_euclid(DAYS * 86_400)
}

fn length(file: &mut impl Read) -> io::Result<Option<usize>> {
    let mut length = [0; 4];
    match file.read_exact(&mut length) {
        Ok(()) => Ok(Some(u32::from_le_bytes(length) as usize)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Lines of some reports, in the order of the reports' ids.
pub(super) struct Run {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Run {
    pub(super) fn new(folder: &Folder, number: usize) -> io::Result<Run> {
        let path = folder.0.join(format!("lines{number}"));
        let file = BufWriter::with_capacity(1 << 18, File::create(&path)?);
        Ok(Run { path, file })
    }

    /// A line as it stands in a run.
    pub(super) fn record(id: &str, line: &[u8], to: &mut Vec<u8>) {
        for part in [id.as_bytes(), line] {
            to.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
            to.extend(part);
        }
    }

    pub(super) fn write(&mut self, records: &[u8]) -> io::Result<()> {
        self.file.write_all(records)
    }

    pub(super) fn end(mut self) -> io::Result<PathBuf> {
        self.file.flush()?;
        Ok(self.path)
    }
}

/// The lines of all runs, in the order of the reports' ids.
pub(super) fn merged(runs: &[PathBuf], take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let open = |path: &PathBuf| Ok(BufReader::with_capacity(1 << 16, File::open(path)?));
    let mut files: Vec<BufReader<File>> = runs.iter().map(open).collect::<io::Result<_>>()?;
    let mut heads = BinaryHeap::new();
    for (number, file) in files.iter_mut().enumerate() {
        heads.extend(head(file)?.map(|(id, line)| Reverse((id, number, line))));
    }
    while let Some(Reverse((_, number, line))) = heads.pop() {
        take(&line)?;
        heads.extend(head(&mut files[number])?.map(|(id, line)| Reverse((id, number, line))));
    }
    Ok(())
}

type Head = (Vec<u8>, Vec<u8>);

fn head(file: &mut BufReader<File>) -> io::Result<Option<Head>> {
    let Some(id) = part(file)? else { return Ok(None) };
    let line = part(file)?.ok_or(ErrorKind::UnexpectedEof)?;
    Ok(Some((id, line)))
}

fn part(file: &mut BufReader<File>) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = length(file)? else { return Ok(None) };
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}
