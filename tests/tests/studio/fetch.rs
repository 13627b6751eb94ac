//! A fresh computer gets a Kandinsky from a hub, through kills and bad networks, and paints with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider::studio::Studio;
use bluerider::studio::models::catalogue::{self, Choice};
use bluerider::studio::models::downloads::State;
use bluerider::studio::models::{import, known, named};
use bluerider::studio::paths::Paths;
use bluerider_engine::error::{Cause, EngineError, ErrorKind};
use bluerider_engine::hub::{Hub, Order, Repository, fetch, forget};
use bluerider_engine::protocol::{Model, Recipe, System};
use bluerider_tests::bench::{Bench, painted, with};
use bluerider_tests::hub_server::{Alone, COMMIT, Fault, HubServer};

/// How often the fetching program is killed.
const KILLS: usize = 40;

fn client(server: &HubServer, cache: &Path) -> Hub {
    Hub::at(server.address(), cache.to_owned(), None).with_patience(Duration::from_millis(300))
}

/// Where [`FILE`] lies in storage.
const CIRCLE: &str = "/storage/kandinsky-community/kandinsky-2-2-decoder/movq/diffusion_pytorch_model.safetensors";

/// The file that most of what can go wrong is tried on, and an order for it.
const FILE: &str = "kandinsky-community/kandinsky-2-2-decoder/movq/diffusion_pytorch_model.safetensors";

fn order() -> Order {
    let repository = Repository::new("kandinsky-community/kandinsky-2-2-decoder", "main");
    Order { repository, files: vec!["movq/*.safetensors".into()], if_there: Vec::new() }
}

/// Fetches [`FILE`] with these faults on the way, into a fresh cache.
fn fetch_with(
    server: &HubServer,
    faults: &[Fault],
) -> Result<(tempfile::TempDir, std::result::Result<PathBuf, Cause>)> {
    let cache = tempfile::tempdir()?;
    server.faults(FILE, faults.iter().cloned());
    let fetched = fetch(&client(server, cache.path()), &[order()], &Alone);
    let fetched = fetched.map(|folders| folders[0].clone()).map_err(|EngineError { cause, .. }| cause);
    Ok((cache, fetched))
}

/// What is not whole in a cache.
fn incomplete(cache: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    for repository in std::fs::read_dir(cache)?.flatten() {
        let Ok(blobs) = std::fs::read_dir(repository.path().join("blobs")) else { continue };
        for blob in blobs.flatten().filter(|blob| blob.path().extension().is_some_and(|end| end == "incomplete")) {
            // One that has become whole since it was listed has another name now.
            if let Ok(about) = blob.metadata() {
                found.push((blob.path(), about.len()));
            }
        }
    }
    Ok(found)
}

