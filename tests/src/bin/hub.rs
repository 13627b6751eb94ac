//! A hub on this machine with small models under the names of the published ones, to see a download by hand:
//!
//!     cargo run --profile bench -p bluerider-tests --bin hub -- 20     # milliseconds between blocks of 16 kB
//!
//! and in another terminal, with the address that it prints: `HF_ENDPOINT=… HF_HOME=… bluerider`.

use std::time::Duration;

use anyhow::Result;
use bluerider_tests::hub_server::HubServer;

fn main() -> Result<()> {
    let pause = std::env::args().nth(1).map_or(Ok(0), |pause| pause.parse())?;
    let server = HubServer::with_small_models()?;
    server.slow(Duration::from_millis(pause));
    println!("{}", server.address());
    loop {
        std::thread::park();
    }
}
