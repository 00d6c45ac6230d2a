//! The gate before every address: who asks, whether they may, in which language they read. Nothing behind it is reached without.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use views::{Language, Reader, Shown};

use crate::access::{self, Session};
use crate::api::Refusal;
use crate::errors::{Problem, Unread};
use crate::rights::{Act, may, places, sight};
use crate::site::{Open, Site};

/// The cookie that holds the key of a session.
pub(crate) const SESSION: &str = "truce_session";
/// The cookie that holds the ledger size after the reader's last write.
pub(crate) const WROTE: &str = "truce_wrote";
/// The cookie that holds the language that was chosen.
pub(crate) const LANGUAGE: &str = "truce_language";

/// The cookie by which a browser is known again that was sent to a provider of accounts.
pub(crate) const ELSEWHERE: &str = "truce_elsewhere";

/// Who asks, as far as they have shown it.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// A member's name; none: a stranger.
    pub(crate) name: Option<String>,
    /// What they do in the mission, as the record has it now; `public` for strangers where the record is open.
    pub(crate) roles: Vec<String>,
    /// For which party a liaison speaks.
    pub(crate) party: Option<String>,
    /// Their session; none for strangers and for programs with a token.
    pub(crate) session: Option<Session>,
    /// The one source whose reports a program's token gives.
    pub(crate) source: Option<String>,
    /// In which language they read.
    pub(crate) language: Language,
    /// At least so much of the ledger must be seen: their own writes.
    pub(crate) least: u64,
    /// Ledger size at their last visit.
    pub(crate) last_size: Option<u64>,
    /// What is to be said on the page: of what was just done.
    pub(crate) said: String,
    /// Boards that were published: entry, moment, size, what each corrects.
    pub(crate) boards: Vec<Board>,
    /// Whether they see nothing but these: the public, where the mission publishes.
    pub(crate) is_bound: bool,
    /// The address that was asked for.
    path: String,
    query: Vec<(String, String)>,
}

/// A board that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Board {
    pub(crate) entry: u64,
    pub(crate) as_of: Timestamp,
    pub(crate) size: u64,
    pub(crate) corrects: Option<u64>,
}

impl Caller {
    /// Moment and size that are shown where the public sees what was published alone: what the address names, if it was published;
    /// the last one otherwise.
    fn published(&self, as_of: Option<&str>, size: Option<u64>) -> Result<&Board, Problem> {
        let asked = as_of.is_some() || size.is_some();
        let is_it = |board: &&Board| {
            !asked || (size == Some(board.size) && as_of.and_then(|text| text.parse().ok()) == Some(board.as_of))
        };
        let found = self.boards.iter().rev().find(is_it);
        found.ok_or_else(|| Problem::NotFound(self.words().say("not-published")).in_language(self.language))
    }

    /// The last board that corrects one, or a correction of it.
    fn correction(&self, of: &Board) -> Option<&Board> {
        let next = self.boards.iter().rev().find(|board| board.corrects == Some(of.entry))?;
        // Only earlier entries can be corrected, so this ends.
        self.correction(next).or(Some(next))
    }

    /// Whether they may.
    pub(crate) fn may(&self, act: Act) -> bool {
        may(&self.roles, act)
    }

