//! Cards of sources: `id,name,kind,reliability,organ_of,address`.

use records::{Reliability, Source, SourceKind};

use crate::row::Row;

pub(crate) fn source(row: &Row<'_>) -> Result<Source, String> {
    let id = row.need("id")?;
    let kinds: Vec<&str> = SourceKind::WORDS.iter().map(|(word, _)| *word).collect();
    let kind = row.read("kind", SourceKind::from_text, &format!("one of {}", kinds.join(", ")))?;
    Ok(Source {
        name: row.some("name").unwrap_or_else(|| id.clone()),
        id,
        kind: kind.unwrap_or(SourceKind::Other),
        reliability: row.read("reliability", Reliability::from_text, "a letter A to F")?,
        organ_of: row.some("organ_of"),
        address: row.some("address"),
    })
}
