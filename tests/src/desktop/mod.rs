//! The desktop app in a real window: a display of its own, a session bus with an unlocked keychain or without either,
//! and WebDriver to look at the page and to click on it.

pub mod app;
pub mod display;
pub mod webdriver;
