//! HTTP: addresses, headers, errors. The only crate that knows HTTP; it draws nothing and queries nothing itself.
//!
//! Every page is an ordinary link or form and works without script. Nothing is fetched from elsewhere.

mod errors;
mod handlers;
mod headers;
mod query;
mod routes;
mod site;
mod witness;

pub use routes::router;
pub use site::{Settings, Site, linked, record};
pub use witness::serve_witness;

use std::io;

/// Serves until `stop` is ready. The listener is bound by the caller, who says the address.
pub async fn serve(
    listener: std::net::TcpListener,
    site: Site,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    axum::serve(listener, router(site)).with_graceful_shutdown(stop).await
}
