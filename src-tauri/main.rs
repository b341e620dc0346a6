//! Latchkey in a desktop window. What it does is in the library beside it.

// A console window of its own would open on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    latchkey_desktop::run()
}
