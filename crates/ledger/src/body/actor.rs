//! Lines of the actor register; a later one with the same actor, party and beginning takes the earlier one's place.

use records::{Tie, TieKind};

use super::fields::*;
use crate::Value;

/// Kind of an entry that holds a line of the actor register.
pub const KIND: &str = "actor";

/// The body of a line.
pub fn tie_to_body(tie: &Tie) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "actor", &tie.actor);
    put_some(&mut body, "name", tie.name.as_deref());
    put_text(&mut body, "tie", tie.kind.to_text());
    put_text(&mut body, "of", &tie.of);
    body.insert("speaks".to_owned(), Value::Bool(tie.speaks));
    put_some(&mut body, "from", tie.from.map(|at| at.to_string()).as_deref());
    put_some(&mut body, "until", tie.until.map(|at| at.to_string()).as_deref());
    put_some(&mut body, "document", tie.document.as_deref());
    body
}

/// The line of a body.
pub fn tie_from_body(body: &Body) -> Result<Tie, BodyError> {
    Ok(Tie {
        actor: text(body, "actor")?,
        name: some_text(body, "name")?,
        kind: word(body, "tie", TieKind::from_text)?,
        of: text(body, "of")?,
        speaks: matches!(body.get("speaks"), Some(Value::Bool(true))),
        from: some_word(body, "from", |text| text.parse().ok())?,
        until: some_word(body, "until", |text| text.parse().ok())?,
        document: some_text(body, "document")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_as_it_went() {
        let tie = Tie {
            actor: "m".to_owned(),
            name: Some("Militia".to_owned()),
            kind: TieKind::Proxy,
            of: "a".to_owned(),
            speaks: true,
            from: "2030-01-01T00:00:00Z".parse().ok(),
            until: None,
            document: Some("panel report".to_owned()),
        };
        assert_eq!(tie_from_body(&tie_to_body(&tie)), Ok(tie));
    }
}
