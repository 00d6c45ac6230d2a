//! Coming in and going out, one's own account, and the places of members.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use monitor::{MEMBER_ROLES, Member};
use qrcode::QrCode;
use qrcode::render::svg;
use views::pages;
use views::pages::account::{AccountPage, EnterPage, JoinPage, other_languages};
use views::pages::members::Member as Shown;

use super::{flash, html, local, say_again};
use crate::access::{self, PASSWORD_MIN, Refused};
use crate::errors::Problem;
use crate::gate::{Caller, Form, SESSION, values};
use crate::query::Query;
use crate::site::{Open, Site};

/// The door.
pub(crate) async fn door(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let back = Query(values(&caller)).get("back").to_owned();
    html(&enter_page(&caller, &site, &back, None).await?)
}

pub(super) async fn enter_page(
    caller: &Caller,
    site: &Site,
    back: &str,
    said: Option<String>,
) -> Result<EnterPage, Problem> {
    let (words, settings) = (caller.words(), site.settings());
    let demo = if settings.is_demo {
        let members = site.members().await?;
        let role = |role: &String| words.say(&format!("role-of-{}", role.replace('_', "-")));
        let shown =
            |member: &Member| (member.name.clone(), words.list(&member.roles.iter().map(role).collect::<Vec<_>>()));
        members.iter().map(shown).collect()
    } else {
        Vec::new()
    };
    let back = local(back).unwrap_or("/").to_owned();
    let elsewhere = site
        .openid()
        .map(|provider| (provider.settings.name.clone(), format!("/enter/openid?back={}", views::encoded(&back))));
    Ok(EnterPage {
        t: words,
        languages: other_languages(words),
        back,
        said,
        demo,
        is_open: settings.open != Open::Closed,
        elsewhere,
    })
}

pub(super) fn agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("").to_owned()
}

