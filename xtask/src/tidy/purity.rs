//! The pure crates stay pure: they deny the forbidden calls and reach no runtime, server or database.
//!
//! Which calls are forbidden stands in clippy.toml, and clippy finds them.

use super::{Fault, Graph, House};

const PURE: [&str; 7] = ["records", "provisions", "news", "ledger", "events", "assessments", "views"];
const FORBIDDEN: [&str; 3] = ["tokio", "axum", "rusqlite"];
const DENY: &str = "#![deny(clippy::disallowed_methods";

/// Looks at those of the pure crates that are in the tree.
pub fn check(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for a_crate in house.crates.iter().filter(|a_crate| PURE.contains(&a_crate.name.as_str())) {
        let lib = format!("{}/src/lib.rs", a_crate.folder);
        if !denies(house.files.text(&lib).unwrap_or("")) {
            let message = format!("a pure crate opens with `{DENY}, clippy::disallowed_types)]`: add it");
            faults.push(Fault::of(&lib, message));
        }
        if let Ok(graph) = &house.graph {
            faults.extend(reached(graph, &a_crate.name, &a_crate.folder));
        }
    }
    if let Err(error) = &house.graph {
        faults.push(Fault::of("Cargo.lock", format!("cargo cannot resolve the workspace: {error}")));
    }
    faults
}

/// However rustfmt breaks the line.
fn denies(lib: &str) -> bool {
    let code = lib.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.flat_map(str::split_whitespace).collect();
    code.contains(DENY)
}

fn reached(graph: &Graph, name: &str, folder: &str) -> Vec<Fault> {
    let chains = FORBIDDEN.iter().filter_map(|forbidden| graph.chain(name, forbidden));
    let fault = |chain: Vec<String>| {
        let message = format!(
            "a pure crate reaches `{}`: {}; remove the dependency or move what needs it out",
            chain.last().map_or("", String::as_str),
            chain.join(" → ")
        );
        Fault::of(&format!("{folder}/Cargo.toml"), message)
    };
    chains.map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Crate;
    use super::*;

    #[test]
    fn the_denial_is_found_in_code_only() {
        assert!(denies("//! Words.\n#![deny(clippy::disallowed_methods, clippy::disallowed_types)]\n"));
        assert!(denies("#![deny(\n    clippy::disallowed_methods,\n)]\n"));
        assert!(!denies("// #![deny(clippy::disallowed_methods)]\n"));
        assert!(!denies("#![allow(clippy::disallowed_methods)]\n"));
        assert!(!denies(""));
    }

    #[test]
    fn pure_crates_without_it_and_an_unknown_graph_are_faults() {
        let mut house = House::of(&[("crates/web/src/lib.rs", ""), ("crates/events/src/lib.rs", "")]);
        for name in ["web", "events"] {
            let uses = Default::default();
            house.crates.push(Crate { name: name.into(), folder: format!("crates/{name}"), uses });
        }
        house.graph = Err("no lock file".to_owned());
        let paths: Vec<String> = check(&house).into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, ["crates/events/src/lib.rs", "Cargo.lock"]);
    }
}
