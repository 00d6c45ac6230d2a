//! A person's decision on which reports tell of one event.

/// What was decided. Reports are named by their source and id, `source/id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDecision {
    /// What the person did.
    pub act: LinkAct,
    /// These tell of one event.
    pub together: Vec<String>,
    /// Each of the first tells of another event than each of the second.
    pub apart: [Vec<String>; 2],
}

/// What a person did with events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAct {
    /// Two events or more are one.
    Merge,
    /// Some reports of an event tell of another.
    Split,
    /// A report belongs to another event.
    Move,
}

impl LinkAct {
    /// The acts with their names.
    pub const NAMES: [(&'static str, LinkAct); 3] =
        [("merge", LinkAct::Merge), ("split", LinkAct::Split), ("move", LinkAct::Move)];

    /// By its name.
    pub fn from_text(text: &str) -> Option<LinkAct> {
        LinkAct::NAMES.iter().find(|(name, _)| *name == text).map(|(_, act)| *act)
    }

    /// Its name.
    pub fn to_text(self) -> &'static str {
        LinkAct::NAMES.iter().find(|(_, act)| *act == self).map_or("", |(name, _)| name)
    }
}

impl LinkDecision {
    /// What it says of two reports each: whether they tell of one event.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        let together = self.together.iter().enumerate().flat_map(|(idx, one)| {
            self.together[idx + 1..].iter().map(move |other| (one.as_str(), other.as_str(), true))
        });
        let [first, second] = &self.apart;
        let apart =
            first.iter().flat_map(move |one| second.iter().map(move |other| (one.as_str(), other.as_str(), false)));
        together.chain(apart).filter(|(one, other, _)| one != other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_says_something_of_each_two() {
        let ids = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let decision = LinkDecision { act: LinkAct::Split, together: ids("a b c"), apart: [ids("a b"), ids("d a")] };
        let pairs: Vec<_> = decision.pairs().map(|(one, other, is_one)| format!("{one}{other}{is_one}")).collect();
        assert_eq!(pairs, ["abtrue", "actrue", "bctrue", "adfalse", "bdfalse", "bafalse"]);
    }
}
