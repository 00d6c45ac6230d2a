//! What reports are linked by: parameters that were learnt, and people's decisions. A decision's reason is free text: it is
//! sealed beside the entry under the name [`REASON`].

use records::{LinkAct, LinkDecision};

use super::fields::*;

/// Kind of an entry that holds parameters of linking.
pub const PARAMETERS: &str = "link_parameters";

/// Kind of an entry that holds a decision on links.
pub const DECISION: &str = "link_decision";

/// Name under which a decision's reason is sealed.
pub const REASON: &str = "reason";

/// The body of parameters, in their text form.
pub fn parameters_to_body(text: &str) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "parameters", text);
    body
}

/// The text form of parameters.
pub fn parameters_from_body(body: &Body) -> Result<String, BodyError> {
    text(body, "parameters")
}

/// The body of a decision.
pub fn link_decision_to_body(decision: &LinkDecision) -> Body {
    let mut body = Body::new();
    put_text(&mut body, "act", decision.act.to_text());
    put_list(&mut body, "together", &decision.together);
    put_list(&mut body, "apart", &decision.apart[0]);
    put_list(&mut body, "from", &decision.apart[1]);
    body
}

/// The decision of a body.
pub fn link_decision_from_body(body: &Body) -> Result<LinkDecision, BodyError> {
    Ok(LinkDecision {
        act: word(body, "act", LinkAct::from_text)?,
        together: list(body, "together")?,
        apart: [list(body, "apart")?, list(body, "from")?],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_comes_back_as_it_went() {
        let ids = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let decision = LinkDecision { act: LinkAct::Move, together: ids("x/1 y/2"), apart: [ids("x/1"), ids("z/3")] };
        assert_eq!(link_decision_from_body(&link_decision_to_body(&decision)), Ok(decision));
        assert_eq!(parameters_from_body(&parameters_to_body("a\tb\n")), Ok("a\tb\n".to_owned()));
    }
}
