//! Who may do what, and see what of it: decided here and nowhere else. What is not allowed is refused.

use views::{Place, Sight};

/// What somebody asks to do. Every address has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    /// What strangers need to come in, and what every page is drawn with.
    Enter,
    /// Show a key of a device in place of a name: the form server looks at it itself.
    ByDevice,
    /// See provisions, assessments, events and registers, each as far as one's sight goes.
    SeeRecord,
    /// See the ledger's entries line by line, and its checkpoint.
    SeeLedger,
    /// See what an entry holds.
    SeeEntry,
    /// See who tells us.
    SeeSources,
    /// See what came in, and from whom.
    SeeInbox,
    /// Take, accept, return or set aside reports.
    Sort,
    /// Give reports.
    Report,
    /// Say which reports tell of one event.
    Link,
    /// Record a finding of the verification body.
    Find,
    /// Answer for a party.
    Respond,
    /// Publish the board.
    Publish,
    /// See who has a place in the mission, and what is set for it.
    SeeMission,
    /// Give and end places, invitations and devices.
    Manage,
    /// Look after one's own account.
    OwnAccount,
}

/// Everybody who has a place in the mission.
const MEMBERS: &[&str] =
    &["monitor", "triage", "analyst", "verification_body", "liaison", "publisher", "administrator"];
/// Those within the mission: a party's liaison is not.
const INSIDE: &[&str] = &["monitor", "triage", "analyst", "verification_body", "publisher", "administrator"];

impl Act {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Act; 16] = [
        Act::Enter,
        Act::ByDevice,
        Act::SeeRecord,
        Act::SeeLedger,
        Act::SeeEntry,
        Act::SeeSources,
        Act::SeeInbox,
        Act::Sort,
        Act::Report,
        Act::Link,
        Act::Find,
        Act::Respond,
        Act::Publish,
        Act::SeeMission,
        Act::Manage,
        Act::OwnAccount,
    ];

    /// Whether somebody may who shows nothing at all.
    pub(crate) fn is_for_strangers(self) -> bool {
        matches!(self, Act::Enter | Act::ByDevice)
    }
}

/// The roles to which each is allowed. `public` is everybody, where the mission's record is open.
fn allowed(act: Act) -> &'static [&'static str] {
    match act {
        Act::Enter | Act::ByDevice => &[],
        Act::SeeRecord | Act::SeeLedger => {
            &["public", "monitor", "triage", "analyst", "verification_body", "liaison", "publisher", "administrator"]
        }
        Act::SeeEntry | Act::SeeSources => INSIDE,
        Act::SeeInbox => &["monitor", "triage", "analyst", "verification_body", "administrator"],
        Act::Sort => &["triage", "analyst", "administrator"],
        Act::Report => &["monitor", "triage", "administrator"],
        Act::Link => &["analyst", "verification_body"],
        Act::Find => &["verification_body"],
        Act::Respond => &["liaison"],
        Act::Publish => &["publisher"],
        Act::SeeMission => INSIDE,
        Act::Manage => &["administrator"],
        Act::OwnAccount => MEMBERS,
    }
}

/// Whether somebody with these roles may.
pub(crate) fn may(roles: &[String], act: Act) -> bool {
    act.is_for_strangers() || roles.iter().any(|role| allowed(act).contains(&role.as_str()))
}

/// What somebody with these roles may see on pages that they may open.
pub(crate) fn sight(roles: &[String]) -> Sight {
    let any = |of: &[&str]| roles.iter().any(|role| of.contains(&role.as_str()));
    Sight {
        words: any(INSIDE),
        places: any(&["monitor", "triage", "analyst", "verification_body", "administrator"]),
        sources: any(INSIDE),
    }
}

/// Whether somebody with these roles is outside the mission: the public, and a party's liaison. They see what may leave.
pub(crate) fn is_outside(roles: &[String]) -> bool {
    !roles.iter().any(|role| INSIDE.contains(&role.as_str()))
}

/// Where the head of a page leads somebody: what they may open.
pub(crate) fn places(roles: &[String]) -> Vec<Place> {
    const PLACES: [(Place, Act); 13] = [
        (("/", "page-board"), Act::SeeRecord),
        (("/inbox", "page-inbox"), Act::SeeInbox),
        (("/events", "page-events"), Act::SeeRecord),
        (("/map", "page-map"), Act::SeeRecord),
        (("/due", "page-due"), Act::SeeRecord),
        (("/registers", "page-registers"), Act::SeeRecord),
        (("/sources", "page-sources"), Act::SeeSources),
        (("/ledger", "page-ledger"), Act::SeeLedger),
        (("/publications", "page-publications"), Act::SeeRecord),
        (("/sites", "page-sites"), Act::SeeEntry),
        (("/members", "page-members"), Act::SeeMission),
        (("/devices", "page-devices"), Act::Manage),
        (("/search", "page-search"), Act::SeeRecord),
    ];
    PLACES.into_iter().filter(|(_, act)| may(roles, *act)).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_rights() {
        let mut table = String::new();
        for role in monitor::MEMBER_ROLES.into_iter().chain(["public", "", "Administrator"]) {
            let row = Act::ALL.map(|act| if may(&[role.to_owned()], act) { 'x' } else { '-' });
            table.push_str(&format!("{} {role}\n", row.into_iter().collect::<String>()));
        }
        // Enter, device | record, ledger, entry, sources | inbox, sort, report | link, find, respond, publish | mission, manage, account
        assert_eq!(
            table,
            "xxxxxxx-x----x-x monitor\n\
             xxxxxxxxx----x-x triage\n\
             xxxxxxxx-x---x-x analyst\n\
             xxxxxxx--xx--x-x verification_body\n\
             xxxx-------x---x liaison\n\
             xxxxxx------xx-x publisher\n\
             xxxxxxxxx----xxx administrator\n\
             xxxx------------ public\n\
             xx-------------- \n\
             xx-------------- Administrator\n"
        );
        assert!(!may(&[], Act::SeeRecord));
    }

    #[test]
    fn the_table_of_fields() {
        let mut table = String::new();
        for role in monitor::MEMBER_ROLES.into_iter().chain(["public"]) {
            let Sight { words, places, sources } = sight(&[role.to_owned()]);
            let row = [words, places, sources].map(|seen| if seen { 'x' } else { '-' });
            table.push_str(&format!("{} {role}\n", row.into_iter().collect::<String>()));
        }
        // Words of reports, exact places, sources.
        assert_eq!(
            table,
            "xxx monitor\nxxx triage\nxxx analyst\nxxx verification_body\n--- liaison\nx-x publisher\nxxx administrator\n\
             --- public\n"
        );
    }
}
