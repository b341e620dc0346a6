//! One process serves a folder, and answers within itself as it does on its socket.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use latchkey_host::Installation;
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
        webhooks_may_reach: Vec::new(),
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
