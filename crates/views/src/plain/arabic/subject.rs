//! Who is bound, with the verbs and pronouns that follow from it. No native reader has reviewed it.

use super::Arabic;
use super::phrases::{all_of, quoted};

/// Those bound, as the subject of a sentence.
pub(super) struct Subject {
    /// As a noun after a preposition: `الطرف «…»`, `كل من «…» و«…»`.
    pub(super) noun: String,
    /// The same after *for*, joined to it.
    pub(super) to: String,
    /// Whether they are several.
    pub(super) several: bool,
    /// ` which belongs to it`.
    pub(super) own: &'static str,
    /// ` by its own act`.
    pub(super) own_acts: &'static str,
    verb: &'static str,
}

impl Subject {
    /// *Is bound*, with the noun.
    pub(super) fn must(&self) -> String {
        format!("{} {}", self.verb, self.noun)
    }
}

impl Arabic<'_> {
    pub(super) fn subject(&self, ids: &[String]) -> Subject {
        match ids {
            [one] => self.one_subject(one),
            several => {
                let all = all_of(&self.actors(several));
                let (own, own_acts) = match several.len() {
                    2 => (" مما يعود إلى كل منهما", " بفعل كل منهما"),
                    _ => (" مما يعود إلى كل منها", " بفعل كل منها"),
                };
                let (noun, to) = (format!("كل من {all}"), format!("لكل من {all}"));
                Subject { noun, to, several: true, own, own_acts, verb: "يلتزم" }
            }
        }
    }

    /// A party is masculine, a body and an actor that did not sign are feminine.
    fn one_subject(&self, id: &str) -> Subject {
        let name = quoted(self.agreement.party_name(id));
        if self.agreement.parties.iter().any(|party| party.id == id) {
            let (noun, to) = (format!("الطرف {name}"), format!("للطرف {name}"));
            return Subject {
                noun, to, several: false, own: " مما يعود إليه", own_acts: " بفعله", verb: "يلتزم"
            };
        }
        let is_body = self.agreement.bodies.iter().any(|body| body.id == id);
        let (noun, to) = match is_body {
            true => (format!("الهيئة {name}"), format!("للهيئة {name}")),
            false => (format!("الجهة غير الموقِّعة {name}"), format!("للجهة غير الموقِّعة {name}")),
        };
        Subject {
            noun, to, several: false, own: " مما يعود إليها", own_acts: " بفعلها", verb: "تلتزم"
        }
    }
}
