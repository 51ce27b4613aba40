//! From files to a revision: load, compile with all errors at once, reload.
