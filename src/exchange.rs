//! The kernel: the life of one request and its response, without sockets, clock or tasks.
//!
//! ```text
//! Exchange::begin(&engine, &mut request, …, now) → Begun::Proceed(exchange) | Begun::Replace(response)
//! exchange.on_response(head)                     → Plan::Pass | Plan::Replace | Plan::Inspect(inspection)
//! inspection.write(chunk, now), next_event() …          → events: Head once, then Bytes, Trailers, End;
//! inspection.write_last(chunk, now) where that is known to be the end;
//! inspection.finish(trailers, now), next_event() …       or Replace instead of Head; or Abort after it
//! ```
//! Adapters only carry bytes and perform effects, so that all decide alike:
//!
//! 1. The viewer, the country, the revision and with them the closed set are fixed at the request.
//! 2. What may be sent on is decided from route, media type and viewer alone, before the body.
//! 3. What cannot be judged is withheld; after the first byte only an error ends the stream.
//! 4. One audit event per exchange, however it ends.

mod begin;
mod bucket;
mod coded;
mod comparing;
mod conditional;
mod event;
mod familiar;
mod graphql;
mod headers;
mod inspection;
mod judge;
mod reader;
mod reading;
mod record;
mod respond;
mod steps;
mod tally;

pub use begin::{Begun, Exchange, Unfiltered};
pub use bucket::BUCKET_PATH;
pub use event::{Event, ExchangeError};
pub use inspection::Inspection;
pub use record::Withheld;
pub use respond::Plan;