#[test]
fn a_fetch_that_is_killed_goes_on_where_it_was_and_the_models_paint() -> Result<()> {
    let server = HubServer::with_small_models()?;
    server.slow(Duration::from_millis(40));
    let home = tempfile::tempdir()?;
    let paths = Paths::under(home.path());
    std::fs::create_dir_all(&paths.hub)?;
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_fetch_loop"))
            .args(["files", &paths.hub.display().to_string(), "kandinsky-2.2", "kandinsky-3.1"])
            .env("HF_ENDPOINT", server.address())
            .stdout(Stdio::null())
            .spawn()
    };
    let mut generator = 0x2545_f491_u64;
    for kill in 0..KILLS {
        let before = incomplete(&paths.hub)?;
        server.requests();
        let mut child = start()?;
        generator = generator.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(60 + (generator >> 33) % 200));
        ensure!(child.try_wait()?.is_none(), "it was done after {kill} kills; the hub is too quick for the test");
        child.kill()?;
        child.wait()?;
        // Whatever lay on the disk was not asked for again: each file went on behind its last byte.
        for request in server.requests() {
            let hash = server.hash(&request.file).context("no such file")?;
            let of_file = |path: &Path| path.file_stem().is_some_and(|name| name == hash.as_str());
            let there = before.iter().find(|(path, _)| of_file(path)).map_or(0, |(_, length)| *length);
            ensure!(request.from == there, "{request:?}, and {there} bytes were there");
        }
        ensure!(named("kandinsky-3.1", &paths).is_some_and(|model| model.is_err()), "half a model is taken for one");
    }
    server.slow(Duration::ZERO);
    ensure!(start()?.wait()?.success(), "it did not end well");
    ensure!(incomplete(&paths.hub)?.is_empty(), "something is not whole");

    // Once more, and nothing is fetched.
    server.requests();
    ensure!(start()?.wait()?.success());
    ensure!(server.requests().is_empty(), "what is here was fetched again");

    for name in ["kandinsky-2.2", "kandinsky-3.1"] {
        let entry = catalogue::named(name).context("no entry")?;
        let (damaged, unknown) = import::verify(entry, &paths, &Alone)?;
        ensure!(damaged.is_empty() && unknown.is_empty(), "{damaged:?} {unknown:?}");
        let found = known(&paths);
        let found = found.iter().find(|found| found.entry.name == name).context("not known")?;
        ensure!(found.has(Choice::ALL), "{name}: {:?}", found.parts);
        paints(found.model.clone().context("no model")?)?;
    }
    Ok(())
}

#[test]
fn a_studio_that_is_killed_goes_on_with_its_download_by_itself() -> Result<()> {
    let server = HubServer::with_small_models()?;
    server.slow(Duration::from_millis(20));
    let home = tempfile::tempdir()?;
    let paths = Paths::under(home.path());
    let studio = |names: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fetch_loop"));
        command.arg("studio").arg(home.path()).args(names).env("HF_ENDPOINT", server.address());
        // The keyring of whoever runs the tests is theirs.
        command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").stdout(Stdio::piped());
        command.spawn()
    };
    let mut child = studio(&["kandinsky-2.2"])?;
    let waited = Instant::now();
    while std::fs::read_dir(&paths.hub).is_err() || incomplete(&paths.hub)?.iter().all(|(_, length)| *length == 0) {
        ensure!(waited.elapsed() < Duration::from_secs(20), "nothing came");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill()?;
    child.wait()?;
    // Nobody asks again.
    let done = studio(&[])?.wait_with_output()?;
    ensure!(done.status.success() && String::from_utf8_lossy(&done.stdout).contains("kandinsky-2.2"), "{done:?}");
    ensure!(incomplete(&paths.hub)?.is_empty());

    // What was paused stays paused.
    std::fs::remove_dir_all(&paths.hub)?;
    let kept = r#"[{"name":"kandinsky-2.2","choice":{"pictures":true,"inpainting":false},"paused":true}]"#;
    std::fs::write(paths.config.join("downloads.json"), kept)?;
    server.requests();
    let mut open = Studio::open(paths, Arc::new(|| {}));
    open.tick(Instant::now());
    let download = open.models.downloads.get("kandinsky-2.2").context("it is forgotten")?;
    ensure!(download.state == State::Paused && server.requests().is_empty());
    Ok(())
}

fn paints(model: Model) -> Result<()> {
    let system = bluerider_engine::checkpoint::Checkpoint::system_of(&model);
    let size = if system == System::Kandinsky22 { 32 } else { 64 };
    let usual = Recipe::of(model, system, "a cat");
    let steps = usual.sampling.steps.min(4);
    let recipe = with(Recipe { width: size, height: size, seed: 7, ..usual }, |recipe| {
        recipe.sampling.steps = steps;
        recipe.sampling.prior_steps = 2;
    });
    let bench = Bench::new()?;
    bench.submit(1, recipe)?;
    let events = bench.until_finished(1)?;
    ensure!(painted(&events).len() == 1, "{events:?}");
    Ok(())
}

