//! Who may do what over the API, decided here and nowhere else. What is not allowed is refused.

/// What somebody asks to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// See what came in, and from whom.
    SeeInbox,
    /// Take, accept, return or set aside reports.
    Sort,
    /// Give reports.
    Report,
}

/// The roles to which each is allowed.
fn allowed(act: Act) -> &'static [&'static str] {
    match act {
        Act::SeeInbox => &["monitor", "triage", "analyst", "verification_body", "administrator"],
        Act::Sort => &["triage", "analyst", "administrator"],
        Act::Report => &["monitor", "triage", "administrator"],
    }
}

/// Whether somebody with these roles may.
pub(crate) fn may(roles: &[String], act: Act) -> bool {
    roles.iter().any(|role| allowed(act).contains(&role.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_rights() {
        let all = [Act::SeeInbox, Act::Sort, Act::Report];
        let mut table = String::new();
        for role in monitor::MEMBER_ROLES.into_iter().chain(["", "Administrator", "public"]) {
            let row: String = all.map(|act| if may(&[role.to_owned()], act) { 'x' } else { '-' }).into_iter().collect();
            table.push_str(&format!("{row} {role}\n"));
        }
        assert_eq!(
            table,
            "x-x monitor\nxxx triage\nxx- analyst\nx-- verification_body\n--- liaison\n--- publisher\nxxx administrator\n\
             --- \n--- Administrator\n--- public\n"
        );
        assert!(!may(&[], Act::SeeInbox));
    }
}
