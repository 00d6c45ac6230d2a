//! All addresses on one screen, each with what it is for: without that none can be written down, and the gate asks who may.

use axum::Router;
use axum::handler::Handler;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use tower_http::compression::CompressionLayer;

use crate::api;
use crate::gate::gate;
use crate::handlers::{self, account, data, devices, event, inbox, openid, periodic, publish, record, report, sites};
use crate::headers;
use crate::ogc;
use crate::openrosa;
use crate::rights::Act;
use crate::site::Site;
use crate::sync;

/// Addresses with what each is for.
pub(crate) struct Table {
    router: Router<Site>,
    site: Site,
    /// Method, address, act: what the test of rights goes through.
    pub(crate) rows: Vec<(&'static str, &'static str, Act)>,
}

impl Table {
    fn add(mut self, (method, path): (&'static str, &'static str), act: Act, answer: MethodRouter<Site>) -> Table {
        let guarded = answer.layer(middleware::from_fn_with_state((self.site.clone(), act), gate));
        self.router = self.router.route(path, guarded);
        self.rows.push((method, path, act));
        self
    }

    fn get<H: Handler<T, Site>, T: 'static>(self, path: &'static str, act: Act, answer: H) -> Table {
        self.add(("GET", path), act, get(answer))
    }

    fn post<H: Handler<T, Site>, T: 'static>(self, path: &'static str, act: Act, answer: H) -> Table {
        self.add(("POST", path), act, post(answer))
    }
}

/// Every address but those at which devices show their keys.
pub(crate) fn table(site: &Site) -> Table {
    Table { router: Router::new(), site: site.clone(), rows: Vec::new() }
        .get("/", Act::SeeRecord, handlers::board)
        .get("/provision", Act::SeeRecord, handlers::provision)
        .get("/history", Act::SeeRecord, handlers::history)
        .get("/assessments", Act::SeeRecord, handlers::assessments)
        .get("/changes", Act::SeeRecord, record::changes)
        .get("/events", Act::SeeRecord, record::events)
        .get("/event", Act::SeeRecord, handlers::event)
        .get("/map", Act::SeeRecord, record::map)
        .get("/due", Act::SeeRecord, record::due)
        .get("/due.ics", Act::SeeRecord, handlers::due_calendar)
        .get("/feed.atom", Act::SeeRecord, data::feed)
        .get("/registers", Act::SeeRecord, record::registers)
        .get("/search", Act::SeeRecord, record::search)
        .get("/ledger", Act::SeeLedger, handlers::ledger)
        .get("/entry", Act::SeeEntry, handlers::entry)
        .get("/ledger/proofs", Act::SeeEntry, record::proofs)
        .get("/data/report.html", Act::SeeRecord, periodic::report)
        .get("/data/{name}", Act::SeeRecord, data::file)
        .get("/publications", Act::SeeRecord, publish::publications)
        .get("/publications/preview", Act::Publish, publish::preview)
        .post("/publications/publish", Act::Publish, publish::publish)
        .get("/sources", Act::SeeSources, handlers::sources)
        .get("/inbox", Act::SeeInbox, inbox::inbox)
        .get("/report", Act::SeeInbox, report::report)
        .post("/inbox/steps", Act::Sort, inbox::steps)
        .post("/event/link", Act::Link, event::link)
        .post("/event/finding", Act::Find, event::finding)
        .post("/event/response", Act::Respond, event::response)
        .get("/sites", Act::SeeEntry, sites::sites)
        .get("/members", Act::SeeMission, account::members)
        .post("/members/invite", Act::Manage, account::invite)
        .post("/members/place", Act::Manage, account::place)
        .get("/devices", Act::Manage, devices::devices)
        .post("/devices/enrol", Act::Manage, devices::enrol)
        .post("/devices/strike-off", Act::Manage, devices::strike_off)
        .get("/enter", Act::Enter, account::door)
        .post("/enter", Act::Enter, account::enter)
        .post("/enter/as", Act::Enter, account::enter_as)
        .get("/enter/openid", Act::Enter, openid::enter)
        .get("/enter/openid/back", Act::Enter, openid::back)
        .get("/join/{key}", Act::Enter, account::invitation)
        .get("/join/{key}/openid", Act::Enter, openid::join)
        .post("/join/{key}/take", Act::Enter, account::join)
        .get("/account", Act::OwnAccount, account::account)
        .post("/account/second", Act::OwnAccount, account::second)
        .post("/account/openid", Act::OwnAccount, openid::bind)
        .post("/account/openid/end", Act::OwnAccount, openid::leave)
        .post("/account/password", Act::OwnAccount, account::password)
        .post("/account/end", Act::OwnAccount, account::end)
        .post("/leave", Act::OwnAccount, account::leave)
        .get("/live", Act::SeeRecord, record::live)
        .get("/style.css", Act::Enter, handlers::style)
        .get("/live.js", Act::Enter, handlers::script)
        .get("/ogc", Act::SeeRecord, ogc::landing)
        .get("/ogc/api", Act::SeeRecord, ogc::description)
        .get("/ogc/conformance", Act::SeeRecord, ogc::conformance)
        .get("/ogc/collections", Act::SeeRecord, ogc::collections)
        .get("/ogc/collections/{id}", Act::SeeRecord, ogc::one_collection)
        .get("/ogc/collections/{id}/items", Act::SeeRecord, ogc::items)
        .get("/ogc/collections/{id}/items/{feature}", Act::SeeRecord, ogc::item)
        .get("/api/v1/events", Act::SeeEntry, api::events)
        .get("/api/v1/event", Act::SeeEntry, api::event)
        .get("/api/v1/register", Act::SeeEntry, api::register)
        .get("/api/v1/openapi.json", Act::Enter, api::description)
        .get("/api/v1/inbox", Act::SeeInbox, api::inbox)
        .post("/api/v1/inbox", Act::Sort, api::steps)
        .post("/api/v1/reports", Act::Report, api::reports)
}

/// The application.
pub fn router(site: Site) -> Router {
    table(&site)
        .router
        .merge(openrosa::routes())
        .merge(sync::routes())
        .fallback(handlers::not_found)
        .layer(middleware::from_fn_with_state(site.clone(), headers::own_host))
        .layer(middleware::map_response(headers::secure))
        .layer(CompressionLayer::new())
        .with_state(site)
}

/// The form server, and what other sites of the mission ask for, for the addresses at which devices and sites reach it.
pub fn forms_router(site: Site) -> Router {
    openrosa::routes()
        .merge(sync::routes())
        .fallback(handlers::not_found)
        .layer(middleware::map_response(headers::secure))
        .with_state(site)
}
