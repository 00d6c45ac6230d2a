//! What linking compares, and how: a list of signals. Reports of events have the usual ones; a mapping names others.

/// The signals of one kind of record, in the order in which reasons are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The signals.
    pub signals: Vec<Signal>,
}

/// One thing that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its name: the column's, or the word for people.
    pub name: String,
    /// How it is compared.
    pub kind: SignalKind,
}

/// How two values of a signal are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalKind {
    /// Spans of time, with the way in which one source tells later than another. At most one in a schema.
    Time,
    /// Places with their precision, and names of places. At most one in a schema.
    Place,
    /// Values of a closed list, of which some are near others: types of events.
    Class,
    /// Names that may be spelt in several ways.
    Name,
    /// Numbers.
    Number,
    /// Free words.
    Words,
}

impl SignalKind {
    /// The kinds with their names in mapping files and parameters.
    pub const NAMES: [(&'static str, SignalKind); 6] = [
        ("time", SignalKind::Time),
        ("place", SignalKind::Place),
        ("class", SignalKind::Class),
        ("name", SignalKind::Name),
        ("number", SignalKind::Number),
        ("words", SignalKind::Words),
    ];

    /// By its name.
    pub fn from_text(text: &str) -> Option<SignalKind> {
        SignalKind::NAMES.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }

    /// Its name.
    pub fn to_text(self) -> &'static str {
        SignalKind::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

impl Schema {
    /// The signals of reports of events.
    pub fn of_reports() -> Schema {
        let signal = |name: &str, kind| Signal { name: name.to_owned(), kind };
        Schema {
            signals: vec![
                signal("time", SignalKind::Time),
                signal("place", SignalKind::Place),
                signal("type", SignalKind::Class),
                signal("by", SignalKind::Name),
                signal("to", SignalKind::Name),
                signal("item", SignalKind::Name),
                signal("killed", SignalKind::Number),
                signal("injured", SignalKind::Number),
                signal("quantity", SignalKind::Number),
                signal("text", SignalKind::Words),
            ],
        }
    }
}
