//! A hub on this machine with small models under the names of the published ones, to see a download by hand:
//!
//!     cargo run --profile bench -p bluerider-tests --bin hub -- 20     # milliseconds between blocks of 16 kB
//!
//! and in another terminal, with the address that it prints: `HF_ENDPOINT=… HF_HOME=… bluerider`.

use std::time::Duration;

use anyhow::{Context, Result};
use bluerider_tests::fixtures::roots;
use bluerider_tests::hub_server::HubServer;

fn main() -> Result<()> {
    let pause = std::env::args().nth(1).map_or(Ok(0), |pause| pause.parse())?;
    let server = HubServer::start()?;
    server.slow(Duration::from_millis(pause));
    for root in roots()? {
        let folder = |name: &Option<String>| name.as_ref().map(|name| root.path.join(name)).context("no folder");
        let fixture = &root.fixture;
        match fixture.system.as_str() {
            "kandinsky-2.2" => {
                server.publish("kandinsky-community/kandinsky-2-2-decoder", &folder(&fixture.decoder)?)?;
                server.publish("kandinsky-community/kandinsky-2-2-prior", &folder(&fixture.prior)?)?;
            }
            "kandinsky-3.1" => server.publish("ai-forever/Kandinsky3.1", &root.path)?,
            _ => {}
        }
    }
    println!("{}", server.address());
    loop {
        std::thread::park();
    }
}
