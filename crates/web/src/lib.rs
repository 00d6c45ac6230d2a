//! HTTP: addresses, headers, errors. The only crate that knows HTTP; it draws nothing and queries nothing itself.
//!
//! Every page is an ordinary link or form and works without script. Nothing is fetched from elsewhere.

mod admission;
mod api;
mod errors;
mod handlers;
mod headers;
mod openrosa;
mod query;
mod rights;
mod routes;
mod site;
mod witness;

pub use admission::{Device, Devices, Shown, ha1};
pub use api::{Holder, Holders, item};
pub use routes::{forms_router, router};
pub use site::{Settings, Site, linked, record};
pub use witness::serve_witness;

use std::future::IntoFuture;
use std::io;

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
    let served = axum::serve(own(listener)?, router(site)).with_graceful_shutdown(stop).await;
    forms.into_iter().for_each(|forms| forms.abort());
    served
}
