//! A mission whose ledger lies in PostgreSQL: several processes write it at once, and it is checked as one in a file.

#[path = "../../../stores/tests/server/mod.rs"]
pub(crate) mod server;

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

#[test]
fn a_site_in_a_file_meets_one_in_a_database_and_each_is_restored_into_either() {
    let Some(server) = server::shared() else { return };
    let folder = Folder::new();
    let agreement = folder.write("a.md", &AGREEMENT.replace("pg-case", "pg-sites"));
    let (hq, north) = (folder.path("hq"), folder.path("north"));
    let done = |arguments: &[&str]| {
        let said = truce(arguments);
        assert_eq!(said.code, 0, "{arguments:?}\n{}{}", said.out, said.err);
        said.out
    };
    done(&["init", text(&hq), "--agreement", text(&agreement), "--store", &server.address()]);
    done(&["import", text(&hq), text(&folder.write("r.csv", &rows("post", 600))), "--as", "reports"]);
    let request = done(&["site", "new", text(&north), "--name", "north"]);
    let root = done(&["site", "add", text(&hq), request.trim()]);
    let root = root.split_whitespace().last().unwrap();
    let served = crate::serve::Server::start(&hq);
    let address = format!("http://{}", served.address);
    done(&["sync", text(&north), &address, "--root", root]);
    done(&["import", text(&north), text(&folder.write("n.csv", &rows("patrol", 300))), "--as", "reports"]);
    done(&["sync", text(&north), &address]);
    drop(served);
    let status =
        |mission: &std::path::Path| done(&["status", text(mission), "--as-of", "2030-02-01", "--format", "ndjson"]);
    assert_eq!(status(&hq), status(&north));
    // From the database into a file, and from there into a database.
    let backup = folder.path("hq.truce");
    done(&["backup", text(&hq), text(&backup), "--plain"]);
    let in_file = folder.path("in-file");
    done(&["restore", text(&backup), text(&in_file)]);
    assert!(in_file.join("ledger.sqlite").exists());
    assert_eq!(status(&hq), status(&in_file));
    let backup = folder.path("north.truce");
    done(&["backup", text(&north), text(&backup), "--plain"]);
    let in_database = folder.path("in-database");
    done(&["restore", text(&backup), text(&in_database), "--store", &server.address()]);
    assert!(!in_database.join("ledger.sqlite").exists());
    assert_eq!(status(&hq), status(&in_database));
    done(&["verify", text(&in_database)]);
}
