//! Devices that may fetch forms and send. Keys are kept as digests alone, so that whoever reads the list can send nothing; but for devices
//! that show themselves by name, of which Digest needs more.

use std::path::{Path, PathBuf};

use ledger::Digest;
use sha2::{Digest as _, Sha256};

use crate::enrolment::Enrolment;
use crate::lists;
use crate::problem::Problem;

/// One device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    /// Its name in the mission.
    pub(crate) name: String,
    /// The source whose reports it sends.
    pub(crate) source: String,
    key_sha256: String,
    /// What Digest needs of the key, where the device shows itself so.
    ha1: Option<String>,
    pub(crate) since: String,
    /// When it was struck off.
    pub(crate) struck_off: Option<String>,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("devices.tsv")
}

pub(crate) fn digest(key: &str) -> String {
    Digest(Sha256::digest(key.as_bytes()).into()).to_string()
}

/// All devices of a mission, those struck off among them.
pub(crate) fn all(folder: &Path) -> Result<Vec<Device>, Problem> {
    let path = path(folder);
    let mut out = Vec::new();
    for (number, parts) in lists::read(&path)? {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (name, source, key_sha256, since, struck_off, ha1) = match parts[..] {
            [name, source, key_sha256, since, struck_off] => (name, source, key_sha256, since, struck_off, ""),
            [name, source, key_sha256, since, struck_off, ha1] => (name, source, key_sha256, since, struck_off, ha1),
            _ => return Err(Problem::AtFault(format!("{}:{number}: this is no line of a device", path.display()))),
        };
        out.push(Device {
            name: name.to_owned(),
            source: source.to_owned(),
            key_sha256: key_sha256.to_owned(),
            ha1: lists::some(ha1),
            since: since.to_owned(),
            struck_off: lists::some(struck_off),
        });
    }
    Ok(out)
}

fn keep(folder: &Path, devices: &[Device]) -> Result<(), Problem> {
    let line = |device: &Device| {
        let (struck_off, ha1) = (device.struck_off.as_deref().unwrap_or(""), device.ha1.as_deref().unwrap_or(""));
        let Device { name, source, key_sha256, since, .. } = device;
        format!("{name}\t{source}\t{key_sha256}\t{since}\t{struck_off}\t{ha1}")
    };
    let lines: Vec<String> = devices.iter().map(line).collect();
    lists::keep(&path(folder), "name\tsource\tsha256 of the key\tsince\tstruck off\tfor digest", &lines)
}

/// Enrols a device and gives its key, which is told this once. With `by_name`, it may show itself by Digest, too.
pub(crate) fn enrol(folder: &Path, name: &str, source: &str, by_name: bool) -> Result<String, Problem> {
    if by_name && name.contains([':', '"', '\\']) {
        return Err(Problem::Usage("a device that shows itself by name has none of : \" \\ in it".to_owned()));
    }
    if !lists::is_plain(name) || !lists::is_plain(source) {
        return Err(Problem::Usage("names of devices and sources are one line without tabs".to_owned()));
    }
    let mut devices = all(folder)?;
    if devices.iter().any(|device| device.name == name && device.struck_off.is_none()) {
        return Err(Problem::AtFault(format!("there is a device {name:?} already; strike it off first")));
    }
    let key = drawn()?;
    let since = lists::now();
    let ha1 = by_name.then(|| web::ha1(name, &key));
    let (name, source) = (name.to_owned(), source.to_owned());
    devices.push(Device { name, source, key_sha256: digest(&key), ha1, since, struck_off: None });
    keep(folder, &devices)?;
    Ok(key)
}

/// A secret, drawn at random.
pub(crate) fn drawn() -> Result<String, Problem> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| Problem::World(format!("no random numbers can be had: {error}")))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// Letters and digits that nobody takes for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Strikes a device off: from now on its key opens nothing.
pub(crate) fn strike_off(folder: &Path, name: &str) -> Result<(), Problem> {
    let mut devices = all(folder)?;
    let found = devices.iter_mut().find(|device| device.name == name && device.struck_off.is_none());
    let Some(device) = found else {
        return Err(Problem::AtFault(format!("there is no device {name:?} to strike off")));
    };
    device.struck_off = Some(lists::now());
    keep(folder, &devices)
}

/// A device by what it shows, as the list stands now.
pub(crate) fn shown(folder: &Path, shown: web::Shown<'_>) -> Option<web::Device> {
    let devices = all(folder).ok()?;
    let mut standing = devices.into_iter().filter(|device| device.struck_off.is_none());
    let found = match shown {
        web::Shown::Key(key) => {
            let digest = digest(key);
            standing.find(|device| device.key_sha256 == digest)
        }
        web::Shown::Name(name) => standing.find(|device| device.name == name),
    }?;
    Some(web::Device { name: found.name, source: found.source, ha1: found.ha1 })
}

/// The list of a mission, for a page.
pub(crate) struct OnPage {
    /// The mission's folder.
    pub(crate) folder: PathBuf,
    /// The agreement's title, by which the app names the project.
    pub(crate) title: String,
}

impl web::Enrolling for OnPage {
    fn all(&self) -> Result<Vec<web::Enrolled>, String> {
        let all = all(&self.folder).map_err(|problem| problem.to_string())?;
        let shown = |device: Device| {
            let Device { name, source, since, struck_off, .. } = device;
            web::Enrolled { name, source, since, struck_off }
        };
        Ok(all.into_iter().map(shown).collect())
    }

    fn enrol(&self, name: &str, source: &str, at: &str) -> Result<web::Told, String> {
        let enrolled = || {
            let key = enrol(&self.folder, name, source, false)?;
            let address = format!("{}/odk/{key}", at.trim_end_matches('/'));
            let picture = Enrolment::new(&address, ("", ""), &self.title)?.svg_element();
            Ok(web::Told { address, picture })
        };
        enrolled().map_err(|problem: Problem| problem.to_string())
    }

    fn strike_off(&self, name: &str) -> Result<(), String> {
        strike_off(&self.folder, name).map_err(|problem| problem.to_string())
    }
}
