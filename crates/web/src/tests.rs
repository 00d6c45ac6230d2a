//! The gate as a table: every address for every role, asked over the real router; and how people come in and go out.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use expect_test::expect_file;
use jiff::Timestamp;
use ledger::SecretKey;
use ledger::body::{KeyLine, Role, Text};
use monitor::{Attachments, Beside, MEMBER_ROLES, Member, Monitor, Submissions};
use stores::{BesideInMemory, Memory};
use tower::ServiceExt;

use crate::access;
use crate::rights::{Act, may};
use crate::routes::{router, table};
use crate::site::{Open, Settings, Site};

const AGREEMENT: &str = "---\nagreement: small\ntitle: A small agreement\nparties: a \"Arda\", b \"Bela\"\nbodies: council \"Council\"\ntime zone: UTC\nin force: from 2030-01-01\n---\n";

/// A mission in memory with a member for each role, and what is kept beside it.
fn site(settings: Settings) -> (Site, BesideInMemory) {
    let mut monitor = Monitor::open(Box::new(Memory::create("small.truce").unwrap()), "main", "main").unwrap();
    let key = SecretKey::from_seed([7; 32]);
    let now = Timestamp::now();
    monitor.take_keys([key.clone()]);
    let line = KeyLine { key: key.public(), holder: "main".to_owned(), roles: vec![Role::Site, Role::Admin] };
    monitor.record_key(&line, now).unwrap();
    let text = Text { file: "small.md".to_owned(), text: AGREEMENT.to_owned(), annexes: [].into() };
    monitor.record_agreement(&text, now).unwrap();
    for role in MEMBER_ROLES {
        let party = (role == "liaison").then(|| "a".to_owned());
        let member = Member { name: format!("{role}-1"), roles: vec![role.to_owned()], party };
        monitor.record_member(&member, None, now).unwrap();
    }
    let folder = std::env::temp_dir().join(format!("truce-web-{}", std::process::id()));
    let submissions = Submissions::new(&folder.join("submissions"), Attachments::new(&folder.join("attachments")));
    let beside = BesideInMemory::default();
    let nobody = (Arc::new(|_: crate::Shown<'_>| None) as crate::Devices, Arc::new(|_: &str| None) as crate::Holders);
    (Site::new((monitor, None), settings, submissions, nobody, Box::new(beside.clone())), beside)
}

fn session(beside: &mut BesideInMemory, name: &str) -> String {
    access::begin(beside, name, ("test", true), Timestamp::now()).unwrap()
}

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1");
    if method == "POST" && !path.starts_with("/api/") {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8_lossy(&to_bytes(response.into_body(), 1 << 22).await.unwrap()).into_owned()
}

/// Whether the gate let somebody through: what came behind it may still say that something is missing.
fn is_let_through(response: &Response<Body>) -> bool {
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("");
    let is_refused =
        matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED) || to.starts_with("/enter?back=");
    !is_refused
}

#[tokio::test]
async fn every_address_for_every_role() {
    let (site, mut beside) = site(Settings { open: Open::Live, ..Settings::default() });
    let rows = table(&site).rows;
    let router = router(site);
    let mut out = "monitor, triage, analyst, verification body, liaison, publisher, administrator, public\n".to_owned();
    for (method, path, act) in rows {
        let mut row = String::new();
        for role in MEMBER_ROLES.into_iter().chain(["public"]) {
            let key = session(&mut beside, &format!("{role}-1"));
            let cookie = format!("truce_session={key}");
            let mut headers = vec![("sec-fetch-site", "same-origin")];
            if role != "public" {
                headers.push(("cookie", &cookie));
            }
            let response = ask(&router, method, path, &headers, "").await;
            // The door says the same to whoever shows nothing, and to whoever shows something wrong.
            let is_door = act == Act::Enter && method == "POST";
            let is_let = is_door || is_let_through(&response);
            assert_eq!(is_let, may(&[role.to_owned()], act), "{method} {path} for {role}: {}", response.status());
            row.push(if is_let { 'x' } else { '-' });
        }
        out.push_str(&format!("{row} {method} {path}\n"));
    }
    expect_file!["../tests/rights.txt"].assert_eq(&out);
}

#[tokio::test]
async fn strangers_see_nothing_of_a_record_that_is_not_open() {
    let (site, _) = site(Settings::default());
    let rows = table(&site).rows;
    let router = router(site);
    for (method, path, act) in rows.into_iter().filter(|(.., act)| *act != Act::Enter) {
        let response = ask(&router, method, path, &[], "").await;
        assert!(!is_let_through(&response), "{method} {path} ({act:?}): {}", response.status());
    }
}

#[tokio::test]
async fn a_session_that_ended_opens_nothing() {
    let (site, mut beside) = site(Settings::default());
    let router = router(site);
    let key = session(&mut beside, "monitor-1");
    let cookie = format!("truce_session={key}");
    assert_eq!(ask(&router, "GET", "/inbox", &[("cookie", &cookie)], "").await.status(), 200);
    let own = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let left = ask(&router, "POST", "/leave", &own, "").await;
    assert_eq!(left.status(), 303);
    assert!(!is_let_through(&ask(&router, "GET", "/inbox", &[("cookie", &cookie)], "").await));
    // A place that ended takes its sessions along.
    let key = session(&mut beside, "analyst-1");
    let cookie = format!("truce_session={key}");
    let office = format!("truce_session={}", session(&mut beside, "administrator-1"));
    let own = [("cookie", office.as_str()), ("sec-fetch-site", "same-origin")];
    let ended = ask(&router, "POST", "/members/place", &own, "name=analyst-1").await;
    assert_eq!(ended.status(), 303);
    assert!(!is_let_through(&ask(&router, "GET", "/inbox", &[("cookie", &cookie)], "").await));
}

#[tokio::test]
async fn the_language_that_was_chosen_is_kept() {
    let (site, _) = site(Settings { open: Open::Live, ..Settings::default() });
    let router = router(site);
    let chosen = ask(&router, "GET", "/?lang=ar", &[], "").await;
    let cookie = chosen.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let kept = text(ask(&router, "GET", "/", &[("cookie", &cookie), ("accept-language", "tr")], "").await).await;
    assert!(kept.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", &kept[..80]);
    let other = ask(&router, "GET", "/nowhere-of-ours", &[("cookie", &cookie)], "").await;
    assert!(other.headers().get(header::SET_COOKIE).is_none());
}

#[tokio::test]
async fn the_public_sees_what_was_published_and_nothing_else() {
    let (site, mut beside) = site(Settings { open: Open::Published, ..Settings::default() });
    let router = router(site);
    let get = async |path: &str| ask(&router, "GET", path, &[], "").await;
    assert!(!is_let_through(&get("/").await), "nothing was published yet");

    let cookie = format!("truce_session={}", session(&mut beside, "publisher-1"));
    let own = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let publish = async |size: u64, more: &str| {
        let body = format!("as_of=2030-02-01T00:00:00Z&size={size}&note=For+the+council.{more}");
        ask(&router, "POST", "/publications/publish", &own, &body).await
    };
    let far = publish(4, "").await;
    assert_eq!(far.status(), 404, "a moment more than two years ahead is none that can be shown");
    let now = Timestamp::now() - jiff::SignedDuration::from_secs(1);
    let publish = async |size: u64, more: &str| {
        let body = format!("as_of={now}&size={size}&note=For+the+council.{more}");
        ask(&router, "POST", "/publications/publish", &own, &body).await
    };
    assert_eq!(publish(4, "").await.status(), 303);
    // Before the first, there were a key, an agreement and a member for each role.
    let first = 2 + MEMBER_ROLES.len() as u64 + 1;
    assert_eq!(publish(6, &format!("&corrects={first}")).await.status(), 303);
    assert_eq!(publish(6, "&corrects=3").await.status(), 409, "what is corrected is a publication");
    assert_eq!(publish(900, "").await.status(), 409, "a size that there never was");

    let board = text(get("/").await).await;
    assert!(board.contains("data-size=\"6\""), "the last one is shown");
    let bound = |size: u64| format!("/?as_of={}&size={size}", views::encoded(&now.to_string()));
    let earlier = text(get(&bound(4)).await).await;
    assert!(earlier.contains("data-size=\"4\"") && earlier.contains("later corrected"), "{earlier}");
    assert!(!text(get(&bound(6)).await).await.contains("later corrected"));
    for other in [bound(5), "/?size=8".to_owned(), "/?as_of=2026-01-01".to_owned(), "/changes?since=5".to_owned()] {
        assert_eq!(get(&other).await.status(), 404, "{other}");
    }
    assert_eq!(get("/changes?since=4").await.status(), 200);
    let list = text(get("/publications").await).await;
    assert!(list.contains("For the council.") && list.contains("corrected by entry"), "{list}");
    assert!(!list.contains("publisher-1"), "who published is for those inside");
    // Those inside see the record as it stands, and the publisher what the public would see.
    let inside = text(ask(&router, "GET", "/publications", &own, "").await).await;
    assert!(inside.contains("publisher-1") && inside.contains("data-size=\"11\""), "{inside}");
    assert!(inside.contains("/sources"));
    let preview = text(ask(&router, "GET", "/?view=public", &own, "").await).await;
    assert!(!preview.contains("href=\"/sources"), "{preview}");
}

#[tokio::test]
async fn a_page_elsewhere_cannot_act_in_somebodys_name() {
    let (site, mut beside) = site(Settings::default());
    let router = router(site);
    let cookie = format!("truce_session={}", session(&mut beside, "administrator-1"));
    for elsewhere in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://a.example")]
    {
        let headers = [("cookie", cookie.as_str()), elsewhere];
        let response = ask(&router, "POST", "/members/place", &headers, "name=x&role=triage").await;
        assert_eq!(response.status(), 403, "{elsewhere:?}");
    }
    let stranger = ask(&router, "POST", "/enter", &[("sec-fetch-site", "cross-site")], "name=a&password=b").await;
    assert!(text(stranger).await.contains("did not come from a page of ours"), "nobody is signed in from elsewhere");
    let response = ask(&router, "POST", "/members/place", &[("cookie", &cookie)], "name=x&role=triage").await;
    assert_eq!(response.status(), 403, "who says nothing of where it comes from");
}

#[tokio::test]
async fn an_invitation_is_good_once_and_a_second_factor_is_asked_for() {
    let (site, mut beside) = site(Settings::default());
    let router = router(site);
    let key = access::invite(&mut beside, "triage-1", Timestamp::now()).unwrap();
    assert!(text(ask(&router, "GET", &format!("/join/{key}"), &[], "").await).await.contains("triage-1"));
    let take = format!("/join/{key}/take");
    let short = ask(&router, "POST", &take, &[], "password=short&again=short").await;
    assert!(text(short).await.contains("fewer than 12"));
    let body = "password=four+plain+words&again=four+plain+words";
    let joined = ask(&router, "POST", &take, &[], body).await;
    assert_eq!(joined.status(), 303);
    let cookie = joined.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let inbox = ask(&router, "GET", "/inbox", &[("cookie", &cookie)], "").await;
    assert_eq!(inbox.headers()[header::LOCATION], "/account", "first the second factor");
    assert_eq!(ask(&router, "POST", &take, &[], body).await.status(), 404, "it was used");

    // The code is made as an app makes it: RFC 6238 with SHA-1, 30 s, six digits.
    let page = text(ask(&router, "GET", "/account", &[("cookie", &cookie)], "").await).await;
    let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let app = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(&secret).unwrap()).build().unwrap();
    let code = app.generate_current().to_string();
    let own = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let wrong = ask(&router, "POST", "/account/second", &own, &format!("secret={secret}&code=12")).await;
    assert!(text(wrong).await.contains("The code is wrong"));
    let page = text(ask(&router, "POST", "/account/second", &own, &format!("secret={secret}&code={code}")).await).await;
    assert!(page.contains("Recovery codes"), "{page}");
    assert_eq!(ask(&router, "GET", "/inbox", &[("cookie", &cookie)], "").await.status(), 200);

    // From now on the password alone is not enough, a code is good once, a recovery code in its place.
    let enter = |code: &str| format!("name=triage-1&password=four+plain+words&code={code}");
    assert_eq!(ask(&router, "POST", "/enter", &[], &enter("")).await.status(), 403);
    assert_eq!(ask(&router, "POST", "/enter", &[], &enter(&code)).await.status(), 403, "its step was used");
    let recovery =
        page.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap()).find(|code| code.len() == 10);
    let recovery = recovery.unwrap();
    assert_eq!(ask(&router, "POST", "/enter", &[], &enter(recovery)).await.status(), 303);
    assert_eq!(ask(&router, "POST", "/enter", &[], &enter(recovery)).await.status(), 403, "it was used");
}

