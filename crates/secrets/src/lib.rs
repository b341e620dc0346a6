//! Where clear secrets rest: the operating system's keychain, and what stands in where there is none.
