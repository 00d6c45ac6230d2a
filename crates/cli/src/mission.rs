//! A mission's folder: its agreements, its ledger, its configuration.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ledger::body::{KeyLine, Role, Text};
use ledger::note::{Note, Signer, Signing, Verifying};
use ledger::{Checkpoint, Digest, Frontier};
use monitor::{Monitor, Outlook, Snapshot};

use stores::Attachments;

use crate::keys;
use crate::problem::Problem;
use crate::store::Store;

/// A file that says: restored from a backup, and met nobody since.
pub(crate) const RESTORED: &str = "restored.txt";

/// The file of the key by which files for this site are opened.
const AGE: &str = "site.age";

/// A mission on disk.
pub(crate) struct Mission {
    pub(crate) folder: PathBuf,
    pub(crate) monitor: Monitor,
    /// How many entries the state holds that is kept.
    size_kept: u64,
    /// Whether only what an import needs is held.
    is_brief: bool,
    as_of: Option<String>,
    /// Where its secret keys lie.
    pub(crate) keys_at: PathBuf,
}

impl Mission {
    /// Whether there is a mission in a folder.
    pub(crate) fn is_at(folder: &Path) -> bool {
        config(folder).is_ok_and(|config| Store::of(folder, &config).is_there())
    }

    /// Where the mission in a folder has its ledger.
    pub(crate) fn store(folder: &Path) -> Result<Store, Problem> {
        let store = Store::of(folder, &config(folder)?);
        if !store.is_there() {
            let hint = "make one with `truce init MISSION --agreement FILE.md`, or try `truce demo`";
            return Err(Problem::AtFault(format!(
                "{} is not a mission (no ledger.sqlite in it); {hint}",
                folder.display()
            )));
        }
        Ok(store)
    }

    pub(crate) fn checkpoint_path(folder: &Path) -> PathBuf {
        folder.join("checkpoint.txt")
    }

    fn state_path(folder: &Path) -> PathBuf {
        folder.join("state.snapshot")
    }

    /// Makes a folder with an agreement as its first entry. `as_of` is written where the record is closed.
    /// `database` is the address of a PostgreSQL database, where the ledger is to lie in one.
    pub(crate) fn create(
        folder: &Path,
        text: &Text,
        as_of: Option<&str>,
        database: Option<&str>,
    ) -> Result<Mission, Problem> {
        if Mission::is_at(folder) {
            return Err(Problem::AtFault(format!("{} is a mission already", folder.display())));
        }
        keep_text(&folder.join("agreements"), text)?;
        let (agreement, _) = provisions::read(&text.file, &text.text, &text.annexes);
        let site = "main";
        let mut config = format!("# A mission of Truce.\nsite = \"{site}\"\nauthor = \"{site}\"\n");
        if let Some(as_of) = as_of {
            config.push_str(&format!(
                "# The record is closed; boards are as of this day unless another is asked for.\nas_of = \"{as_of}\"\n"
            ));
        }
        let name: String = agreement.id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = if name.is_empty() { "mission".to_owned() } else { name };
        if let Some(address) = database {
            let schema = format!("truce_{}", name.to_lowercase().replace('-', "_"));
            config.push_str(&format!(
                "# The ledger is in this database, in this schema.\nstore = {address:?}\nschema = \"{schema}\"\n"
            ));
        }
        let origin = format!("{name}.truce");
        let parsed = config.parse().map_err(|error| Problem::Usage(format!("--store: {error}")))?;
        Store::of(folder, &parsed).create(&origin)?;
        let path = folder.join("mission.toml");
        std::fs::write(&path, config).map_err(|error| Problem::file(&path, error))?;
        let key = keys::new_key(&origin)?;
        keys::keep(&keys::folder(folder, None).join(format!("{site}.key")), &key)?;
        let mut mission = Mission::open(folder)?;
        let roles = vec![Role::Site, Role::Admin];
        let line = KeyLine { key: key.key.public(), holder: site.to_owned(), roles };
        mission.monitor.record_key(&line, Timestamp::now())?;
        mission.monitor.record_agreement(text, Timestamp::now())?;
        mission.keep_checkpoint()?;
        Ok(mission)
    }