#[test]
fn wrong_tries_make_the_next_wait() {
    let mut beside = BesideInMemory::default();
    let mut now = Timestamp::now();
    let key = access::invite(&mut beside, "a", now).unwrap();
    access::join(&mut beside, &key, "four plain words", now).unwrap();
    let mut waits = Vec::new();
    for _ in 0..20 {
        match access::check(&mut beside, ("a", "wrong", ""), now).unwrap() {
            Err(access::Refused::Wait(seconds)) => {
                waits.push(seconds);
                now += jiff::SignedDuration::from_secs(seconds);
            }
            Err(access::Refused::Wrong) => {}
            Ok(()) => panic!("a wrong password let somebody in"),
        }
    }
    assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256]);
    assert_eq!(access::check(&mut beside, ("a", "four plain words", ""), now).unwrap(), Ok(()));
    assert_eq!(
        access::check(&mut beside, ("nobody", "four plain words", ""), now).unwrap(),
        Err(access::Refused::Wrong)
    );
}

#[test]
fn sessions_end_by_themselves() {
    let mut beside = BesideInMemory::default();
    let begun = Timestamp::now();
    let hours = |n| jiff::SignedDuration::from_hours(n);
    let key = access::begin(&mut beside, "a", ("browser", true), begun).unwrap();
    for hour in [11, 22, 33] {
        assert!(access::session(&mut beside, &key, begun + hours(hour)).unwrap().is_some(), "it is used");
    }
    assert!(access::session(&mut beside, &key, begun + hours(46)).unwrap().is_none(), "nobody used it");
    assert!(access::session(&mut beside, &key, begun + hours(34)).unwrap().is_none(), "it is gone");
    let key = access::begin(&mut beside, "a", ("browser", true), begun).unwrap();
    let last =
        (1..).map(|n| begun + hours(n * 10)).find(|at| access::session(&mut beside, &key, *at).unwrap().is_none());
    assert_eq!(last, Some(begun + hours(170)), "after a week everybody shows again who they are");
    assert!(beside.all("session").unwrap().is_empty());
}
