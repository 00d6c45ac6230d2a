//! Sign-in by an account elsewhere: to the provider, and back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use views::pages::account::{OnwardPage, other_languages};

use super::account::{WEEK, agent, enter_page, with_session};
use super::{html, local, say_again};
use crate::access::{self, Tried};
use crate::errors::Problem;
use crate::gate::{Caller, ELSEWHERE, cookie, values};
use crate::openid::{OpenId, Try};
use crate::query::Query;
use crate::site::Site;

/// Where the provider sends people back.
const BACK: &str = "/enter/openid/back";

/// The provider, where there is one.
fn provider(caller: &Caller, site: &Site) -> Result<Arc<OpenId>, Problem> {
    site.openid().ok_or_else(|| Problem::NotFound(caller.words().say("openid-none")).in_language(caller.language))
}

fn back_address(site: &Site) -> String {
    format!("{}{BACK}", site.settings().address.as_deref().unwrap_or_default().trim_end_matches('/'))
}

/// Begins a sign-in; gives the address at the provider, and the cookie by which the browser is known again.
async fn begin(caller: &Caller, site: &Site, tried: Tried) -> Result<(String, String), Problem> {
    let (provider, now, back) = (provider(caller, site)?, Timestamp::now(), back_address(site));
    let (state, browser, tried) = site.with_beside(move |beside| access::begin_elsewhere(beside, tried, now)).await?;
    let address = move || {
        let of = Try { nonce: &tried.nonce, verifier: &tried.verifier, back: &back };
        Ok(provider.address(&state, &of))
    };
    let address = site.blocking(address).await?.map_err(|error| failed(caller, &error))?;
    let secure =
        if site.settings().address.as_deref().is_some_and(|own| own.starts_with("https://")) { "; Secure" } else { "" };
    Ok((address, format!("{ELSEWHERE}={browser}; Path=/enter/openid; HttpOnly; SameSite=Lax; Max-Age=600{secure}")))
}

/// What is wrong stands in the program's own log; it may hold what is nobody's business.
fn failed(caller: &Caller, error: &std::io::Error) -> Problem {
    eprintln!("sign-in elsewhere: {error}");
    Problem::NotAllowed(caller.words().say("openid-failed")).in_language(caller.language)
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// To the provider, to come in.
pub(crate) async fn enter(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let back = local(Query(values(&caller)).get("back")).unwrap_or("/").to_owned();
    let (address, cookie) = begin(&caller, &site, Tried { back, ..Tried::default() }).await?;
    Ok(with_cookie(Redirect::to(&address).into_response(), &cookie))
}

/// To the provider, to take an invitation up.
pub(crate) async fn join(
    caller: Caller,
    State(site): State<Site>,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let tried = Tried { back: "/".to_owned(), invitation: Some(key), ..Tried::default() };
    let (address, cookie) = begin(&caller, &site, tried).await?;
    Ok(with_cookie(Redirect::to(&address).into_response(), &cookie))
}

/// To the provider, to bind an account there to one's own. A page with the link comes between: forms lead to no other site.
pub(crate) async fn bind(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let is_whole = caller.session.as_ref().is_some_and(|session| session.is_whole);
    if !is_whole {
        return Err(Problem::NotAllowed(caller.words().say("second-needed")).in_language(caller.language));
    }
    let name = provider(&caller, &site)?.settings.name.clone();
    let tried = Tried { back: "/account".to_owned(), member: Some(caller.member().to_owned()), ..Tried::default() };
    let (href, cookie) = begin(&caller, &site, tried).await?;
    let words = caller.words();
    let page = OnwardPage { t: words, languages: other_languages(words), href, name };
    Ok(with_cookie(html(&page)?, &cookie))
}

/// The account elsewhere opens the door no more. Whoever has no password would be shut out.
pub(crate) async fn leave(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let (name, words) = (caller.member().to_owned(), caller.words());
    let is_left = site
        .with_beside(move |beside| {
            let may = access::account(beside, &name)?.has_password();
            if may {
                access::leave_elsewhere(beside, &name)?;
            }
            Ok(may)
        })
        .await?;
    let said = words.say(if is_left { "openid-left" } else { "openid-only" });
    say_again("/account", "/account", &[said], None)
}

/// What became of somebody who came back.
enum Came {
    /// In, with the key of a session, and where to go.
    In(String, String),
    /// The account is bound to who asked for it.
    Bound,
    /// Not in: the message that says why.
    Out(&'static str),
}

/// Back from the provider.
pub(crate) async fn back(caller: Caller, State(site): State<Site>, headers: HeaderMap) -> Result<Response, Problem> {
    let query = Query(values(&caller));
    let (provider, now) = (provider(&caller, &site)?, Timestamp::now());
    let state = query.get("state").to_owned();
    let browser = cookie(&headers, ELSEWHERE).unwrap_or_default().to_owned();
    let tried = site.with_beside(move |beside| access::take_elsewhere(beside, (&state, &browser), now)).await?;
    let Some(tried) = tried else { return out(&caller, &site, "openid-old").await };
    let code = query.get("code").to_owned();
    if code.is_empty() {
        eprintln!("sign-in elsewhere: the provider says {:?}", query.get("error"));
        return out(&caller, &site, "openid-failed").await;
    }
    let (issuer, back) = (Some(query.get("iss").to_owned()).filter(|issuer| !issuer.is_empty()), back_address(&site));
    let (nonce, verifier) = (tried.nonce.clone(), tried.verifier.clone());
    let asked = move || {
        let of = Try { nonce: &nonce, verifier: &verifier, back: &back };
        Ok(provider.somebody(&code, issuer.as_deref(), &of))
    };
    let somebody = match site.blocking(asked).await? {
        Ok(somebody) => somebody,
        Err(error) => {
            drop(failed(&caller, &error));
            return out(&caller, &site, "openid-failed").await;
        }
    };
    if !somebody.has_shown_second && !site.settings().is_one_factor_enough {
        return out(&caller, &site, "openid-second").await;
    }
    let agent = agent(&headers);
    // Whoever binds must still be who began.
    let is_same = tried.member.as_ref().is_none_or(|member| caller.name.as_ref() == Some(member));
    let came = site
        .with_beside(move |beside| {
            let id = &somebody.id;
            if let Some(member) = &tried.member {
                let is_bound = is_same && access::bind_elsewhere(beside, member, id)?;
                return Ok(if is_bound { Came::Bound } else { Came::Out("openid-others") });
            }
            let name = match &tried.invitation {
                Some(key) => access::join_elsewhere(beside, (key, id), now)?,
                None => access::by_elsewhere(beside, id)?,
            };
            let Some(name) = name else { return Ok(Came::Out("openid-nobody")) };
            Ok(Came::In(access::begin(beside, &name, (&agent, true), now)?, tried.back))
        })
        .await?;
    match came {
        Came::In(key, back) => {
            let back = local(&back).unwrap_or("/").to_owned();
            Ok(with_session(&site, Redirect::to(&back).into_response(), &key, WEEK))
        }
        Came::Bound => say_again("/account", "/account", &[caller.words().say("openid-bound")], None),
        Came::Out(why) => out(&caller, &site, why).await,
    }
}

async fn out(caller: &Caller, site: &Site, why: &str) -> Result<Response, Problem> {
    let mut page = html(&enter_page(caller, site, "/", Some(caller.words().say(why))).await?)?;
    *page.status_mut() = axum::http::StatusCode::FORBIDDEN;
    Ok(page)
}
