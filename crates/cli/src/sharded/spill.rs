//! Reports put aside in files, by the weeks in which they begin; and lines put aside in the order of their reports.
//! All of it is gone when the program ends.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use events::linking::{Feature, Features};

use crate::problem::Problem;
use crate::scratch::Scratch;

/// A folder in which reports wait. The machine is in its name: another one that works in the same place is no process of this one.
pub(crate) fn work(within: &Path) -> Result<Scratch, Problem> {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let letters = machine.trim().chars().filter(|letter| letter.is_ascii_alphanumeric());
    Scratch::new(within, &format!(".truce-work-{}-", letters.collect::<String>()))
}

/// So many bytes wait in memory.
const WAITING_MAX: usize = 16 << 20;

/// Bytes put aside under numbers, a file for each number.
pub(crate) struct Buckets<'f> {
    folder: &'f Scratch,
    name: &'static str,
    waiting: BTreeMap<i64, Vec<u8>>,
    n_waiting: usize,
    /// Numbers of which there is a file.
    pub(crate) numbers: BTreeSet<i64>,
}

impl<'f> Buckets<'f> {
    pub(crate) fn new(folder: &'f Scratch, name: &'static str) -> Buckets<'f> {
        Buckets { folder, name, waiting: BTreeMap::new(), n_waiting: 0, numbers: BTreeSet::new() }
    }

    pub(crate) fn put(&mut self, number: i64, bytes: &[u8]) -> io::Result<()> {
        let waiting = self.waiting.entry(number).or_default();
        waiting.extend(u32::try_from(bytes.len()).map_err(io::Error::other)?.to_le_bytes());
        waiting.extend(bytes);
        self.n_waiting += bytes.len() + 4;
        if self.n_waiting > WAITING_MAX { self.flush() } else { Ok(()) }
    }

    /// The end of putting aside, or of a part of it.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        for (number, bytes) in std::mem::take(&mut self.waiting) {
            self.numbers.insert(number);
            OpenOptions::new().create(true).append(true).open(self.path(number))?.write_all(&bytes)?;
        }
        self.n_waiting = 0;
        Ok(())
    }

    fn path(&self, number: i64) -> PathBuf {
        self.folder.0.join(format!("{}{number}", self.name))
    }

    /// What was put aside under a number, in that order.
    pub(crate) fn each(&self, number: i64, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut file = BufReader::with_capacity(1 << 18, File::open(self.path(number))?);
        while let Some(length) = length(&mut file)? {
            bytes.resize(length, 0);
            file.read_exact(&mut bytes)?;
            each(&bytes)?;
        }
        Ok(())
    }
}

/// Days in a file.
const DAYS: i64 = 7;

/// One report, with its place among all and its line in the input.
pub(crate) struct Row {
    pub(crate) number: u64,
    pub(crate) line: u64,
    pub(crate) features: Features,
}

/// All reports, in files.
pub(crate) struct Spill<'f> {
    weeks: Buckets<'f>,
    n_rows: u64,
}

impl<'f> Spill<'f> {
    pub(crate) fn new(folder: &'f Scratch) -> Spill<'f> {
        Spill { weeks: Buckets::new(folder, "week"), n_rows: 0 }
    }

    pub(crate) fn put(&mut self, line: u64, features: &Features) -> io::Result<()> {
        let bytes = postcard::to_allocvec(&(self.n_rows, line, features)).map_err(io::Error::other)?;
        self.n_rows += 1;
        self.weeks.put(week(features), &bytes)
    }

    /// The end of putting aside.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        self.weeks.flush()
    }

    /// Reports that begin in weeks of which `is_asked`, the days counted from 1970.
    pub(crate) fn each(
        &self,
        is_asked: &dyn Fn(RangeInclusive<i64>) -> bool,
        each: &mut dyn FnMut(Row) -> io::Result<()>,
    ) -> io::Result<()> {
        for week in self.weeks.numbers.iter().filter(|week| is_asked(*week * DAYS..=*week * DAYS + DAYS - 1)) {
            self.weeks.each(*week, &mut |bytes| {
                let (number, line, features) = postcard::from_bytes(bytes).map_err(io::Error::other)?;
                each(Row { number, line, features })
            })?;
        }
        Ok(())
    }
}

/// The week in which a report begins.
pub(crate) fn week(features: &Features) -> i64 {
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
pub(crate) struct Run {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Run {
    pub(crate) fn new(folder: &Scratch, number: usize) -> io::Result<Run> {
        let path = folder.0.join(format!("lines{number}"));
        let file = BufWriter::with_capacity(1 << 18, File::create(&path)?);
        Ok(Run { path, file })
    }

    /// A line as it stands in a run.
    pub(crate) fn record(id: &[u8], line: &[u8], to: &mut Vec<u8>) {
        for part in [id, line] {
            to.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
            to.extend(part);
        }
    }

    pub(crate) fn write(&mut self, records: &[u8]) -> io::Result<()> {
        self.file.write_all(records)
    }

    pub(crate) fn end(mut self) -> io::Result<PathBuf> {
        self.file.flush()?;
        Ok(self.path)
    }
}

/// The lines of all runs, in the order of the reports' ids.
pub(crate) fn merged(runs: &[PathBuf], take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
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