#[test]
fn what_a_bad_network_does_is_survived() -> Result<()> {
    let server = HubServer::with_small_models()?;
    let good: [&[Fault]; 9] = [
        &[Fault::Cut(100_000), Fault::Cut(0), Fault::Cut(300_000)],
        &[Fault::Stall(70_000)],
        &[Fault::Status(503), Fault::Status(429), Fault::Status(500)],
        &[Fault::Cut(50_000), Fault::NoRange],
        // The first whole file is damaged, the second one is not.
        &[Fault::Damaged],
        &[Fault::Cut(1)],
        &[Fault::Cut(50_000), Fault::Status(416)],
        &[Fault::SlowHead],
        &[Fault::Named],
    ];
    for faults in good {
        let (cache, fetched) = fetch_with(&server, faults)?;
        let folder = fetched.map_err(|cause| anyhow::anyhow!("{faults:?}: {cause:?}"))?;
        let name = folder.join("movq/diffusion_pytorch_model.safetensors");
        ensure!(std::fs::metadata(&name)?.len() == server.size(FILE).context("no size")?, "{faults:?}");
        #[cfg(unix)]
        ensure!(std::fs::read_link(&name)?.is_relative(), "the cache cannot be moved");
        ensure!(folder.ends_with(COMMIT));
        ensure!(!cache.path().join(".bashrc").exists() && !folder.join(".bashrc").exists(), "it took a proposed name");
    }
    Ok(())
}

#[test]
fn what_cannot_be_survived_is_said_by_its_name() -> Result<()> {
    let server = HubServer::with_small_models()?;
    let size = server.size(FILE).context("no size")? as usize;
    type Is = fn(&Cause) -> bool;
    let bad: [(&[Fault], Is); 14] = [
        (&[Fault::Status(404)], |cause| matches!(cause, Cause::HubNotFound { .. })),
        (&[Fault::Status(403)], |cause| matches!(cause, Cause::HubForbidden { token: false, .. })),
        (&[Fault::Page], |cause| matches!(cause, Cause::HubPage { .. })),
        (&[Fault::Pointer], |cause| matches!(cause, Cause::HubPointer { .. })),
        (&[Fault::Length(17)], |cause| matches!(cause, Cause::HubChanged { .. })),
        (&[Fault::Damaged, Fault::Damaged], |cause| matches!(cause, Cause::HubHash { .. })),
        (&[Fault::Cut(50_000), Fault::WrongRange], |cause| matches!(cause, Cause::HubChanged { .. })),
        (&[const { Fault::Status(502) }; 5], |cause| matches!(cause, Cause::HubRefused { status: 502, .. })),
        (&[const { Fault::Cut(0) }; 5], |cause| matches!(cause, Cause::HubStalled { .. })),
        (&[const { Fault::SlowHead }; 5], |cause| matches!(cause, Cause::HubStalled { .. })),
        // In a circle, to a file of this computer, to a way that is none, and to a machine that answers nobody.
        (&[const { Fault::Redirect(CIRCLE) }; 60], |cause| matches!(cause, Cause::HubAnswer { .. })),
        (&[const { Fault::Redirect("file:///etc/passwd") }; 5], |cause| cause.kind() == ErrorKind::Fetching),
        (&[const { Fault::Redirect("gopher://127.0.0.1/") }; 5], |cause| cause.kind() == ErrorKind::Fetching),
        (&[const { Fault::Packed }; 5], |cause| cause.kind() == ErrorKind::Fetching),
    ];
    for (faults, is) in bad {
        let (cache, fetched) = fetch_with(&server, faults)?;
        match fetched {
            Err(cause) if is(&cause) => {}
            other => bail!("{faults:?} of {size} bytes: {other:?}"),
        }
        let revision = cache.path().join("models--kandinsky-community--kandinsky-2-2-decoder/refs/main");
        ensure!(!revision.exists(), "{faults:?}: what is not whole is taken for a model");
    }
    Ok(())
}

