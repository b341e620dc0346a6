//! nginx, which serves the bytes that Latchkey sent as a static file: the other floor of reads.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::patience::{LIMIT, until};
use latchkey_tests::process::Process;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::Command;

use crate::load::Target;
use crate::processes;
use crate::wire::Answer;

/// An nginx that runs until it is dropped.
pub(crate) struct Nginx {
    /// What a turn loads.
    pub(crate) target: Target,
    // Dropped before its folder.
    _process: Process,
    _folder: TempDir,
}

/// Where nginx is, if this machine has it. Debian keeps it where only root looks.
pub(crate) fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from))
        .map(|folder| folder.join("nginx"))
        .find(|program| program.is_file())
}

/// Its version, as it says it.
pub(crate) fn version(program: &Path) -> Option<String> {
    let told = std::process::Command::new(program)
        .arg("-v")
        .output()
        .ok()?;
    let text = String::from_utf8(told.stderr).ok()?;
    Some(text.trim().rsplit_once('/')?.1.to_owned())
}

impl Nginx {
    /// Starts one that gives `answer` to everything, with as many workers as Latchkey has threads.
    pub(crate) async fn start(program: &Path, answer: &Answer) -> Result<Self> {
        ensure!(answer.status == 200, "nginx stands beside reads");
        let folder = TempDir::with_prefix("latchkey-bench-nginx-")?;
        fs::write(folder.path().join("answer"), &answer.body)?;
        // It tells nobody which port it took, so it is given one that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let configuration = folder.path().join("nginx.conf");
        fs::write(
            &configuration,
            self::configuration(folder.path(), port, answer),
        )?;
        let mut command = Command::new(program);
        command
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&configuration)
            .args(["-e", "stderr"]);
        let process = Process::start_with_family(command)?;
        let address = format!("127.0.0.1:{port}");
        until(LIMIT, "nginx", async || {
            Ok(TcpStream::connect(&address)
                .await
                .map_err(|fault| format!("{fault}: {}", process.output())))
        })
        .await?;
        let head = process.id().context("nginx has ended")?;
        let target = Target {
            address,
            processes: processes::family(head)?.into_iter().collect(),
        };
        Ok(Self {
            target,
            _process: process,
            _folder: folder,
        })
    }
}

fn configuration(folder: &Path, port: u16, answer: &Answer) -> String {
    let folder = folder.display();
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Else its workers would be another account, which may not look into the folder.
    let as_root = if rustix::process::geteuid().is_root() {
        "user root;\n"
    } else {
        ""
    };
    // These nginx writes itself; the others are Latchkey's.
    let own = [
        "date",
        "content-length",
        "content-type",
        "last-modified",
        "etag",
    ];
    let mut headers = String::new();
    for (name, value) in &answer.headers {
        if !own.contains(&name.as_str()) && !value.contains(['"', '$', '\\']) {
            let _ = writeln!(headers, "      add_header {name} \"{value}\";");
        }
    }
    let media_type = answer
        .headers
        .iter()
        .find(|(name, _)| name == "content-type")
        .map_or("application/scim+json", |(_, value)| value.as_str());
    format!(
        "{as_root}daemon off;
worker_processes {workers};
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  server_tokens off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  sendfile on;
  tcp_nodelay on;
  open_file_cache max=16 inactive=1h;
  open_file_cache_valid 1h;
  client_body_temp_path {folder}/1;
  proxy_temp_path {folder}/2;
  fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4;
  scgi_temp_path {folder}/5;
  types {{ }}
  default_type \"{media_type}\";
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {folder};
    location / {{
      if_modified_since off;
{headers}      try_files /answer =404;
    }}
  }}
}}
"
    )
}
