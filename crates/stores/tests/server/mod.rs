//! A PostgreSQL server of its own for tests: made in a folder, reached by a socket in it, gone with it.
#![allow(dead_code, reason = "each test uses what it needs")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
}

/// The server that the tests of one program share; `None` where PostgreSQL is not installed and nobody asked for slow tests.
pub(crate) fn shared() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Server::start("shared")).as_ref()
}

impl Server {
    /// Starts one; the programs are looked for on the path and where Debian puts them.
    pub(crate) fn start(name: &str) -> Option<Server> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var_os("RUN_SLOW_TESTS").is_none(),
                "PostgreSQL is missing; `cargo xtask test` installs it"
            );
            return None;
        };
        left_behind();
        let folder = std::env::temp_dir().join(format!("truce-pg-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let server = Server { folder, programs };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.folder));
        }
        run(server
            .program("initdb")
            .args(["--username", "truce", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync", "-D"])
            .arg(server.data()));
        server.resume();
        Some(server)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A program of PostgreSQL; the server refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(&self.folder);
        command
    }

    /// Starts it again, after a stop.
    pub(crate) fn resume(&self) {
        let options = format!("-k {} -h '' -c logging_collector=off -c max_connections=60", self.folder.display());
        run(self
            .program("pg_ctl")
            .args(["-w", "-t", "60", "-s", "-l"])
            .arg(self.folder.join("log"))
            .arg("-D")
            .arg(self.data())
            .args(["-o", &options, "start"]));
    }

    /// Stops it: `fast`, or `immediate` as if the power had failed.
    pub(crate) fn stop(&self, how: &str) {
        run(self.program("pg_ctl").args(["-w", "-t", "60", "-s", "-m", how, "-D"]).arg(self.data()).arg("stop"));
    }

    /// The folder in which its socket is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How to reach it.
    pub(crate) fn address(&self) -> String {
        format!("host={} dbname=postgres user=truce", self.folder.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = self
            .program("pg_ctl")
            .args(["-s", "-m", "immediate", "-D"])
            .arg(self.data())
            .arg("stop")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let _ = (stop, std::fs::remove_dir_all(&self.folder));
    }
}

/// Servers shared by a test program outlive it: those of programs that are gone are stopped by the next.
fn left_behind() {
    let Ok(files) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for path in files.filter_map(Result::ok).map(|file| file.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix("truce-pg-").and_then(|rest| rest.split('-').next()) else { continue };
        if Path::new("/proc").join(process).exists() || process == std::process::id().to_string() {
            continue;
        }
        if let Some(programs) = programs() {
            drop(Server { folder: path, programs });
        }
    }
}

/// A name for a schema that no other test has.
pub(crate) fn schema() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect::<Vec<_>>();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let debian = debian.map(|version| version.path().join("bin"));
    debian.chain(on_path).find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file()))
}

fn is_root() -> bool {
    static IS_ROOT: OnceLock<bool> = OnceLock::new();
    *IS_ROOT.get_or_init(|| Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n"))
}

fn run(command: &mut Command) {
    let said = command.stdin(Stdio::null()).output().unwrap();
    assert!(
        said.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
}
