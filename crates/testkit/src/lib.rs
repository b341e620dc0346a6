//! What tests share: a running server on a fresh folder, people and clocks.
