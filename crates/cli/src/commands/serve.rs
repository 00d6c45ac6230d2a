//! `truce serve`: the mission's pages, its API, its form server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use crate::devices;
use crate::mission::Mission;
use crate::output;
use crate::problem::Problem;
use crate::sealing;
use crate::tokens;

/// Arguments.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  truce serve my-mission --port 8080")]
pub(crate) struct Serve {
    /// Folder of the mission
    mission: PathBuf,
    /// Port on 127.0.0.1; 0 takes any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Also an address at which devices reach the form server, and nothing else: 0.0.0.0:8088
    #[arg(long, value_name = "ADDRESS:PORT")]
    forms: Option<SocketAddr>,
}

pub(crate) fn run(serve: &Serve) -> Result<(), Problem> {
    let forms = serve.forms.map(|address| {
        TcpListener::bind(address).map_err(|error| Problem::World(format!("{address} cannot be used ({error})")))
    });
    mission(Mission::open(&serve.mission)?, serve.port, forms.transpose()?)
}

fn bound(port: u16) -> Result<TcpListener, Problem> {
    TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port)).map_err(|error| {
        Problem::World(format!("port {port} on 127.0.0.1 cannot be used ({error}); choose another with --port"))
    })
}

/// Answers requests to a witness until it is told to stop.
pub(super) fn witness(
    port: u16,
    answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
) -> Result<(), Problem> {
    let listener = bound(port)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    output::line(format_args!("watching at http://{address}/add-checkpoint"))?;
    runtime.block_on(web::serve_witness(listener, answer, stopped()))?;
    Ok(())
}

/// Serves until it is told to stop.
pub(super) fn mission(mission: Mission, port: u16, forms: Option<TcpListener>) -> Result<(), Problem> {
    let listener = bound(port)?;
    let address = listener.local_addr()?;
    let as_of = mission.fixed_as_of()?;
    let (public, licence) = mission.public()?;
    let templates = super::report::templates(&mission.folder)?;
    let settings = web::Settings { public, licence, templates, ..mission.settings()? };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    output::line(format_args!("serving {} at http://{address}/", mission.folder.display()))?;
    if let Some(forms) = &forms {
        output::line(format_args!("field forms at http://{}/odk/KEY", forms.local_addr()?))?;
    }
    output::line(format_args!("stop with Ctrl-C"))?;
    let folder = mission.folder.clone();
    let own = mission.folder.clone();
    let holders: web::Holders = Arc::new(move |token| tokens::holder(&own, token));
    let devices: web::Devices = Arc::new(move |shown| devices::shown(&folder, shown));
    let submissions = match mission.seals_files_to()? {
        Some((compartment, keys)) => {
            mission.submissions().sealing(sealing::sealing(&compartment, sealing::recipients(&keys)?))
        }
        None => mission.submissions(),
    };
    let title = mission.monitor.state().version().map(|version| version.agreement.title.clone()).unwrap_or_default();
    let enrolments = Arc::new(devices::OnPage { folder: mission.folder.clone(), title });
    let (beside, openid) = (mission.beside()?, mission.openid()?);
    // Whoever signs in does not wait for a receiver of alerts that hangs: they have a way of their own.
    let (carriers, for_alerts) = (mission.carriers()?, mission.beside()?);
    let mut site = web::Site::new((mission.monitor, as_of), settings, submissions, (devices, holders), beside);
    site = site.with_enrolments(enrolments);
    if let Some(openid) = openid {
        site = site.with_openid(openid)?;
    }
    web::alerts::keep(&site, for_alerts, carriers);
    // What ends last ends outside the runtime: a database's connection cannot be closed within.
    let held = site.clone();
    let served = runtime.block_on(web::serve(listener, forms, site, stopped()));
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    drop(held);
    Ok(served?)
}

/// Whether nobody listens on that port of 127.0.0.1.
pub(super) fn is_free(port: u16) -> bool {
    TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port)).is_ok()
}

/// Ready when the program is told to stop.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
            return;
        }
    }
    let _ = interrupted.await;
}