    /// Makes the folder of a new site: an empty ledger, its key, and the key to which files for it are enciphered, whose public part it
    /// gives.
    pub(crate) fn create_site(folder: &Path, site: &str, key: &Signer) -> Result<String, Problem> {
        if folder.exists() {
            return Err(Problem::AtFault(format!("{} exists already", folder.display())));
        }
        let keys_at = keys::folder(folder, None);
        keys::keep(&keys_at.join(format!("{site}.key")), key)?;
        let recipient = crate::peers::new_identity(&keys_at.join(AGE))?;
        let config = format!("# A site of a mission of Truce.\nsite = \"{site}\"\nauthor = \"{site}\"\n");
        let path = folder.join("mission.toml");
        std::fs::write(&path, &config).map_err(|error| Problem::file(&path, error))?;
        // Every site signs a log of its own: the order in which entries came there.
        let origin = format!("{site}.{}.truce", &key.key.public().to_string()[..8]);
        let parsed = config.parse().map_err(|error| Problem::Usage(format!("{error}")))?;
        Store::of(folder, &parsed).create(&origin)?;
        Ok(recipient)
    }

    /// A restored mission writes again.
    pub(crate) fn go_on(folder: &Path) -> Result<(), Problem> {
        let path = folder.join(RESTORED);
        match std::fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if [std::io::ErrorKind::NotFound, std::io::ErrorKind::NotADirectory].contains(&error.kind()) => {
                let words = "is no mission that was restored, or it writes again already";
                Err(Problem::AtFault(format!("{} {words}", folder.display())))
            }
            Err(error) => Err(Problem::file(&path, error)),
        }
    }

    /// The sites in force that a restored mission has not met since.
    fn not_met_yet(&self) -> Result<Vec<String>, Problem> {
        let path = self.folder.join(RESTORED);
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        let met: Vec<&str> = text.lines().skip(1).collect();
        Ok(self.monitor.others_in_force().into_iter().filter(|site| !met.contains(&site.as_str())).collect())
    }

    /// Notes that a restored mission has met a site. It writes again when it has met all that may have entries of it.
    pub(crate) fn has_met(&mut self, site: &str) -> Result<(), Problem> {
        let path = self.folder.join(RESTORED);
        if !path.exists() {
            return Ok(());
        }
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        std::fs::write(&path, format!("{text}{site}\n")).map_err(|error| Problem::file(&path, error))?;
        if self.not_met_yet()?.is_empty() {
            Mission::go_on(&self.folder)?;
            self.monitor.take_keys(keys::ring(&self.keys_at)?);
        }
        Ok(())
    }

    /// A mission whose ledger lies in its folder, wherever it lay when it was backed up.
    pub(crate) fn keep_in_file(folder: &Path) -> Result<(), Problem> {
        let path = folder.join("mission.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        let (top, sections) = text.split_at(text.find("\n[").unwrap_or(text.len()));
        let names_database = |line: &&str| {
            let name = line.split('=').next().unwrap_or_default().trim();
            ["store", "schema"].contains(&name)
        };
        let top: Vec<&str> = top.lines().filter(|line| !names_database(line)).collect();
        std::fs::write(&path, format!("{}\n{sections}", top.join("\n"))).map_err(|error| Problem::file(&path, error))
    }

    /// Moves a ledger that lies in a file into a database.
    pub(crate) fn move_to_database(folder: &Path, address: &str) -> Result<(), Problem> {
        let mut config = config(folder)?;
        let from = Store::of(folder, &toml::Table::new());
        let log = from.open()?;
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
        let schema =
            format!("truce_{}", log.origin().trim_end_matches(".truce").chars().map(plain).collect::<String>());
        config.insert("store".to_owned(), toml::Value::String(address.to_owned()));
        config.insert("schema".to_owned(), toml::Value::String(schema.clone()));
        let to = Store::of(folder, &config);
        to.create(log.origin())?;
        stores::copy_log(&*log, &mut *to.open()?)?;
        stores::copy_beside(&mut *from.beside()?, &mut *to.beside()?)?;
        drop(log);
        let path = folder.join("mission.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        let lines = format!("store = {address:?}\nschema = {schema:?}\n");
        std::fs::write(&path, lines + &text).map_err(|error| Problem::file(&path, error))?;
        for name in ["ledger.sqlite", "access.sqlite"] {
            let path = folder.join(name);
            std::fs::remove_file(&path).map_err(|error| Problem::file(&path, error))?;
        }
        Ok(())
    }

    /// Where the key lies by which files for this site are opened.
    pub(crate) fn age_path(&self) -> PathBuf {
        self.keys_at.join(AGE)
    }

    /// The key to which files for this site are enciphered; made where there is none yet.
    pub(crate) fn recipient(&self) -> Result<String, Problem> {
        let path = self.age_path();
        if !path.exists() {
            return crate::peers::new_identity(&path);
        }
        let identities = crate::sealing::identities(&path)?;
        let first = identities.first().map(|identity| identity.to_public().to_string());
        first.ok_or_else(|| Problem::AtFault(format!("{}: no key in it", path.display())))
    }

    /// What this site asks with to be invited: its key, and the key to which files for it are enciphered.
    pub(crate) fn request(&self) -> Result<(Verifying, String), Problem> {
        let signer = keys::read(&self.keys_at.join(format!("{}.key", self.monitor.site())))?;
        Ok((signer.verifying(), self.recipient()?))
    }

    /// Shows who this site is, though its record is in use.
    pub(crate) fn showing(&self) -> impl Fn(&str) -> Option<monitor::Shown> + use<> {
        let ring = keys::ring(&self.keys_at).unwrap_or_default();
        let (site, known) = (self.monitor.site().to_owned(), self.monitor.state().keys().clone());
        move |challenge| monitor::show(&site, &known, &ring, challenge)
    }

    /// Writes a later version of the agreement, with its annexes, into a folder of its own.
    pub(crate) fn keep_agreement(&self, text: &Text, name: &str) -> Result<(), Problem> {
        keep_text(&self.folder.join("agreements").join(name), text)
    }

    /// Opens a folder.
    pub(crate) fn open(folder: &Path) -> Result<Mission, Problem> {
        Mission::open_with(folder, Holding::All)
    }

    /// The same for imports alone: of reports only whether they are known is held, so that memory does not grow with the record.
    pub(crate) fn open_in_brief(folder: &Path) -> Result<Mission, Problem> {
        Mission::open_with(folder, Holding::Prints)
    }

    /// The same to read reports one after the other: none is held.
    pub(crate) fn open_to_read(folder: &Path) -> Result<Mission, Problem> {
        Mission::open_with(folder, Holding::None)
    }

    fn open_with(folder: &Path, holding: Holding) -> Result<Mission, Problem> {
        let is_brief = holding != Holding::All;
        let store = Mission::store(folder)?;
        let config = config(folder)?;
        let text = |name: &str| config.get(name).and_then(toml::Value::as_str).map(str::to_owned);
        let site = text("site").unwrap_or_else(|| "main".to_owned());
        let author = text("author").unwrap_or_else(|| site.clone());
        let kept = if is_brief { None } else { from_state(folder, &store, &site, &author)? };
        let size_kept = kept.as_ref().map_or(0, |(_, size)| *size);
        let monitor = match kept {
            Some((monitor, _)) => monitor,
            None => match holding {
                Holding::All => Monitor::open(store.open()?, &site, &author)?,
                Holding::Prints => Monitor::open_in_brief(store.open()?, &site, &author)?,
                Holding::None => Monitor::open_to_read(store.open()?, &site, &author)?,
            },
        };
        let keys_at = keys::folder(folder, text("keys").as_deref());
        let mut mission =
            Mission { folder: folder.to_owned(), monitor, size_kept, is_brief, as_of: text("as_of"), keys_at };
        if folder.join(RESTORED).exists() {
            let left = mission.not_met_yet()?;
            eprintln!(
                "remark: restored from a backup; it writes nothing until it has met {} (`truce sync`), or `truce restore --go-on`",
                if left.is_empty() { "another site".to_owned() } else { left.join(", ") }
            );
        } else {
            mission.monitor.take_keys(keys::ring(&mission.keys_at)?);
        }
        if mission.monitor.is_apart_itself()? {
            eprintln!(
                "remark: this site shows two histories, or is not the one that stands: what it writes has no effect until whoever \
                 administers the mission has decided (`truce site list`)"
            );
        }
        mission.keep_state();
        Ok(mission)
    }

    /// What keeps the public names of events apart from those within; drawn when first needed.
    pub(crate) fn public_secret(&self) -> Result<Vec<u8>, Problem> {
        Ok(web::public_secret(&mut *self.beside()?)?)
    }

    /// What is kept beside the ledger: accounts, sessions.
    pub(crate) fn beside(&self) -> Result<Box<dyn stores::Beside>, Problem> {
        Store::of(&self.folder, &config(&self.folder)?).beside()
    }

    /// Sets a line of the configuration that is not there yet.
    pub(crate) fn set(&self, name: &str, value: &str) -> Result<(), Problem> {
        self.set_line(name, &format!("{value:?}"))
    }

    /// The same for a value as TOML has it.
    pub(crate) fn set_line(&self, name: &str, value: &str) -> Result<(), Problem> {
        let path = self.folder.join("mission.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
        if config(&self.folder)?.contains_key(name) {
            return Err(Problem::AtFault(format!("{} has {name} already; take the line out first", path.display())));
        }
        // Before the first section, if there is one.
        let at = text.find("\n[").map_or(text.len(), |at| at + 1);
        let (head, tail) = text.split_at(at);
        let end = if head.ends_with('\n') || head.is_empty() { "" } else { "\n" };
        std::fs::write(&path, format!("{head}{end}{name} = {value}\n{tail}"))
            .map_err(|error| Problem::file(&path, error))
    }

    /// Whether the two grades of a report are set by different people here.
    pub(crate) fn are_grades_apart(&self) -> Result<bool, Problem> {
        match config(&self.folder)?.get("grades_apart") {
            None => Ok(false),
            Some(toml::Value::Boolean(apart)) => Ok(*apart),
            Some(_) => {
                let path = self.folder.join("mission.toml");
                Err(Problem::AtFault(format!("{}: grades_apart is not true or false", path.display())))
            }
        }
    }

    /// The program that reads articles in place of what is built in, where the mission names one.
    pub(crate) fn extractor(&self) -> Result<Option<String>, Problem> {
        match config(&self.folder)?.get("extractor") {
            None => Ok(None),
            Some(toml::Value::String(program)) => Ok(Some(program.clone())),
            Some(_) => {
                let path = self.folder.join("mission.toml");
                Err(Problem::AtFault(format!("{}: extractor is not the name of a program", path.display())))
            }
        }
    }

    /// The compartment to which files are sealed that devices send, and its keys.
    pub(crate) fn seals_files_to(&self) -> Result<Option<(String, Vec<String>)>, Problem> {
        let path = self.folder.join("mission.toml");
        let name = match config(&self.folder)?.get("seal_files_to") {
            None => return Ok(None),
            Some(toml::Value::String(name)) => name.clone(),
            Some(_) => {
                return Err(Problem::AtFault(format!(
                    "{}: seal_files_to is not the name of a compartment",
                    path.display()
                )));
            }
        };
        match self.monitor.state().about().compartment(&name) {
            Some(keys) => Ok(Some((name.clone(), keys.to_vec()))),
            None => Err(Problem::AtFault(format!(
                "{}: seal_files_to names {name:?}, and there is no such compartment; `truce sealed compartment` makes one",
                path.display()
            ))),
        }
    }

    /// Keeps the state beside the ledger, where opening would take long without: it can be thrown away.
    fn keep_state(&self) {
        if self.is_brief || self.monitor.state().size() < self.size_kept + ENTRIES_A_STATE {
            return;
        }
        let path = Mission::state_path(&self.folder);
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let kept = |bytes: Vec<u8>| std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &path));
        // Whoever may not write, or is overtaken by others, opens more slowly the next time.
        if let Ok(Err(_)) = self.monitor.snapshot().map(kept) {
            drop(std::fs::remove_file(&beside));
        }
    }

    /// Whether the state that is kept, if any, is what the ledger's entries give.
    pub(crate) fn is_state_true(folder: &Path) -> Result<bool, Problem> {
        match std::fs::read(Mission::state_path(folder)) {
            Ok(bytes) if !Snapshot::is_of_other_version(&bytes) => {}
            _ => return Ok(true),
        }
        let store = Mission::store(folder)?;
        let Some((kept, _)) = from_state(folder, &store, "", "")? else { return Ok(false) };
        let read = Monitor::open(store.open()?, "", "")?;
        Ok(kept.snapshot()? == read.snapshot()?)
    }

    /// Writes the latest checkpoint beside the ledger, where people find it to keep it elsewhere.
    pub(crate) fn keep_checkpoint(&self) -> Result<(), Problem> {
        if self.monitor.checkpoint()?.is_some() {
            let note = self.whole_note()?;
            let path = Mission::checkpoint_path(&self.folder);
            std::fs::write(&path, note.to_string()).map_err(|error| Problem::file(&path, error))?;
        }
        self.keep_state();
        Ok(())
    }

    /// Takes in submissions of field forms.
    pub(crate) fn submissions(&self) -> monitor::Submissions {
        monitor::Submissions::new(&self.folder.join("submissions"), self.attachments())
    }

    /// Files that belong to reports.
    pub(crate) fn attachments(&self) -> Attachments {
        Attachments::new(&self.folder.join("attachments"))
    }

    /// The latest checkpoint with the site's signature, and those of witnesses that fit it.
    pub(crate) fn whole_note(&self) -> Result<Note, Problem> {
        let note = self.monitor.signed_checkpoint()?;
        let mut note = note.ok_or_else(|| Problem::AtFault("the ledger keeps no checkpoint".to_owned()))?;
        let paths = [Mission::checkpoint_path(&self.folder), Mission::witnessed_path(&self.folder)];
        let beside = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()?.parse::<Note>().ok());
        for kept in beside.filter(|kept| kept.text == note.text).collect::<Vec<_>>() {
            let is_signed = !note.lines.is_empty();
            let origin = self.monitor.origin();
            let others = kept.lines.into_iter().filter(|line| line.name != origin || !is_signed);
            others.for_each(|line| note.put(line));
        }
        Ok(note)
    }

    /// The key that signs this mission's checkpoints.
    pub(crate) fn log_key(&self) -> Result<Verifying, Problem> {
        let (monitor, name) = (&self.monitor, self.monitor.origin().to_owned());
        let signs = |one: &&ledger::Registered| {
            one.ended.is_none() && one.line.holder == monitor.site() && one.line.roles.contains(&Role::Site)
        };
        let registered = monitor.state().keys().lines().find(signs);
        let registered =
            registered.ok_or_else(|| Problem::AtFault("no key signs this mission's checkpoints".to_owned()))?;
        Ok(Verifying { name, signing: Signing::Plain, key: registered.line.key })
    }

    pub(crate) fn witnessed_path(folder: &Path) -> PathBuf {
        folder.join("witnessed.txt")
    }

    /// The root over the first entries; `None` where there are fewer.
    pub(crate) fn root_at(&self, size: u64) -> Result<Option<Digest>, Problem> {
        let log = self.monitor.log();
        let mut frontier = Frontier::default();
        while frontier.size() < size {
            let left = usize::try_from(size - frontier.size()).unwrap_or(500).min(500);
            let page = log.read(frontier.size() + 1, left)?;
            if page.is_empty() {
                return Ok(None);
            }
            page.iter().for_each(|stored| frontier.append(stored.leaf));
        }
        Ok(Some(frontier.root()))
    }

    /// Keeps a checkpoint that a witness signed: with other witnesses' signatures on the same one, or in place of an earlier.
    pub(crate) fn keep_witnessed(&self, note: &Note) -> Result<(), Problem> {
        let path = Mission::witnessed_path(&self.folder);
        let mut kept = note.clone();
        let earlier = std::fs::read_to_string(&path).ok().and_then(|text| text.parse::<Note>().ok());
        if let Some(earlier) = earlier.filter(|earlier| earlier.text == note.text) {
            earlier.lines.into_iter().for_each(|line| kept.put(line));
            note.lines.iter().for_each(|line| kept.put(line.clone()));
        }
        std::fs::write(&path, kept.to_string()).map_err(|error| Problem::file(&path, error))
    }

    /// The moment at which a closed record stands.
    pub(crate) fn fixed_as_of(&self) -> Result<Option<Timestamp>, Problem> {
        self.as_of.as_deref().map(|text| as_of(text, &self.monitor.calendar().zone)).transpose()
    }

    /// What is to be seen, at the moment and ledger size asked for.
    pub(crate) fn outlook(&self, asked: Option<&str>, known_at: Option<&str>) -> Result<Outlook, Problem> {
        self.seen(self.moment(asked)?, known_at)
    }

    /// The moment asked about: where nothing is said the mission's own, or now.
    pub(crate) fn moment(&self, asked: Option<&str>) -> Result<Timestamp, Problem> {
        match asked {
            Some(text) => as_of(text, &self.monitor.calendar().zone),
            None => Ok(self.fixed_as_of()?.unwrap_or_else(Timestamp::now)),
        }
    }

    /// The same as of a moment that is known.
    pub(crate) fn seen(&self, as_of: Timestamp, known_at: Option<&str>) -> Result<Outlook, Problem> {
        let zone = self.monitor.calendar().zone;
        let size = match known_at {
            None => self.monitor.state().size(),
            Some(text) => match text.parse::<u64>() {
                Ok(size) => size,
                Err(_) => self.monitor.size_at(crate::mission::as_of(text, &zone)?),
            },
        };
        Ok(Outlook::new(self.monitor.state_at(size)?, as_of)?)
    }
}