/// Lets somebody in: the browser keeps the key of the session.
pub(super) fn with_session(site: &Site, mut response: Response, key: &str, seconds: i64) -> Response {
    let is_https = site.settings().address.as_deref().is_some_and(|address| address.starts_with("https://"));
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!("{SESSION}={key}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

pub(super) const WEEK: i64 = 7 * 24 * 3_600;

pub(crate) async fn enter(
    caller: Caller,
    State(site): State<Site>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (words, now) = (caller.words(), Timestamp::now());
    let (name, password, code) =
        (form.get("name").trim().to_owned(), form.get("password").to_owned(), form.get("code").to_owned());
    let is_one_factor_enough = site.settings().is_one_factor_enough;
    let agent = agent(&headers);
    let done = site
        .with_beside(move |beside| match access::check(beside, (&name, &password, &code), now)? {
            Ok(()) => {
                let is_whole = is_one_factor_enough || access::account(beside, &name)?.has_second();
                Ok(Ok(access::begin(beside, &name, (&agent, is_whole), now)?))
            }
            Err(refused) => Ok(Err(refused)),
        })
        .await?;
    let said = match done {
        Ok(key) => {
            let back = local(form.get("back")).unwrap_or("/").to_owned();
            return Ok(with_session(&site, Redirect::to(&back).into_response(), &key, WEEK));
        }
        Err(Refused::Wrong) => words.say("wrong-entry"),
        Err(Refused::Wait(seconds)) => words.n("wait-entry", usize::try_from(seconds).unwrap_or(0)),
    };
    let mut page = html(&enter_page(&caller, &site, form.get("back"), Some(said)).await?)?;
    *page.status_mut() = axum::http::StatusCode::FORBIDDEN;
    Ok(page)
}

/// In a demonstration: in as a member, without a password.
pub(crate) async fn enter_as(
    caller: Caller,
    State(site): State<Site>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (name, now) = (form.get("name").to_owned(), Timestamp::now());
    if !site.settings().is_demo || !site.members().await?.iter().any(|member| member.name == name) {
        return Err(Problem::NotAllowed(caller.words().say("not-allowed")).in_language(caller.language));
    }
    let agent = agent(&headers);
    let key = site.with_beside(move |beside| access::begin(beside, &name, (&agent, true), now)).await?;
    let back = local(form.get("back")).unwrap_or("/").to_owned();
    Ok(with_session(&site, Redirect::to(&back).into_response(), &key, WEEK))
}

pub(crate) async fn leave(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let (name, id) = (caller.member().to_owned(), caller.session.map(|session| session.id));
    if let Some(id) = id {
        site.with_beside(move |beside| access::end(beside, &name, Some(&id), None)).await?;
    }
    Ok(with_session(&site, Redirect::to("/enter").into_response(), "", 0))
}

fn join_page(
    caller: &Caller,
    (site, key): (&Site, &str),
    name: String,
    said: Option<String>,
) -> Result<Response, Problem> {
    let elsewhere = site.openid().map(|provider| provider.settings.name.clone());
    let words = caller.words();
    let (languages, least) = (other_languages(words), PASSWORD_MIN.to_string());
    html(&JoinPage { t: words, languages, key: key.to_owned(), name, least, said, elsewhere })
}

fn old_invitation(caller: &Caller) -> Problem {
    Problem::NotFound(caller.words().say("invitation-old")).in_language(caller.language)
}

pub(crate) async fn invitation(
    caller: Caller,
    State(site): State<Site>,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let (asked, now) = (key.clone(), Timestamp::now());
    let name = site.with_beside(move |beside| access::invited(beside, &asked, now)).await?;
    join_page(&caller, (&site, &key), name.ok_or_else(|| old_invitation(&caller))?, None)
}

/// What is wrong with a new password, if anything.
fn wrong_password(caller: &Caller, password: &str, again: &str) -> Option<String> {
    let words = caller.words();
    if password.chars().count() < PASSWORD_MIN {
        return Some(words.of_it("password-short", words.number(PASSWORD_MIN)));
    }
    (password != again).then(|| words.say("password-differs"))
}

pub(crate) async fn join(
    caller: Caller,
    State(site): State<Site>,
    Path(key): Path<String>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let now = Timestamp::now();
    let password = form.get("password").to_owned();
    if let Some(wrong) = wrong_password(&caller, &password, form.get("again")) {
        let asked = key.clone();
        let name = site.with_beside(move |beside| access::invited(beside, &asked, now)).await?;
        return join_page(&caller, (&site, &key), name.ok_or_else(|| old_invitation(&caller))?, Some(wrong));
    }
    let (agent, is_whole) = (agent(&headers), site.settings().is_one_factor_enough);
    let begun = site
        .with_beside(move |beside| {
            let Some(name) = access::join(beside, &key, &password, now)? else { return Ok(None) };
            access::begin(beside, &name, (&agent, is_whole), now).map(Some)
        })
        .await?;
    let session = begun.ok_or_else(|| old_invitation(&caller))?;
    Ok(with_session(&site, Redirect::to("/account").into_response(), &session, WEEK))
}

pub(crate) async fn account(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    let said = flash(&caller).pop();
    account_page(&caller, &site, Vec::new(), said).await
}

async fn account_page(
    caller: &Caller,
    site: &Site,
    codes: Vec<String>,
    said: Option<String>,
) -> Result<Response, Problem> {
    let (name, now, words) = (caller.member().to_owned(), Timestamp::now(), caller.words());
    let own = name.clone();
    let (account, sessions, secret) = site
        .with_beside(move |beside| {
            let sessions = access::sessions(beside, &own, now)?;
            Ok((access::account(beside, &own)?, sessions, access::new_secret()?))
        })
        .await?;
    let zone = site.zone().await?;
    let this = caller.session.as_ref().map(|session| session.id.as_str());
    let shown = |at: Timestamp| words.moment(&at.to_zoned(zone.clone()));
    let row = |session: &access::Session| {
        let (since, seen) = (shown(session.since), shown(session.seen));
        let times = words.with("session-times", &[("since", (&since).into()), ("seen", (&seen).into())]);
        (session.id.clone(), session.agent.clone(), times, Some(session.id.as_str()) == this)
    };
    let role = |role: &String| words.say(&format!("role-of-{}", role.replace('_', "-")));
    html(&AccountPage {
        t: words,
        languages: other_languages(words),
        roles: words.list(&caller.roles.iter().map(role).collect::<Vec<_>>()),
        has_second: account.has_second(),
        elsewhere: site.openid().map(|provider| (provider.settings.name.clone(), account.is_elsewhere())),
        needs_second: caller.session.as_ref().is_some_and(|session| !session.is_whole) && codes.is_empty(),
        codes_left: words.n("n-codes-left", account.n_codes()),
        picture: picture(&name, &secret),
        secret,
        codes,
        sessions: sessions.iter().map(row).collect(),
        least: PASSWORD_MIN.to_string(),
        said,
        name,
    })
}

/// The address by which an app for one-time codes takes a secret, as a picture.
fn picture(name: &str, secret: &str) -> String {
    let address = format!("otpauth://totp/Truce:{}?secret={secret}&issuer=Truce", views::encoded(name));
    let drawn = QrCode::new(address.as_bytes());
    let drawn = drawn.map(|code| code.render::<svg::Color<'_>>().min_dimensions(180, 180).build()).unwrap_or_default();
    // What stands before the element is for files of their own.
    drawn.find("<svg").map(|at| drawn[at..].to_owned()).unwrap_or_default()
}

pub(crate) async fn second(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let (name, now) = (caller.member().to_owned(), Timestamp::now());
    let (secret, code) = (form.get("secret").to_owned(), form.get("code").to_owned());
    let session = caller.session.as_ref().map(|session| session.id.clone());
    let codes = site
        .with_beside(move |beside| {
            let codes = access::set_second(beside, &name, (&secret, &code), now)?;
            if let (Some(_), Some(id)) = (&codes, &session) {
                access::make_whole(beside, id)?;
            }
            Ok(codes)
        })
        .await?;
    match codes {
        Some(codes) => account_page(&caller, &site, codes, None).await,
        None => account_page(&caller, &site, Vec::new(), Some(caller.words().say("second-wrong"))).await,
    }
}

pub(crate) async fn password(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let (name, now, words) = (caller.member().to_owned(), Timestamp::now(), caller.words());
    let new = form.get("password").to_owned();
    if let Some(wrong) = wrong_password(&caller, &new, &new) {
        return account_page(&caller, &site, Vec::new(), Some(wrong)).await;
    }
    let (old, code) = (form.get("old").to_owned(), form.get("code").to_owned());
    let but = caller.session.as_ref().map(|session| session.id.clone());
    let done = site
        .with_beside(move |beside| {
            let checked = access::check(beside, (&name, &old, &code), now)?;
            if checked.is_ok() {
                access::set_password(beside, &name, &new)?;
                access::end(beside, &name, None, but.as_deref())?;
            }
            Ok(checked)
        })
        .await?;
    let said = match done {
        Ok(()) => words.say("password-changed"),
        Err(Refused::Wrong) => words.say("wrong-entry"),
        Err(Refused::Wait(seconds)) => words.n("wait-entry", usize::try_from(seconds).unwrap_or(0)),
    };
    account_page(&caller, &site, Vec::new(), Some(said)).await
}

/// Ends one session, or all others.
pub(crate) async fn end(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let name = caller.member().to_owned();
    let id = Some(form.get("id").to_owned()).filter(|id| !id.is_empty());
    let but = caller.session.map(|session| session.id).filter(|_| id.is_none());
    site.with_beside(move |beside| access::end(beside, &name, id.as_deref(), but.as_deref())).await?;
    Ok(Redirect::to("/account").into_response())
}

pub(crate) async fn members(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    members_page(caller, site, None).await
}

async fn members_page(caller: Caller, site: Site, invited: Option<(String, String)>) -> Result<Response, Problem> {
    let (may_manage, said) = (caller.may(crate::rights::Act::Manage), flash(&caller));
    let all = site.members().await?;
    let all = site
        .with_beside(move |beside| {
            let mut out = Vec::new();
            for Member { name, roles, party } in all {
                let account = access::account(beside, &name)?;
                let (has_account, has_second) = (account != access::Account::default(), account.has_second());
                out.push(Shown { name, roles, party, has_account, has_second });
            }
            Ok(out)
        })
        .await?;
    let set = site.settings();
    let set = pages::members::Settings {
        open: match set.open {
            Open::Closed => "open-closed",
            Open::Published => "open-published",
            Open::Live => "open-live",
        },
        second: !set.is_one_factor_enough,
        address: set.address.clone(),
        notice_days: set.notice_days.clone(),
        delay_days: set.delay_days,
    };
    let mut shown = caller.shown()?;
    "/members".clone_into(&mut shown.path);
    site.with_outlook(&caller, shown, move |record, shown| {
        html(&pages::members::members(record, (&all, &MEMBER_ROLES), (may_manage, &set), (invited, said), shown))
    })
    .await
}

pub(crate) async fn invite(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let name = form.get("name").to_owned();
    if !site.members().await?.iter().any(|member| member.name == name) {
        return Err(Problem::NotFound(format!("{name:?} has no place in this mission.")));
    }
    let (invited, now) = (name.clone(), Timestamp::now());
    let key = site.with_beside(move |beside| access::invite(beside, &invited, now)).await?;
    let address = site.settings().address.clone().unwrap_or_default();
    members_page(caller, site, Some((name, format!("{}/join/{key}", address.trim_end_matches('/'))))).await
}

/// Gives somebody a place; without any role, ends it.
pub(crate) async fn place(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let words = caller.words();
    let name = form.get("name").trim().to_owned();
    let roles: Vec<String> = form.all("role").map(str::to_owned).collect();
    let party = Some(form.get("party").to_owned()).filter(|party| !party.is_empty());
    let refuse = |why: &str| Err(Problem::Refused(why.to_owned()).in_language(caller.language));
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 60 {
        return refuse("a member has a name of at most 60 characters");
    }
    if let Some(unknown) = roles.iter().find(|role| !MEMBER_ROLES.contains(&role.as_str())) {
        return refuse(&format!("{unknown:?} is no role"));
    }
    let is_liaison = roles.iter().any(|role| role == "liaison");
    if is_liaison != party.is_some() {
        return refuse("a liaison speaks for a party, and nobody else for any");
    }
    if roles.is_empty() && name == caller.member() {
        return refuse("nobody ends their own place");
    }
    let is_over = roles.is_empty();
    let (by, leaves) = (caller.member().to_owned(), name.clone());
    if is_over {
        // First what opens doors.
        site.with_beside(move |beside| access::forget(beside, &leaves)).await?;
    }
    let (entry, size) = site
        .with_monitor(move |monitor| {
            let entry = monitor.record_member(&Member { name, roles, party }, Some(&by), Timestamp::now())?;
            Ok((entry, monitor.state().size()))
        })
        .await?;
    say_again("/members", "/members", &[words.of_it("done-as-entry", words.number(entry))], Some(size))
}