    /// The member's name; behind an act that strangers may not do there is one.
    pub(crate) fn member(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// How a page is drawn for them.
    pub(crate) fn shown(&self) -> Result<Shown, Problem> {
        let value = |name: &str| self.query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let size = match value("size").filter(|size| !size.is_empty()) {
            None => None,
            Some(text) => match text.parse() {
                Ok(size) => Some(size),
                Err(_) => {
                    return Err(Problem::NotUnderstood(format!("size is {text:?}, not a whole number.")));
                }
            },
        };
        let bound = ["as_of", "size", "lang"];
        let mut as_of = value("as_of").filter(|as_of| !as_of.is_empty()).map(str::to_owned);
        let mut size = size;
        if self.is_bound {
            let board = self.published(as_of.as_deref(), size)?;
            (as_of, size) = (Some(board.as_of.to_string()), Some(board.size));
        }
        let moment = as_of.as_deref().and_then(|text| text.parse().ok());
        let is_shown = |board: &&Board| Some(board.size) == size && Some(board.as_of) == moment;
        let corrected = self.boards.iter().find(is_shown).and_then(|board| self.correction(board));
        Ok(Shown {
            as_of,
            size,
            corrected_by: corrected.map(|board| (board.as_of, board.size)),
            language: value("lang").and_then(Language::from_text),
            path: self.path.clone(),
            others: self.query.iter().filter(|(name, _)| !bound.contains(&name.as_str())).cloned().collect(),
            reader: Reader {
                name: self.name.clone(),
                last_size: self.last_size,
                places: places(&self.roles),
                sight: sight(&self.roles),
            },
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Problem> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.ok_or_else(|| Problem::Failed("The request did not come through the gate.".to_owned()))
    }
}

/// A cookie's value.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(own, _)| *own == name).map(|(_, value)| value).next()
}

/// Whether a request that changes something comes from our own pages (Fetch Metadata, else the origin): a page elsewhere cannot forge these.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return site == "same-origin";
    }
    let host = text(header::HOST);
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    origin.zip(host).is_some_and(|((_, origin), host)| origin == host)
}

