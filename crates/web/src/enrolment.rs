//! Devices, as an administrator sees and changes them. Where they are kept is the program's own business.

use std::sync::Arc;

/// A device that was enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Its name in the mission.
    pub name: String,
    /// The source whose reports it sends.
    pub source: String,
    /// Since when.
    pub since: String,
    /// Since when no more.
    pub struck_off: Option<String>,
}

/// What a device is told, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The address, with its key in it.
    pub address: String,
    /// The same with its settings, as a picture for the app (SVG).
    pub picture: String,
}

/// Who keeps the list of devices.
pub trait Enrolling: Send + Sync {
    /// All of them, those struck off among them.
    ///
    /// # Errors
    /// Where the list cannot be read, as a sentence.
    fn all(&self) -> Result<Vec<Enrolled>, String>;

    /// Enrols a device for a source, at the address under which devices reach the forms.
    ///
    /// # Errors
    /// Why it is not enrolled, as a sentence.
    fn enrol(&self, name: &str, source: &str, at: &str) -> Result<Told, String>;

    /// Lets a device in no more.
    ///
    /// # Errors
    /// Why not, as a sentence.
    fn strike_off(&self, name: &str) -> Result<(), String>;
}

/// The list, shared by all requests.
pub type Enrolments = Arc<dyn Enrolling>;