/// What is held of reports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holding {
    All,
    /// Whether they are known.
    Prints,
    None,
}

/// The state is kept again after so many entries.
const ENTRIES_A_STATE: u64 = 10_000;

/// A monitor from the state that is kept, and that state's size; none where there is none that fits the log.
fn from_state(folder: &Path, store: &Store, site: &str, author: &str) -> Result<Option<(Monitor, u64)>, Problem> {
    let bytes = std::fs::read(Mission::state_path(folder)).ok();
    let Some(snapshot) = bytes.and_then(Snapshot::from_bytes) else { return Ok(None) };
    let Some(log) = store.open_after(&snapshot.frontier) else { return Ok(None) };
    let size = snapshot.size();
    let monitor = Monitor::open_from(snapshot, log, site, author)?;
    Ok(monitor.map(|monitor| (monitor, size)))
}

/// Writes an agreement and its annexes.
pub(crate) fn keep_text(folder: &Path, text: &Text) -> Result<(), Problem> {
    std::fs::create_dir_all(folder).map_err(|error| Problem::file(folder, error))?;
    let files = text.annexes.iter().map(|(name, bytes)| (name, bytes.as_slice()));
    for (name, bytes) in files.chain([(&text.file, text.text.as_bytes())]) {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Problem::file(parent, error))?;
        }
        std::fs::write(&path, bytes).map_err(|error| Problem::file(&path, error))?;
    }
    Ok(())
}

/// Reads a moment; a bare date is the last second of its day.
pub(crate) fn as_of(text: &str, zone: &TimeZone) -> Result<Timestamp, Problem> {
    let (at, is_date) = records::parse_moment(text, zone).map_err(|error| Problem::Usage(error.0))?;
    Ok(if is_date { records::end_of_day(at, zone) } else { at })
}

/// Reads a kept checkpoint.
pub(crate) fn checkpoint(path: &Path) -> Result<Checkpoint, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    text.parse().map_err(|error| Problem::AtFault(format!("{}: {error}", path.display())))
}

pub(crate) fn config(folder: &Path) -> Result<toml::Table, Problem> {
    let path = folder.join("mission.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(toml::Table::new()),
        Err(error) => return Err(Problem::file(&path, error)),
    };
    text.parse().map_err(|error| Problem::AtFault(format!("{}: {error}", path.display())))
}
