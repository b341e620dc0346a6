//! One process serves a folder, and answers within itself as it does on its socket.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use latchkey_host::{Installation, Serving};
use latchkey_secrets::Choice;
use latchkey_server::{Limits, ServeConfig};
use latchkey_store_sqlite::FolderError;
use tower::ServiceExt as _;

fn on_any_port() -> ServeConfig {
    ServeConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        public_url: None,
        tls: None,
        trusted_proxies: Vec::new(),
        limits: Limits::default(),
        rehearsal: false,
    }
}

#[tokio::test]
async fn a_folder_is_not_made_where_one_is_to_be_opened() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let missing = folder.path().join("data");
    assert!(Installation::open(&missing).is_err());
    assert!(!missing.exists());
    Ok(())
}

#[tokio::test]
async fn a_folder_with_other_files_is_not_taken() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("letter.txt"), "Dear")?;
    let refused = Installation::open_or_make(folder.path(), &Choice::Once.into());
    assert!(refused.is_err_and(|why| why.to_string().contains("letter.txt")));
    Ok(())
}

#[tokio::test]
async fn a_folder_is_served_once_and_again_after_that() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let open = || Installation::open_or_make(&data, &Choice::Once.into());
    let serving = open()?.serve(on_any_port()).await?;
    let second = open()?.serve(on_any_port()).await.err();
    assert!(second.is_some_and(|why| matches!(
        why.downcast_ref::<FolderError>(),
        Some(FolderError::Served { .. })
    )));
    let answer = serving
        .router()
        .oneshot(Request::get("/healthz").body(Body::empty())?)
        .await?;
    assert_eq!(answer.status(), StatusCode::OK);
    serving.stop().await;
    open()?.serve(on_any_port()).await?.stop().await;
    Ok(())
}

/// Whether the number that a caller from loopback brings is kept, as a trusted proxy's is.
async fn is_believed(serving: &Serving) -> Result<bool> {
    let peer = ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000)));
    let request = Request::get("/healthz")
        .header("x-request-id", "of-the-proxy")
        .extension(peer)
        .body(Body::empty())?;
    let answer = serving.router().oneshot(request).await?;
    Ok(answer.headers()["x-request-id"] == "of-the-proxy")
}

#[tokio::test]
async fn a_proxy_is_believed_from_the_moment_it_is_named_until_it_is_not() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let installation =
        Installation::open_or_make(&folder.path().join("data"), &Choice::Once.into())?;
    let serving = installation.serve(on_any_port()).await?;
    assert!(!is_believed(&serving).await?);
    serving.believe(vec!["127.0.0.0/8".parse()?])?;
    assert!(is_believed(&serving).await?);
    serving.believe(Vec::new())?;
    assert!(!is_believed(&serving).await?);
    serving.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_last_proxy_before_an_open_address_stays() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let installation =
        Installation::open_or_make(&folder.path().join("data"), &Choice::Once.into())?;
    let open = ServeConfig {
        listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        trusted_proxies: vec!["127.0.0.1/32".parse()?],
        ..on_any_port()
    };
    let serving = installation.serve(open).await?;
    let refused = serving.believe(Vec::new());
    assert!(refused.is_err_and(|why| why.to_string().contains("plain http")));
    assert!(is_believed(&serving).await?);
    serving.stop().await;
    Ok(())
}
