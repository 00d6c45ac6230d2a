//! Cards of sources; a later card with the same id takes the earlier one's place.

use records::{Reliability, Source, SourceKind};

use super::fields::*;

/// Kind of an entry that holds a source's card.
pub const KIND: &str = "source";

/// The body of a card.
pub fn source_to_body(source: &Source) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "id", &source.id);
    put_text(&mut body, "name", &source.name);
    put_text(&mut body, "kind", source.kind.to_text());
    put_some(&mut body, "reliability", source.reliability.map(Reliability::to_text));
    put_some(&mut body, "organ_of", source.organ_of.as_deref());
    put_some(&mut body, "address", source.address.as_deref());
    body
}

/// The card of a body.
pub fn source_from_body(body: &Body) -> Result<Source, BodyError> {
    Ok(Source {
        id: text(body, "id")?,
        name: text(body, "name")?,
        kind: word(body, "kind", SourceKind::from_text)?,
        reliability: some_word(body, "reliability", Reliability::from_text)?,
        organ_of: some_text(body, "organ_of")?,
        address: some_text(body, "address")?,
    })
}
