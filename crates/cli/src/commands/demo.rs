//! `truce demo`: a mission from the worked example and its real data.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::body::Text;
use monitor::{Heard, Imported, Input, Member};
use sources::{Format, Mapping};
use views::Shown;

use super::{import, serve};
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;

/// The last day of the example's data.
const AS_OF: &str = "2026-08-22";
const AGREEMENT: &str = include_str!("../../../../agreements/gaza-2025.md");
const REPORTS: &str = include_str!("../../../../agreements/gaza-2025/reports.csv");
const PHASES: &str = include_str!("../../../../agreements/gaza-2025/phases.csv");
const SOURCES: &str = include_str!("../../../../agreements/gaza-2025/sources.csv");
const OUTLINE: &[u8] = include_bytes!("../../../../agreements/gaza-2025/gaza.geojson");

/// The agreement from which it takes figures.
const EARLIER: &[u8] = include_bytes!("../../../../agreements/gaza-2025-01.md");

/// Whom one may try in it: names and roles. Each party has a liaison besides.
const MEMBERS: [(&str, &str); 6] = [
    ("monitor-1", "monitor"),
    ("desk-1", "triage"),
    ("analyst-1", "analyst"),
    ("council-1", "verification_body"),
    ("press-1", "publisher"),
    ("office-1", "administrator"),
];

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  truce demo\n  truce demo --once\n  truce demo --folder my-demo --port 9000")]
pub(crate) struct Demo {
    /// Print the board and end
    #[arg(long)]
    once: bool,
    /// Folder of the mission; made if it is not there
    #[arg(long, default_value = "truce-demo")]
    folder: PathBuf,
    /// Port on 127.0.0.1; 0 takes any that is free. Left out: 8080, or any that is free
    #[arg(long)]
    port: Option<u16>,
}

pub(crate) fn run(demo: &Demo) -> Result<(), Problem> {
    let mission = prepared(&demo.folder)?;
    let outlook = mission.outlook(None, None)?;
    output::text(&views::text::board::board(&views::pages::board::board(
        &web::record(&outlook, views::Words::terminal(), views::Sight::ALL),
        &Shown::default(),
    )))?;
    if demo.once {
        eprintln!("the mission is in {}; try `truce explain {} GP3a`", demo.folder.display(), demo.folder.display());
        return Ok(());
    }
    let port = demo.port.unwrap_or_else(|| if serve::is_free(8080) { 8080 } else { 0 });
    serve::mission(mission, port, None)
}

fn members(mission: &Mission) -> Vec<Member> {
    let own = |(name, role): (&str, &str)| Member { name: name.to_owned(), roles: vec![role.to_owned()], party: None };
    let mut all: Vec<Member> = MEMBERS.into_iter().map(own).collect();
    let parties =
        mission.monitor.state().version().map(|version| version.agreement.parties.clone()).unwrap_or_default();
    all.extend((1..).zip(parties).map(|(number, party)| Member {
        name: format!("liaison-{number}"),
        roles: vec!["liaison".to_owned()],
        party: Some(party.id),
    }));
    all
}

/// The mission as it stands, or made anew.
fn prepared(folder: &Path) -> Result<Mission, Problem> {
    if Mission::is_at(folder) {
        eprintln!("using the mission in {}", folder.display());
        return Mission::open(folder);
    }
    let annexes = [("gaza-2025/gaza.geojson", OUTLINE), ("gaza-2025-01.md", EARLIER)];
    let annexes = annexes.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).into();
    let text = Text { file: "gaza-2025.md".to_owned(), text: AGREEMENT.to_owned(), annexes };
    let mut mission = Mission::create(folder, &text, Some(AS_OF), None)?;
    let all = [
        ("sources", SOURCES, Format::Sources),
        ("reports", REPORTS, Format::Reports),
        ("phases", PHASES, Format::Reports),
    ];
    for (name, data, format) in all {
        let mut hears = |_: &Imported, heard: Heard| {
            if let Heard::Rejected(rejected) = heard {
                eprintln!("{name}.csv:{}: {}", rejected.line, rejected.reason);
            }
        };
        let input = Input { format, mapping: &Mapping::of(format), from: &mut Cursor::new(data) };
        let imported = mission.monitor.import(input, Timestamp::now(), &mut |_| {}, &mut hears)?;
        eprintln!("{name}: {}", import::summary(&imported));
    }
    for member in members(&mission) {
        mission.monitor.record_member(&member, None, Timestamp::now())?;
    }
    mission.set_line("open", "true")?;
    mission.set_line("demo", "true")?;
    mission.keep_checkpoint()?;
    Ok(mission)
}
