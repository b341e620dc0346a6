//! The store: SQLite with migrations, one writer and many readers.
