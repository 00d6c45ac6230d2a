//! Tokens by which programs of the mission's own use its API: a list beside the ledger, no part of the record. Tokens are kept as digests
//! alone. What a holder may is said by the member's roles, which are in the record.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::devices::{digest, drawn};
use crate::problem::Problem;

struct Token {
    name: String,
    sha256: String,
    /// The one source whose reports it gives.
    source: Option<String>,
    since: String,
    ended: Option<String>,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("tokens.tsv")
}

fn all(folder: &Path) -> Result<Vec<Token>, Problem> {
    let path = path(folder);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Problem::file(&path, error)),
    };
    let mut out = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let [name, sha256, source, since, ended] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(Problem::AtFault(format!("{}:{number}: this is no line of a token", path.display())));
        };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        out.push(Token {
            name: name.to_owned(),
            sha256: sha256.to_owned(),
            source: some(source),
            since: since.to_owned(),
            ended: some(ended),
        });
    }
    Ok(out)
}

/// Writes the list whole, so that a reader sees the old one or the new one.
fn keep(folder: &Path, tokens: &[Token]) -> Result<(), Problem> {
    let mut text = "# member\tsha256 of the token\tonly this source\tsince\tended\n".to_owned();
    for Token { name, sha256, source, since, ended } in tokens {
        let (source, ended) = (source.as_deref().unwrap_or(""), ended.as_deref().unwrap_or(""));
        let _ = writeln!(text, "{name}\t{sha256}\t{source}\t{since}\t{ended}");
    }
    let path = path(folder);
    let beside = path.with_extension("new");
    fs::write(&beside, text).map_err(|error| Problem::file(&beside, error))?;
    fs::rename(&beside, &path).map_err(|error| Problem::file(&path, error))
}

fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Gives a member a token, which is told this once.
pub(crate) fn give(folder: &Path, name: &str, source: Option<&str>) -> Result<String, Problem> {
    let is_plain = |text: &str| !text.is_empty() && !text.contains(['\t', '\n', '\r']) && !text.starts_with('#');
    if !is_plain(name) || !source.is_none_or(is_plain) {
        return Err(Problem::Usage("names of members and sources are one line without tabs".to_owned()));
    }
    let mut tokens = all(folder)?;
    let token = drawn()?;
    let (name, source) = (name.to_owned(), source.map(str::to_owned));
    tokens.push(Token { name, sha256: digest(&token), source, since: now(), ended: None });
    keep(folder, &tokens)?;
    Ok(token)
}

/// Ends all tokens of a member; gives how many.
pub(crate) fn end(folder: &Path, name: &str) -> Result<usize, Problem> {
    let mut tokens = all(folder)?;
    let mut n_ended = 0;
    for token in tokens.iter_mut().filter(|token| token.name == name && token.ended.is_none()) {
        token.ended = Some(now());
        n_ended += 1;
    }
    if n_ended > 0 {
        keep(folder, &tokens)?;
    }
    Ok(n_ended)
}

/// How many tokens a member has.
pub(crate) fn number(folder: &Path, name: &str) -> Result<usize, Problem> {
    Ok(all(folder)?.iter().filter(|token| token.name == name && token.ended.is_none()).count())
}

/// The holder of a token, as the list stands now.
pub(crate) fn holder(folder: &Path, token: &str) -> Option<web::Holder> {
    let digest = digest(token);
    let found = all(folder).ok()?.into_iter().find(|known| known.ended.is_none() && known.sha256 == digest)?;
    Some(web::Holder { name: found.name, source: found.source })
}
