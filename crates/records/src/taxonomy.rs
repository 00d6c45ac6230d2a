//! The base taxonomy of event types and their families, versioned: what linking knows, whatever the agreement says.
//!
//! An agreement's own types map onto it. The list only grows. Terms follow PLOVER and the sub-event types that
//! monitors publish; each name is neutral as to who acts.

/// Version of the list.
pub const VERSION: u32 = 4;

/// One base type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseType {
    /// Name used in files.
    pub name: &'static str,
    /// Family of near types.
    pub family: &'static str,
    /// Words for people.
    pub label: &'static str,
}

/// The types, by family.
pub const TYPES: &[BaseType] = &[
    base("airstrike", "fire", "air strike"),
    base("drone_strike", "fire", "strike by an unmanned aircraft"),
    base("shelling", "fire", "artillery, tank or mortar fire"),
    base("rocket_fire", "fire", "rocket or missile fire"),
    base("shooting", "fire", "small-arms fire"),
    base("explosion", "fire", "explosion of a device or mine"),
    base("lethal_fire", "fire", "deaths by fire, the means not stated"),
    base("armed_attack", "fire", "armed attack, the means not stated"),
    base("armed_clash", "fire", "exchange of fire"),
    base("organised_violence", "fire", "fatal organised violence (UCDP)"),
    base("incursion", "movement", "armed entry on the ground"),
    base("troops_present", "movement", "armed presence"),
    base("troops_withdrawn", "movement", "armed withdrawal"),
    base("line_moved", "movement", "a line or its markers moved"),
    base("overflight", "movement", "flight over a zone"),
    base("weapons_moved", "movement", "weapons moved"),
    base("weapons_present", "movement", "weapons present"),
    base("demolition", "destruction", "destruction of buildings"),
    base("infrastructure_destroyed", "disarmament", "military infrastructure destroyed"),
    base("weapon_handed_over", "disarmament", "weapons handed over"),
    base("weapon_verified", "disarmament", "weapons verified"),
    base("weapon_stored", "disarmament", "weapons stored"),
    base("weapon_removed", "disarmament", "weapons taken out of storage"),
    base("weapon_disposed", "disarmament", "weapons destroyed or put beyond use"),
    base("infrastructure_rebuilt", "disarmament", "military infrastructure rebuilt"),
    base("person_released", "release", "persons released"),
    base("remains_returned", "release", "remains of the dead returned"),
    base("abduction", "coercion", "abduction"),
    base("displacement", "coercion", "people made to leave"),
    base("return_refused", "coercion", "people kept from returning"),
    base("truck_entered", "aid", "trucks of goods entered"),
    base("pallets_offloaded", "aid", "pallets offloaded"),
    base("consignment_manifested", "aid", "a consignment manifested"),
    base("consignment_in_transit", "aid", "a consignment at a place on its way"),
    base("consignment_inspected", "aid", "a consignment inspected"),
    base("consignment_entered", "aid", "a consignment brought in"),
    base("consignment_offloaded", "aid", "a consignment offloaded"),
    base("consignment_collected", "aid", "a consignment collected"),
    base("consignment_arrived", "aid", "a consignment arrived"),
    base("aid_intercepted", "aid", "aid taken on the way"),
    base("aid_refused", "aid", "aid refused entry"),
    base("goods_requested", "reconstruction", "goods asked for"),
    base("goods_approved", "reconstruction", "goods approved"),
    base("goods_refused", "reconstruction", "goods refused"),
    base("goods_entered", "reconstruction", "goods brought in"),
    base("goods_delivered", "reconstruction", "goods delivered to a site"),
    base("goods_used", "reconstruction", "goods used on a site"),
    base("goods_diverted", "reconstruction", "goods taken from their purpose"),
    base("project_agreed", "reconstruction", "a project agreed"),
    base("project_begun", "reconstruction", "a project begun"),
    base("project_stopped", "reconstruction", "a project stopped"),
    base("project_completed", "reconstruction", "a project completed"),
    base("funds_pledged", "finance", "funds pledged"),
    base("funds_committed", "finance", "funds committed"),
    base("funds_disbursed", "finance", "funds disbursed"),
    base("rate_published", "finance", "a rate of exchange published"),
    base("crossing_open", "access", "a crossing open"),
    base("crossing_closed", "access", "a crossing closed"),
    base("movement_restricted", "access", "movement of monitors or aid workers restricted"),
    base("meeting", "contact", "a meeting of delegations"),
    base("agreement_reached", "contact", "an agreement reached"),
    base("report_submitted", "institution", "a report submitted"),
    base("notice_given", "institution", "a notice given"),
    base("election_held", "institution", "an election held"),
    base("law_adopted", "institution", "a law or resolution adopted"),
    base("office_taken", "institution", "an office taken"),
    base("body_established", "institution", "a body established"),
    base("contribution_offered", "force", "a contribution to a force offered"),
    base("contribution_declined", "force", "a contribution to a force declined"),
    base("contingent_deployed", "force", "a contingent deployed"),
    base("forces_deployed", "force", "forces deployed"),
    base("consultation", "force", "a consultation held"),
    base("consent_given", "force", "consent given"),
    base("consent_refused", "force", "consent refused or taken back"),
    base("protest", "civil", "a protest"),
];

const fn base(name: &'static str, family: &'static str, label: &'static str) -> BaseType {
    BaseType { name, family, label }
}

/// The base type of that name.
pub fn find(name: &str) -> Option<&'static BaseType> {
    TYPES.iter().find(|base| base.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for base in TYPES {
            assert_eq!(TYPES.iter().filter(|other| other.name == base.name).count(), 1, "{}", base.name);
        }
    }
}
