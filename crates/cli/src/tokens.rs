//! Tokens by which programs of the mission's own use its API: a list beside the ledger. Tokens are kept as digests
//! alone. What a holder may is said by the member's roles, which are in the record.

use std::path::{Path, PathBuf};

use crate::devices::{digest, drawn};
use crate::lists;
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
    let mut out = Vec::new();
    for (number, parts) in lists::read(&path)? {
        let [name, sha256, source, since, ended] = &parts[..] else {
            return Err(Problem::AtFault(format!("{}:{number}: this is no line of a token", path.display())));
        };
        out.push(Token {
            name: name.clone(),
            sha256: sha256.clone(),
            source: lists::some(source),
            since: since.clone(),
            ended: lists::some(ended),
        });
    }
    Ok(out)
}

fn keep(folder: &Path, tokens: &[Token]) -> Result<(), Problem> {
    let line = |token: &Token| {
        let Token { name, sha256, since, .. } = token;
        let (source, ended) = (token.source.as_deref().unwrap_or(""), token.ended.as_deref().unwrap_or(""));
        format!("{name}\t{sha256}\t{source}\t{since}\t{ended}")
    };
    let lines: Vec<String> = tokens.iter().map(line).collect();
    lists::keep(&path(folder), "member\tsha256 of the token\tonly this source\tsince\tended", &lines)
}

/// Gives a member a token, which is told this once.
pub(crate) fn give(folder: &Path, name: &str, source: Option<&str>) -> Result<String, Problem> {
    if !lists::is_plain(name) || !source.is_none_or(lists::is_plain) {
        return Err(Problem::Usage("names of members and sources are one line without tabs".to_owned()));
    }
    let mut tokens = all(folder)?;
    let token = drawn()?;
    let (name, source) = (name.to_owned(), source.map(str::to_owned));
    tokens.push(Token { name, sha256: digest(&token), source, since: lists::now(), ended: None });
    keep(folder, &tokens)?;
    Ok(token)
}

/// Ends all tokens of a member; gives how many.
pub(crate) fn end(folder: &Path, name: &str) -> Result<usize, Problem> {
    let mut tokens = all(folder)?;
    let mut n_ended = 0;
    for token in tokens.iter_mut().filter(|token| token.name == name && token.ended.is_none()) {
        token.ended = Some(lists::now());
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
