//! HTTP: addresses, headers, errors. The only crate that knows HTTP; it draws nothing and queries nothing itself.
//!
//! Every page is an ordinary link or form and works without script. Nothing is fetched from elsewhere.

mod access;
mod admission;
pub mod alerts;
mod api;
mod desk;
mod enrolment;
mod errors;
mod gate;
mod handlers;
mod headers;
mod ogc;
mod openid;
mod openrosa;
mod outward;
mod presence;
mod query;
mod rights;
mod routes;
mod site;
mod sync;
#[cfg(test)]
mod tests;
mod witness;

pub use access::{forget, invite, public_secret};
pub use admission::{Device, Devices, Shown, ha1};
pub use api::{Holder, Holders, item};
pub use enrolment::{Enrolled, Enrolling, Enrolments, Told};
pub use openid::OpenIdSettings;
pub use outward::is_here;
pub use routes::{forms_router, router};
pub use site::{Open, Settings, Site, linked, record};
pub use sync::{Remote, Traffic};
pub use witness::serve_witness;

use std::future::IntoFuture;
use std::io;

/// How long requests may take to end once the program was told to stop.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// Serves until `stop` is ready. The listeners are bound by the caller, who says the addresses; at that of `forms` devices reach the
/// form server, and nothing else.
pub async fn serve(
    listener: std::net::TcpListener,
    forms: Option<std::net::TcpListener>,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let own = |listener: std::net::TcpListener| {
        listener.set_nonblocking(true)?;
        tokio::net::TcpListener::from_std(listener)
    };
    let forms = match forms {
        // What is cut here was not said to have arrived: it is sent again.
        Some(forms) => Some(tokio::spawn(axum::serve(own(forms)?, forms_router(site.clone())).into_future())),
        None => None,
    };
    let (told, hears) = tokio::sync::oneshot::channel::<()>();
    let stop = async move {
        stop.await;
        let _ = told.send(());
    };
    let serving = axum::serve(own(listener)?, router(site)).with_graceful_shutdown(stop).into_future();
    // What pages hear live never ends by itself: so long what is under way may take to end.
    let patience = async move {
        drop(hears.await);
        tokio::time::sleep(PATIENCE).await;
    };
    let served = tokio::select! { served = serving => served, () = patience => Ok(()) };
    forms.into_iter().for_each(|forms| forms.abort());
    served
}
