//! What the server asks of others over HTTPS: only addresses that the mission's configuration names, and nothing for a page.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// How long an answer may take, and how long it may be.
const PATIENCE: Duration = Duration::from_secs(10);
const ANSWER_MAX: u64 = 1 << 20;

/// Whether an address, after such a scheme, is of this machine: its name ends there, and does not only begin so.
pub fn is_here(address: &str, scheme: &str) -> bool {
    let rest = address.strip_prefix(scheme);
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .filter_map(|own| rest?.strip_prefix(own))
        .any(|rest| rest.is_empty() || rest.starts_with([':', '/']))
}

/// Who asks over HTTPS, and how long an answer may take.
pub(crate) fn agent(roots: Option<&[u8]>, patience: Duration) -> io::Result<Agent> {
    let roots = match roots {
        None => RootCerts::WebPki,
        Some(pem) => {
            let all = ureq::tls::parse_pem(pem).filter_map(|item| match item {
                Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            });
            let all: Vec<_> = all.collect();
            if all.is_empty() {
                return Err(io::Error::other("the file of authorities has no certificate in PEM"));
            }
            RootCerts::from(all.into_iter())
        }
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder().root_certs(roots).unversioned_rustls_crypto_provider(provider).build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(patience))
        // Whoever is asked is whom the configuration names, and nobody to whom they point.
        .max_redirects(0)
        .http_status_as_error(false)
        .build();
    Ok(Agent::new_with_config(config))
}

/// Asks others.
#[derive(Clone, Debug)]
pub(crate) struct Outward(Agent);

impl Outward {
    /// With the roots of the public web; or those of a file, in PEM, where the mission has authorities of its own.
    pub(crate) fn new(roots: Option<&[u8]>) -> io::Result<Outward> {
        agent(roots, PATIENCE).map(Outward)
    }

    /// A JSON document.
    pub(crate) fn get(&self, address: &str) -> io::Result<Value> {
        answer(address, self.0.get(address).header("Accept", "application/json").call())
    }

    /// Sends a form; the answer is JSON. `login` goes by HTTP Basic.
    pub(crate) fn post(&self, address: &str, form: &[(&str, &str)], login: Option<&str>) -> io::Result<Value> {
        let mut request = self.0.post(address).header("Accept", "application/json");
        if let Some(login) = login {
            request = request.header("Authorization", &format!("Basic {login}"));
        }
        answer(address, request.send_form(form.iter().copied()))
    }
}

impl Outward {
    /// Sends a JSON document; gives the status, and after how many seconds to come again, where that is said.
    pub(crate) fn push(&self, address: &str, headers: &[(&str, &str)], body: &str) -> io::Result<(u16, Option<i64>)> {
        let mut request = self.0.post(address).header("Content-Type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.send(body).map_err(|error| io::Error::other(format!("{address}: {error}")))?;
        let after = answer.headers().get("Retry-After").and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let status = answer.status().as_u16();
        // What it says is nobody's business here; but the answer is over only when it was read.
        let read = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec();
        read.map_err(|error| io::Error::other(format!("{address}: {error}")))?;
        Ok((status, after))
    }
}

fn answer(address: &str, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> io::Result<Value> {
    let mut answer = answer.map_err(|error| io::Error::other(format!("{address}: {error}")))?;
    let status = answer.status();
    let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec();
    let body = body.map_err(|error| io::Error::other(format!("{address}: {error}")))?;
    let value: Value = serde_json::from_slice(&body).unwrap_or_default();
    if status.is_success() {
        return Ok(value);
    }
    let why = value["error_description"].as_str().or(value["error"].as_str()).unwrap_or_default();
    Err(io::Error::other(format!("{address} answers {}: {why}", status.as_u16())))
}