#[test]
fn repositories_that_are_closed_gone_or_out_of_reach_are_said_by_name() -> Result<()> {
    let server = HubServer::with_small_models()?;
    let cache = tempfile::tempdir()?;
    let cause = |hub: &Hub, name: &str| {
        let order = Order { repository: Repository::new(name, "main"), files: vec!["*".into()], if_there: Vec::new() };
        fetch(hub, &[order], &Alone).expect_err("it cannot be fetched").cause
    };
    let own = "kandinsky-community/kandinsky-2-2-decoder";
    let hub = client(&server, cache.path());
    ensure!(matches!(cause(&hub, "nobody/nothing"), Cause::HubNotFound { .. }));
    server.faults(own, [Fault::Page]);
    ensure!(matches!(cause(&hub, own), Cause::HubPage { .. }));
    server.guard("hf_right");
    ensure!(matches!(cause(&hub, own), Cause::HubForbidden { token: false, .. }));
    let with = |token: &str| {
        Hub::at(server.address(), cache.path().to_owned(), Some(token.into())).with_patience(Duration::from_millis(300))
    };
    ensure!(matches!(cause(&with("hf_wrong"), own), Cause::HubForbidden { token: true, .. }));
    let fetched = fetch(&with("hf_right"), &[order()], &Alone)?;
    ensure!(fetched.len() == 1);

    // A port that nobody listens on.
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let away =
        Hub::at(&format!("http://{free}"), cache.path().to_owned(), None).with_patience(Duration::from_millis(20));
    let begun = Instant::now();
    ensure!(matches!(cause(&away, own), Cause::HubOffline { .. }));
    ensure!(begun.elapsed() < Duration::from_secs(10));
    Ok(())
}

#[test]
fn a_missing_file_is_named_before_anything_comes_and_what_was_begun_can_be_thrown_away() -> Result<()> {
    let server = HubServer::with_small_models()?;
    let cache = tempfile::tempdir()?;
    server.withdraw("ai-forever/Kandinsky3.1/weights/movq.pt");
    server.requests();
    let entry = catalogue::named("kandinsky-3.1").context("no entry")?;
    let error = fetch(&client(&server, cache.path()), &entry.orders(Choice::default()), &Alone).expect_err("no MoVQ");
    ensure!(matches!(&error.cause, Cause::HubNotFound { file } if file.ends_with("weights/movq.pt")), "{error}");
    ensure!(server.requests().is_empty(), "something was fetched all the same");

    server.faults(FILE, [Fault::Cut(60_000), Fault::Status(404)]);
    fetch(&client(&server, cache.path()), &[order()], &Alone).expect_err("cut off");
    let begun = incomplete(cache.path())?;
    ensure!(matches!(begun[..], [(_, 60_000)]), "{begun:?}");
    forget(cache.path(), &order().repository)?;
    ensure!(incomplete(cache.path())?.is_empty());
    Ok(())
}

#[test]
fn two_at_a_time_do_not_fetch_the_same_file() -> Result<()> {
    let server = Arc::new(HubServer::with_small_models()?);
    // 1.8 MB in blocks of 16 kB: longer than one waits for the other.
    server.slow(Duration::from_millis(45));
    let cache = tempfile::tempdir()?;
    let one = {
        let hub = client(&server, cache.path());
        std::thread::spawn(move || fetch(&hub, &[order()], &Alone).map(drop))
    };
    while incomplete(cache.path())?.iter().all(|(_, length)| *length == 0) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let other = fetch(&client(&server, cache.path()), &[order()], &Alone).expect_err("it is being fetched");
    ensure!(matches!(other.cause, Cause::FetchedElsewhere { .. }), "{other}");
    one.join().map_err(|_| anyhow::anyhow!("it panicked"))??;
    Ok(())
}
