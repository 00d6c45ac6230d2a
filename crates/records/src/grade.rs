//! The grades: how reliable a source is, how credible a report, how it came to know, how well a thing is known.
//!
//! Grades are set by people. Nothing here, or anywhere, turns them into a probability.

/// Reliability of a source, Admiralty A (completely reliable) to E (unreliable), F cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the letters are the field's own words")]
pub enum Reliability {
    A,
    B,
    C,
    D,
    E,
    F,
}

impl Reliability {
    /// Reads a letter A to F.
    pub fn from_text(text: &str) -> Option<Reliability> {
        Some(match text.trim() {
            "A" | "a" => Reliability::A,
            "B" | "b" => Reliability::B,
            "C" | "c" => Reliability::C,
            "D" | "d" => Reliability::D,
            "E" | "e" => Reliability::E,
            "F" | "f" => Reliability::F,
            _ => return None,
        })
    }

    /// The letter.
    pub fn to_text(self) -> &'static str {
        match self {
            Reliability::A => "A",
            Reliability::B => "B",
            Reliability::C => "C",
            Reliability::D => "D",
            Reliability::E => "E",
            Reliability::F => "F",
        }
    }
}

/// Credibility of a report, 1 (confirmed) to 5 (improbable), 6 cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credibility(u8);

impl Credibility {
    /// Reads a digit 1 to 6.
    pub fn from_text(text: &str) -> Option<Credibility> {
        match text.trim().parse::<u8>() {
            Ok(grade @ 1..=6) => Some(Credibility(grade)),
            _ => None,
        }
    }

    /// The digit, 1 to 6.
    pub fn grade(self) -> u8 {
        self.0
    }
}

/// How the source came to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The source saw it.
    Seen,
    /// The source heard it happen.
    Heard,
    /// A sensor of the source recorded it.
    Sensor,
    /// The source saw what it left behind.
    Trace,
    /// Somebody told the source.
    Told,
}

impl Basis {
    /// Reads the word of the column `basis`.
    pub fn from_text(text: &str) -> Option<Basis> {
        Some(match text.trim() {
            "seen" => Basis::Seen,
            "heard" => Basis::Heard,
            "sensor" => Basis::Sensor,
            "trace" => Basis::Trace,
            "told" => Basis::Told,
            _ => return None,
        })
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        match self {
            Basis::Seen => "seen",
            Basis::Heard => "heard",
            Basis::Sensor => "sensor",
            Basis::Trace => "trace",
            Basis::Told => "told",
        }
    }
}

/// How well an element of an event is known. The order is the order of knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// At least one report says so.
    Alleged,
    /// Origins that do not depend on each other say so, or own observation, or admission.
    Corroborated,
    /// A finding of the verification body establishes it.
    Verified,
}

impl Level {
    /// All levels, weakest first.
    pub const ALL: [Level; 3] = [Level::Alleged, Level::Corroborated, Level::Verified];

    /// Reads the word of the columns `level`, `level_author`, `level_quantity`.
    pub fn from_text(text: &str) -> Option<Level> {
        Some(match text.trim() {
            "alleged" => Level::Alleged,
            "corroborated" => Level::Corroborated,
            "verified" => Level::Verified,
            _ => return None,
        })
    }

    /// The word.
    pub fn to_text(self) -> &'static str {
        match self {
            Level::Alleged => "alleged",
            Level::Corroborated => "corroborated",
            Level::Verified => "verified",
        }
    }
}
