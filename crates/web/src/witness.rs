//! A witness over HTTP, as <https://c2sp.org/tlog-witness> has it: requests come to one address, and are answered by a line of
//! signature or by a refusal. What is signed is not decided here.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

/// A proof has 63 hashes at most, and a checkpoint few signatures.
const BYTES_MAX: usize = 64 * 1024;

type Answer = dyn Fn(&str) -> (u16, String) + Send + Sync;

/// Serves until `stop` is ready. `answer` gives the status and the body for the body of a request.
pub async fn serve_witness(
    listener: std::net::TcpListener,
    answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let answer: Arc<Answer> = Arc::new(answer);
    let router = Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .layer(DefaultBodyLimit::max(BYTES_MAX))
        .with_state(answer);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn add_checkpoint(State(answer): State<Arc<Answer>>, body: String) -> Response {
    // Keeping what was signed waits for the disk.
    let answered = tokio::task::spawn_blocking(move || answer(&body)).await;
    let (status, body) = answered.unwrap_or_else(|_| (500, "the request could not be finished\n".to_owned()));
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = if status == StatusCode::CONFLICT { "text/x.tlog.size" } else { "text/plain; charset=utf-8" };
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}