/// Lets through who may do what the address is for.
pub(crate) async fn gate(State((site, act)): State<(Site, Act)>, request: Request, next: Next) -> Response {
    if act == Act::ByDevice {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let is_api = ["/api/", "/ogc"].iter().any(|head| parts.uri.path().starts_with(head));
    let caller = match caller(&site, &parts).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD);
    // Nobody is signed in from a page elsewhere either: what they then typed would go into a stranger's account.
    let says_whence = parts.headers.contains_key("sec-fetch-site") || parts.headers.contains_key(header::ORIGIN);
    let must_be_own = caller.session.is_some() || (says_whence && !is_api);
    if !is_safe && must_be_own && !is_own(&parts.headers) {
        return Problem::NotAllowed("This did not come from a page of ours.".to_owned()).into_response();
    }
    if !caller.may(act) {
        return refused(&caller, (is_api, is_safe), parts.uri.path_and_query().map(|path| path.as_str()));
    }
    let is_whole = caller.session.as_ref().is_none_or(|session| session.is_whole);
    if !is_whole && !matches!(act, Act::Enter | Act::OwnAccount) {
        return Redirect::to("/account").into_response();
    }
    let language = caller.language;
    let is_chosen = caller.query.iter().any(|(name, value)| name == "lang" && value == language.code());
    parts.extensions.insert(caller);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    response = match response.extensions_mut().remove::<Unread>() {
        Some(unread) if language != Language::English && !is_api => unread.in_language(language),
        _ => response,
    };
    if is_chosen && !is_api {
        let cookie = format!("{LANGUAGE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000", language.code());
        if let Ok(value) = header::HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn refused(caller: &Caller, (is_api, is_safe): (bool, bool), address: Option<&str>) -> Response {
    if is_api {
        return match &caller.name {
            None => Refusal::new(StatusCode::UNAUTHORIZED, "This needs the token of a member: Authorization: Bearer …")
                .into_response(),
            Some(name) => {
                Refusal::new(StatusCode::FORBIDDEN, format!("No role that {name} has in this mission allows it."))
                    .into_response()
            }
        };
    }
    if caller.name.is_none() && is_safe {
        return Redirect::to(&format!("/enter?back={}", views::encoded(address.unwrap_or("/")))).into_response();
    }
    Problem::NotAllowed(caller.words().say("not-allowed")).in_language(caller.language).into_response()
}

impl Caller {
    /// What to say to them.
    pub(crate) fn words(&self) -> views::Words {
        views::Words::of(self.language)
    }
}

async fn caller(site: &Site, parts: &Parts) -> Result<Caller, Problem> {
    let headers = &parts.headers;
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|shown| shown.split_once(' '));
    let token = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let holder = token.and_then(|token| site.holder(token));
    let key = cookie(headers, SESSION).filter(|key| !key.is_empty() && token.is_none()).map(str::to_owned);
    let now = Timestamp::now();
    let session = match key {
        Some(key) => site.with_beside(move |beside| access::session(beside, &key, now)).await?,
        None => None,
    };
    let name =
        session.as_ref().map(|session| session.name.clone()).or(holder.as_ref().map(|holder| holder.name.clone()));
    let source = holder.and_then(|holder| holder.source);
    let (mut roles, party, boards) = site.place_of(name.as_deref()).await?;
    let open = site.settings().open;
    if name.is_none() && (open == Open::Live || (open == Open::Published && !boards.is_empty())) {
        roles = vec!["public".to_owned()];
    }
    let is_bound = name.is_none() && open == Open::Published;
    let least = cookie(headers, WROTE).and_then(|size| size.parse().ok()).unwrap_or(0);
    let query = parts.uri.query().unwrap_or("");
    let query: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let named = query.iter().find(|(name, _)| name == "lang").map(|(_, value)| value.as_str());
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = named
        .and_then(Language::from_text)
        .or_else(|| Language::from_text(cookie(headers, LANGUAGE)?))
        .or_else(|| Language::of_browser(accepted?));
    let path = parts.uri.path().to_owned();
    let is_page = parts.method == Method::GET && !path.starts_with("/api/") && !path.contains('.');
    let last_size = match session.as_ref().map(|session| session.name.clone()) {
        Some(name) if is_page && path == "/" => {
            let size = *site.sizes().borrow();
            site.with_beside(move |beside| access::visit(beside, &name, size, now)).await?
        }
        _ => None,
    };
    let language = language.unwrap_or(Language::English);
    // Whoever publishes can look at a page as the public would see it.
    let views_as_public = query.iter().any(|(name, value)| name == "view" && value == "public");
    if views_as_public && is_page && may(&roles, Act::Publish) {
        roles = vec!["public".to_owned()];
    }
    let said = cookie(headers, "truce_said").map(decoded).unwrap_or_default();
    Ok(Caller { said, name, roles, party, session, source, language, least, last_size, boards, is_bound, path, query })
}

/// A value as it was before it was percent-encoded.
fn decoded(text: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("v={text}")).unwrap_or_default();
    pairs.into_iter().next().map(|(_, value)| value).unwrap_or_default()
}

/// Names and values of a form that was sent. A name may come several times.
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    /// A value; empty if it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> axum::extract::FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Form, Problem> {
        let bytes = axum::body::Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| Problem::NotUnderstood(rejection.body_text()))?;
        let pairs = serde_urlencoded::from_bytes(&bytes);
        pairs.map(Form).map_err(|error| Problem::NotUnderstood(format!("The form is not understood: {error}.")))
    }
}

/// A map of an address's values, the last of each name.
pub(crate) fn values(caller: &Caller) -> BTreeMap<String, String> {
    caller.query.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_from_elsewhere_is_not_ours() {
        let headers = |pairs: &[(&'static str, &str)]| {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
        };
        assert!(is_own(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "none")])));
        assert!(is_own(&headers(&[("origin", "https://a:1"), ("host", "a:1")])));
        assert!(!is_own(&headers(&[("origin", "https://b"), ("host", "a")])));
        assert!(!is_own(&headers(&[("origin", "null"), ("host", "a")])));
        assert!(!is_own(&headers(&[("host", "a")])));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers: HeaderMap =
            [(header::COOKIE, "a=1; truce_session=x-y; b=2".parse().unwrap())].into_iter().collect();
        assert_eq!(cookie(&headers, SESSION), Some("x-y"));
        assert_eq!(cookie(&headers, "truce"), None);
    }
}
