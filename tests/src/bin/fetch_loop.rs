//! Fetches models from the hub that `HF_ENDPOINT` names until they are there; for the tests that kill it.
//!
//!     fetch_loop files CACHE NAME…     by itself
//!     fetch_loop studio ROOT [NAME…]   as a studio under ROOT, which also goes on with what it had begun before

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bluerider::studio::intent::Intent;
use bluerider::studio::models::catalogue::{self, Choice};
use bluerider::studio::models::manager::ModelsIntent;
use bluerider::studio::paths::Paths;
use bluerider::studio::{Message, Studio};
use bluerider_engine::hub::{Hub, fetch};
use bluerider_tests::hub_server::Alone;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let how = arguments.next().context("how?")?;
    let folder = PathBuf::from(arguments.next().context("no folder")?);
    let names: Vec<String> = arguments.collect();
    match how.as_str() {
        "files" => files(folder, &names),
        "studio" => studio(&folder, names),
        _ => bail!("files or studio"),
    }
}

fn files(cache: PathBuf, names: &[String]) -> Result<()> {
    let hub = Hub::new(cache, None).with_patience(Duration::from_secs(5));
    for name in names {
        let entry = catalogue::named(name).context("no such model")?;
        fetch(&hub, &entry.orders(Choice::ALL), &Alone).map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    Ok(())
}

fn studio(root: &std::path::Path, names: Vec<String>) -> Result<()> {
    let mut studio = Studio::open(Paths::under(root), Arc::new(|| {}));
    for name in names {
        studio.apply(Intent::Models(ModelsIntent::Get(name, Choice::default())));
    }
    while !studio.models.downloads.list().is_empty() {
        studio.tick(Instant::now());
        let failed = |message: &&Message| matches!(message, Message::Error(_));
        if let Some(message) = studio.messages.list().iter().find(failed) {
            bail!("{message:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    for (entry, _) in studio.models.here() {
        println!("{}", entry.name);
    }
    studio.close();
    Ok(())
}
