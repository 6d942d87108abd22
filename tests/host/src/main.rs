//! `host up`: serves an application from its manifest, for development.

#![allow(clippy::print_stdout, reason = "a command line prints")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, Parser};
use host::{Host, Manifest, Reuse};

const NOTICE: &str = "This is a development and test tool, never a production server.";

/// Runs the components of a Spin manifest locally. A development and test tool, never a production server.
#[derive(Parser)]
enum Cli {
    /// Serves the application.
    Up(Up),
}

#[derive(Args)]
struct Up {
    /// The manifest.
    #[arg(long, default_value = "spin.toml")]
    manifest: PathBuf,
    /// The runtime configuration.
    #[arg(long)]
    runtime_config_file: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: String,
    /// The folder that paths of databases and stores start from; the manifest's by default.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// A variable of the application, as name=value. May be repeated.
    #[arg(long, value_parser = parse_variable)]
    variable: Vec<(String, String)>,
    /// How many requests an instance serves.
    #[arg(long, default_value_t = Reuse::default().count)]
    max_instance_reuse_count: usize,
    /// How many requests an instance serves at once.
    #[arg(long, default_value_t = Reuse::default().concurrency)]
    max_instance_concurrent_reuse_count: usize,
    /// How long an idle instance is kept, such as 1s or 500ms.
    #[arg(long, default_value = "1s", value_parser = parse_duration)]
    idle_instance_timeout: Duration,
    /// Builds the components first.
    #[arg(long)]
    build: bool,
    /// Prints the address alone on standard output.
    #[arg(long)]
    print_url: bool,
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a variable is written name=value")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    let (number, unit): (_, fn(u64) -> Duration) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, Duration::from_millis),
        (None, Some(number)) => (number, Duration::from_secs),
        (None, None) => (text, Duration::from_secs),
    };
    number.parse().map(unit).map_err(|_| format!("`{text}` is not a duration such as 1s or 500ms"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Cli::Up(options) = Cli::parse();
    match up(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn up(options: Up) -> Result<()> {
    eprintln!("{NOTICE}");
    let manifest = Manifest::read(&options.manifest)?;
    if options.build {
        host::build(&manifest, |step| eprintln!("{step}"))?;
    }
    let print_url = options.print_url;
    let host = builder(options).start().await?;
    if print_url {
        println!("{}", host.url());
    } else {
        println!("Serving {}", host.url());
    }
    host::interrupted().await?;
    eprintln!("Stopping: running requests may end.");
    host.stop().await;
    Ok(())
}

fn builder(options: Up) -> host::Builder {
    let mut builder = Host::builder(options.manifest).listen(options.listen).reuse(Reuse {
        count: options.max_instance_reuse_count,
        concurrency: options.max_instance_concurrent_reuse_count,
        idle: options.idle_instance_timeout,
    });
    if let Some(path) = options.runtime_config_file {
        builder = builder.runtime_config(path);
    }
    if let Some(path) = options.data_dir {
        builder = builder.data_dir(path);
    }
    options.variable.into_iter().fold(builder, |builder, (name, value)| builder.variable(name, value))
}
