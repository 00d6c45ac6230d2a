//! Devices that send from the field: which there are, enrolling them, striking them off.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use views::pages::devices::{self, Device, Told};

use super::{flash, html, say_again};
use crate::enrolment::Enrolments;
use crate::errors::Problem;
use crate::gate::{Caller, Form};
use crate::site::Site;

fn list(caller: &Caller, site: &Site) -> Result<Enrolments, Problem> {
    let none = || Problem::NotFound(caller.words().say("devices-elsewhere")).in_language(caller.language);
    site.enrolments().ok_or_else(none)
}

pub(crate) async fn devices(caller: Caller, State(site): State<Site>) -> Result<Response, Problem> {
    page(caller, site, None).await
}

async fn page(caller: Caller, site: Site, told: Option<Told>) -> Result<Response, Problem> {
    let (list, said) = (list(&caller, &site)?, flash(&caller));
    let all = site.blocking(move || list.all().map_err(Problem::Failed)).await?;
    let all: Vec<Device> = all
        .into_iter()
        .map(|one| Device { name: one.name, source: one.source, since: one.since, struck_off: one.struck_off })
        .collect();
    let mut shown = caller.shown()?;
    "/devices".clone_into(&mut shown.path);
    site.with_outlook(&caller, shown, move |record, shown| html(&devices::devices(record, &all, (told, said), shown)))
        .await
}

/// Enrols one; what it is told is shown on this answer, and nowhere again.
pub(crate) async fn enrol(
    caller: Caller,
    State(site): State<Site>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let list = list(&caller, &site)?;
    let (name, source) = (form.get("name").trim().to_owned(), form.get("source").trim().to_owned());
    let settings = site.settings();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let here = || settings.address.clone().unwrap_or_else(|| format!("http://{host}"));
    let at = settings.forms_address.clone().unwrap_or_else(here);
    let shown_name = name.clone();
    let enrolled = site.blocking(move || Ok(list.enrol(&name, &source, &at))).await?;
    match enrolled {
        Ok(told) => {
            let told = Told { name: shown_name, address: told.address, picture: told.picture };
            page(caller, site, Some(told)).await
        }
        Err(why) => Err(Problem::Refused(why).in_language(caller.language)),
    }
}

pub(crate) async fn strike_off(caller: Caller, State(site): State<Site>, form: Form) -> Result<Response, Problem> {
    let (list, name, words) = (list(&caller, &site)?, form.get("name").to_owned(), caller.words());
    let gone = name.clone();
    match site.blocking(move || Ok(list.strike_off(&gone))).await? {
        Ok(()) => say_again("/devices", "/devices", &[words.of_it("device-struck-off", name)], None),
        Err(why) => Err(Problem::Refused(why).in_language(caller.language)),
    }
}
