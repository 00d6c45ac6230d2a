//! A mission whose ledger lies in PostgreSQL: several processes write it at once, and it is checked as one in a file.

#[path = "../../../stores/tests/server/mod.rs"]
mod server;

use crate::common::{Folder, text, truce};

const AGREEMENT: &str = "---\nagreement: pg-case\ntitle: A\nparties: north \"North\", south \"South\"\ntime zone: UTC\n\
                         in force: from 2030-01-01\n---\n# 1. Quiet\n\n> Nobody shells.\n\n```truce\nrule 1 \"no shelling\"\n  \
                         obliges north\n  never shelling\n```\n";

fn rows(source: &str, n: usize) -> String {
    let rows: String = (0..n).map(|id| format!("{id},{source},shelling,2030-01-05,north,words\n")).collect();
    format!("id,source,type,start,by,text\n{rows}")
}

#[test]
fn several_processes_write_one_ledger() {
    let Some(server) = server::shared() else { return };
    let folder = Folder::new();
    let agreement = folder.write("a.md", AGREEMENT);
    let path = folder.path("m");
    let mission = text(&path);
    let said = truce(&["init", mission, "--agreement", text(&agreement), "--store", &server.address()]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!path.join("ledger.sqlite").exists());
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (folder, path) = (&folder, &path);
            scope.spawn(move || {
                // Two of them tell the same, two each something of their own.
                let source = if writer < 2 { "both".to_owned() } else { format!("post-{writer}") };
                let file = folder.write(&format!("r{writer}.csv"), &rows(&source, 700));
                let said = truce(&["import", text(path), text(&file), "--as", "reports"]);
                assert_eq!(said.code, 0, "{}", said.err);
            });
        }
    });
    let said = truce(&["verify", mission]);
    assert!(said.out.starts_with("sound: 2102 entries"), "{}{}", said.out, said.err);
    let said = truce(&["status", mission, "--as-of", "2030-02-01"]);
    assert!(said.out.contains("at ledger size 2102"), "{}", said.out);
    let said = truce(&["init", text(&folder.path("n")), "--agreement", text(&agreement), "--store", &server.address()]);
    assert_ne!(said.code, 0, "the schema is taken");
    let said = truce(&["init", text(&folder.path("o")), "--agreement", text(&agreement), "--store", "nowhere"]);
    assert_eq!(said.code, 1, "{}", said.err);
}
