//! The desktop app in a real window under Xvfb, driven through tauri-driver: what a person sees and does.

mod behind_okta;
mod between;
mod connecting;
mod custom_scheme;
mod ending;
mod hostile;
mod hosting;
mod links;
mod login;
mod logo;
mod native_sign_in;
mod notices;
mod one_window;
mod surroundings;
mod tray;
