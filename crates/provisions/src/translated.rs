//! An agreement in another language, as far as its file gives it: names, titles and texts. What it says stays what it was.

use std::collections::BTreeSet;

use crate::agreement::{Agreement, Party, Provision};

/// The language and the rest of a quote that begins with one, `[ar] …`.
pub(crate) fn tagged(quote: &str) -> Option<(&str, &str)> {
    let (tag, rest) = quote.strip_prefix('[')?.split_once(']')?;
    is_tag(tag).then(|| (tag, rest.trim_start()))
}

/// Whether a word is the tag of a language (BCP 47), as far as its form goes: `ar`, `zh-Hant`, `pt-BR`.
pub(crate) fn is_tag(word: &str) -> bool {
    let mut parts = word.split('-');
    let is_primary = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_more = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(is_primary) && parts.all(is_more)
}

impl Agreement {
    /// The agreement as people read it in a language: where its file names a thing or gives a text in it, by that; otherwise as it is. Ids,
    /// rules and meaning are the same.
    pub fn in_language(&self, tag: &str) -> Agreement {
        let mut out = self.clone();
        let provisions = out.provisions.iter_mut().chain(&mut out.unmeasured);
        for provision in provisions {
            if let Some(text) = provision.translations.get(tag) {
                provision.original = std::mem::replace(&mut provision.text, text.clone());
            }
        }
        let Some(names) = self.names.get(tag) else { return out };
        let put = |id: &str, name: &mut String| {
            if let Some(own) = names.get(id) {
                name.clone_from(own);
            }
        };
        put(&self.id, &mut out.title);
        let people = out.parties.iter_mut().chain(&mut out.non_signatories).chain(&mut out.bodies);
        people.for_each(|Party { id, name }| put(id, name));
        macro_rules! labels {
            ($($map:ident),*) => {$(
                for (id, one) in &mut out.$map {
                    put(id, &mut one.label);
                }
            )*};
        }
        labels!(zones, lines, event_types, states, triggers, milestones, baselines, values, attributes);
        for provision in out.provisions.iter_mut().chain(&mut out.unmeasured) {
            put(&provision.id, &mut provision.title);
            for rule in &mut provision.rules {
                put(&rule.id, &mut rule.title);
            }
        }
        out
    }

    /// All that can be named in another language, by its id.
    pub(crate) fn nameable(&self) -> BTreeSet<&str> {
        let people = self.parties.iter().chain(&self.non_signatories).chain(&self.bodies).map(|party| &party.id);
        let provisions = || self.provisions.iter().chain(&self.unmeasured);
        let rules = provisions().flat_map(|provision: &Provision| &provision.rules).map(|rule| &rule.id);
        let defined = self
            .zones
            .keys()
            .chain(self.lines.keys())
            .chain(self.event_types.keys())
            .chain(self.states.keys())
            .chain(self.triggers.keys())
            .chain(self.milestones.keys())
            .chain(self.baselines.keys())
            .chain(self.values.keys())
            .chain(self.attributes.keys());
        let all = people.chain(rules).chain(provisions().map(|provision| &provision.id)).chain(defined);
        all.chain([&self.id]).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"---
agreement: river
title: Ceasefire along the river
parties: north "The North", south "The South"
time zone: Africa/Khartoum
in ar: river "وقف النار على النهر", north "الشمال", valley "الوادي", 1 "الوقف", 1a "لا قصف"
in pt-BR: north "O Norte"
---
```truce
zone valley "the valley"
```
# 1. Ceasefire

> Fire ceases.

> [ar] تتوقف النار.
> في كل مكان.

> [not a tag] stays what it is.

```truce
rule 1a "no shelling"
  obliges each party
  never shelling in valley
```
"#;

    fn read(text: &str) -> (Agreement, Vec<crate::Diagnostic>) {
        crate::read("river.md", text, &crate::Annexes::new())
    }

    #[test]
    fn what_is_given_is_read_and_the_rest_stays() {
        let (agreement, faults) = read(TEXT);
        assert!(faults.iter().all(|fault| fault.code.severity() != crate::Severity::Error), "{faults:?}");
        assert_eq!(agreement.provisions[0].text, ["Fire ceases.", "[not a tag] stays what it is."]);
        let arabic = agreement.in_language("ar");
        let provision = &arabic.provisions[0];
        assert_eq!((arabic.title.as_str(), provision.title.as_str()), ("وقف النار على النهر", "الوقف"));
        assert_eq!(provision.text, ["تتوقف النار. في كل مكان."]);
        assert_eq!(provision.original, agreement.provisions[0].text);
        assert_eq!(provision.rules[0].title, "لا قصف");
        assert_eq!((arabic.party_name("north"), arabic.party_name("south")), ("الشمال", "The South"));
        assert_eq!(arabic.zones["valley"].label, "الوادي");
        assert_eq!(agreement.in_language("pt-BR").party_name("north"), "O Norte");
        assert_eq!(agreement.in_language("tr").title, agreement.title);
    }

    #[test]
    fn a_name_of_nothing_is_said() {
        let (_, faults) = read(&TEXT.replace("north \"الشمال\"", "nort \"الشمال\""));
        let fault = faults.iter().find(|fault| fault.code.severity() == crate::Severity::Error).unwrap();
        assert!(fault.message.contains("`nort`") && fault.at.line == 6, "{fault:?}");
        let (_, faults) = read(&TEXT.replace("in pt-BR:", "in PT:"));
        assert!(
            faults.iter().any(|fault| fault.code.severity() == crate::Severity::Error && fault.at.line == 7),
            "{faults:?}"
        );
    }
}
