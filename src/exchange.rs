//! The kernel: the life of one request and its response, without sockets, clock or tasks.
//!
//! ```text
//! Exchange::begin(&mut request, now)      → Begun::Proceed(exchange) | Begun::Replace(response)
//! exchange.on_response(head, now)         → Plan::Pass(head) | Plan::Replace(response) | Plan::Inspect(inspection)
//! inspection.write(chunk, now)            → events
//! inspection.finish(trailers, now)        → events
//! ```
//! Adapters only carry bytes and perform effects, so that all decide alike.
