//! What cargo knows of the workspace: its crates, their edges, and who reaches which outside crate.
//!
//! Development dependencies are left out throughout: a test may look where the code may not.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::process;

/// A crate of the workspace.
pub struct Crate {
    /// The package's name.
    pub name: String,
    /// Its folder from the workspace's root.
    pub folder: String,
    /// The workspace's crates that its code uses.
    pub uses: BTreeSet<String>,
}

/// Every package cargo resolved, and which packages each one's code uses.
#[derive(Default)]
pub struct Graph {
    names: BTreeMap<String, String>,
    edges: BTreeMap<String, Vec<String>>,
    members: BTreeSet<String>,
}

impl Graph {
    /// The shortest chain of names from the workspace's crate `from` to any package called `to`.
    pub fn chain(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let start = self.members.iter().find(|id| self.name(id) == from)?;
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([start.as_str()]);
        while let Some(id) = queue.pop_front() {
            if self.name(id) == to {
                return Some(self.names_back(id, start, &came_from));
            }
            for next in self.edges.get(id).into_iter().flatten() {
                if next != start && !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, id);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    fn names_back(&self, end: &str, start: &str, came_from: &BTreeMap<&str, &str>) -> Vec<String> {
        let mut names = vec![self.name(end).to_owned()];
        let mut id = end;
        while let Some(previous) = came_from.get(id).filter(|_| id != start) {
            id = previous;
            names.push(self.name(id).to_owned());
        }
        names.reverse();
        names
    }

    fn name(&self, id: &str) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }
}

/// The workspace's crates; needs neither a network nor a lock file.
pub(crate) fn crates(root: &Path) -> Result<Vec<Crate>, String> {
    let json = metadata(root, &["--no-deps"])?;
    let folder_of = |manifest: &str| {
        let folder = Path::new(manifest).parent().unwrap_or(root);
        folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().into_owned()
    };
    Ok(crates_from(&json, folder_of))
}

/// The whole graph for this machine's platform: what a build here has downloaded is enough to answer offline.
pub(crate) fn graph(root: &Path) -> Result<Graph, String> {
    let host = host()?;
    let args = ["--locked", "--filter-platform", &host];
    let offline: Vec<&str> = args.iter().copied().chain(["--offline"]).collect();
    let json = metadata(root, &offline).or_else(|_| metadata(root, &args))?;
    Ok(graph_from(&json))
}

/// The folder cargo builds into.
pub(crate) fn target_directory(root: &Path) -> Result<String, String> {
    let json = metadata(root, &["--no-deps"])?;
    Ok(text(&json["target_directory"]).to_owned())
}

fn metadata(root: &Path, args: &[&str]) -> Result<Value, String> {
    let mut command = process::cargo();
    command.args(["metadata", "--format-version", "1"]).args(args).current_dir(root);
    let json = process::output(&mut command)?;
    serde_json::from_str(&json).map_err(|error| format!("cargo metadata is not JSON: {error}"))
}

fn host() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = process::output(Command::new(rustc).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc names no host".to_owned())
}

fn crates_from(json: &Value, folder_of: impl Fn(&str) -> String) -> Vec<Crate> {
    let packages = list(&json["packages"]);
    let names: BTreeSet<&str> = packages.iter().map(|package| text(&package["name"])).collect();
    let uses = |package: &Value| {
        let code = list(&package["dependencies"]).iter().filter(|dep| dep["kind"] != "dev");
        let ours = code.map(|dep| text(&dep["name"])).filter(|name| names.contains(name));
        ours.map(str::to_owned).collect()
    };
    let found = packages.iter().map(|package| Crate {
        name: text(&package["name"]).to_owned(),
        folder: folder_of(text(&package["manifest_path"])),
        uses: uses(package),
    });
    found.collect()
}

fn graph_from(json: &Value) -> Graph {
    let name = |package: &Value| (text(&package["id"]).into(), text(&package["name"]).into());
    let is_normal = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
    let edges = |node: &Value| {
        let normal = list(&node["deps"]).iter().filter(is_normal);
        let to = normal.map(|dep| text(&dep["pkg"]).to_owned()).collect();
        (text(&node["id"]).to_owned(), to)
    };
    Graph {
        names: list(&json["packages"]).iter().map(name).collect(),
        edges: list(&json["resolve"]["nodes"]).iter().map(edges).collect(),
        members: list(&json["workspace_members"]).iter().map(|id| text(id).to_owned()).collect(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn edges_are_the_code_s_and_between_our_crates() {
        let json = json!({"packages": [
            {"name": "web", "manifest_path": "crates/web/Cargo.toml", "dependencies": [
                {"name": "records", "kind": null}, {"name": "axum", "kind": null},
                {"name": "stores", "kind": "dev"}, {"name": "codes", "kind": "build"}]},
            {"name": "records", "dependencies": []}, {"name": "stores", "dependencies": []},
            {"name": "codes", "dependencies": []}]});
        let crates = crates_from(&json, str::to_owned);
        let uses: Vec<&str> = crates[0].uses.iter().map(String::as_str).collect();
        assert_eq!(uses, ["codes", "records"]);
    }

    #[test]
    fn a_chain_follows_normal_edges_only() {
        let kind = |kind: Option<&str>| json!([{"kind": kind}]);
        let graph = graph_from(&json!({
            "workspace_members": ["a"],
            "packages": [{"id": "a", "name": "records"}, {"id": "b", "name": "between"},
                {"id": "c", "name": "tokio"}, {"id": "d", "name": "axum"}],
            "resolve": {"nodes": [
                {"id": "a", "deps": [{"pkg": "b", "dep_kinds": kind(None)},
                    {"pkg": "d", "dep_kinds": kind(Some("dev"))}]},
                {"id": "b", "deps": [{"pkg": "c", "dep_kinds": kind(None)},
                    {"pkg": "a", "dep_kinds": kind(None)}]}]}
        }));
        assert_eq!(graph.chain("records", "tokio").unwrap(), ["records", "between", "tokio"]);
        assert_eq!(graph.chain("records", "axum"), None);
        assert_eq!(graph.chain("between", "tokio"), None, "only the workspace's crates are asked");
    }
}
