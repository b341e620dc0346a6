//! The desktop app in a real window: a display of its own, a session bus with an unlocked keychain or without either,
//! and WebDriver to look at the page and to click on it. [`app::Machine::Complete`] has a window manager ([`windows`]), a
//! tray ([`tray`]) and a program that shows notifications ([`notices`]) besides, all of them Debian's.

pub mod app;
pub mod chromium;
pub mod display;
pub mod notices;
pub mod stage;
pub mod tray;
pub mod webdriver;
pub mod windows;
