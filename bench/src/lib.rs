//! Benchmarks of the served program, beside the floor that they are measured against.
