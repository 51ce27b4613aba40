//! The request: who asks, from where, for what, and which categories are therefore closed.

use super::bucket::{BUCKET_PATH, Bucket, is_trusted};
use super::graphql::Names;
use super::record::Record;
use crate::assurance::{Assurance, SessionCall};
use crate::audit::{End, Event};
use crate::category::CategorySet;
use crate::clock::Timestamp;
use crate::engine::Engine;
use crate::engine::settings::{Route, RouteMode};
use crate::gate::{Client, Reason};
use crate::jurisdiction::{Country, Jurisdiction};
use crate::policy::{Closed, Requirement};
use crate::representation::{
    Coding, Conditions, accepted, ask_for_whole_plain_body, remove_alike, strip_method_overrides,
};
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{Method, Response, StatusCode, request};
use std::sync::Arc;

/// What becomes of a request.
#[derive(Debug)]
pub enum Begun {
    /// It goes on to upstream, as changed.
    Proceed(Box<Exchange>),
    /// It is answered here.
    Replace(Response<Bytes>),
}

/// In the extensions of a request whose route is unfiltered by name, so that an adapter may let more
/// pass than responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfiltered;

/// One request on its way, with everything about its viewer settled.
#[derive(Debug)]
pub struct Exchange {
    pub(super) closed: Closed,
    /// The shop's host, hashed; 0 where nothing is remembered of it.
    pub(super) host: u64,
    /// The place of the route among the engine's.
    pub(super) route: Option<usize>,
    /// What all that comes belongs to, whatever it says.
    pub(super) categories: CategorySet,
    /// Who chose the names of fields.
    pub(super) names: Names,
    pub(super) client: Client,
    pub(super) head_request: bool,
    /// Path and query as asked for; `None` where nobody will ask.
    pub(super) target: Option<http::uri::PathAndQuery>,
    /// Conditions on validators of ours that upstream is asked about.
    pub(super) conditions: Option<Conditions>,
    /// The coding in which the client wants what is read.
    pub(super) coding: Option<Coding>,
    pub(super) bucket: Option<Bucket>,
    pub(super) clear_session: bool,
    pub(super) started: Timestamp,
    pub(super) expires: Option<Timestamp>,
    pub(super) record: Record,
}

impl Exchange {
    /// Settles who asks and prepares the request for upstream: evidence is read and removed, and
    /// where anything is closed, only a whole, plain body is asked for.
    ///
    /// `shop` is what the shop's own login knows of the viewer. The settled [`Assurance`] lands in
    /// the request's extensions.
    pub fn begin(
        engine: &Arc<Engine>,
        request: &mut request::Parts,
        shop: Option<Assurance>,
        now: Timestamp,
    ) -> Begun {
        strip_method_overrides(&mut request.headers);
        if let Some(call) = SessionCall::of(request) {
            return Begun::Replace(session(engine, request, call, now));
        }
        let jurisdiction = jurisdiction(engine, request);
        let assessed = engine.assessor().assess(request, shop, now);
        engine.assessor().strip(&mut request.headers);
        let refused = assessed.refusals.iter().map(|refusal| refusal.label()).collect::<Vec<_>>();
        assessed.refusals.iter().for_each(|refusal| engine.shared().metrics.refuse(*refusal));

        let settings = engine.settings();
        let at = if settings.routes.is_empty() {
            None
        } else {
            settings.place_of_route(host_of(request), request.uri.path(), &request.method)
        };
        let route = at.and_then(|at| settings.routes.get(at));
        let categories = if settings.routes.is_empty() {
            CategorySet::EMPTY
        } else {
            let (host, path) = (host_of(request), request.uri.path());
            settings.categories_of_path(route, host, path, &request.method)
        };
        let mode = route.map_or(RouteMode::Filter, |route| route.mode);
        let viewer = assessed.assurance.viewer();
        let mut closed = engine.policy().close(&viewer, jurisdiction, now.date());
        let bucket = Bucket::settle(engine, request, &closed, jurisdiction);
        if request.uri.path() == BUCKET_PATH
            && request.method.is_safe()
            && is_trusted(engine, request)
            && let Some(bucket) = bucket
        {
            return Begun::Replace(bucket.answer());
        }
        match mode {
            RouteMode::Filter => {}
            RouteMode::Observe => {
                closed.set.observed = closed.wanted();
                closed.set.enforced = CategorySet::EMPTY;
                closed.set.age_rule_open = false;
            }
            RouteMode::Unfiltered => {
                closed = Closed::default();
                request.extensions.insert(Unfiltered);
            }
        }
        let is_open = closed.set.enforced.is_empty() && closed.set.observed.is_empty();
        let asks = is_open && mode == RouteMode::Filter && Conditions::are_in(&request.headers);
        // Nothing is withheld from an open viewer, so that nothing is said in its place.
        let client = if is_open { Client::PROGRAM } else { Client::of(&request.headers) };
        let (host, target) = if is_open && !asks {
            (0, None)
        } else {
            let host = host_of(request).map_or(0, |host| engine.shared().hash_host(host));
            (host, request.uri.path_and_query().cloned())
        };
        let event = Event {
            revision: Arc::clone(engine.shared_revision()),
            at: now.as_millis(),
            route: route.map(|route| route.place.clone()),
            jurisdiction,
            age: viewer.bounds.lower.0,
            class: viewer.class.name(),
            refused,
            status: 0,
            reason: None,
            end: End::Open,
            observed: closed.set.enforced.is_empty() && !is_open,
            judged: 0,
            withheld: 0,
            would_withhold: 0,
            units: Vec::new(),
        };
        let expires = assessed.assurance.expires_at;
        request.extensions.insert(assessed.assurance);
        let mut exchange = Self {
            closed,
            host,
            route: at,
            categories,
            names: if is_open { Names::Own } else { Names::of(request) },
            client,
            head_request: request.method == Method::HEAD,
            target,
            conditions: None,
            coding: None,
            bucket,
            clear_session: assessed.clear_session,
            started: now,
            expires,
            record: Record::new(Arc::clone(engine), event),
        };
        if exchange.closed.set.enforced.is_empty() {
            if asks {
                exchange.translate_conditions(&mut request.headers, &request.method);
            }
            return Begun::Proceed(Box::new(exchange));
        }
        if let Some(reason) = exchange.closed_reason(exchange.categories) {
            return Begun::Replace(exchange.replace(reason));
        }
        if request.method == Method::CONNECT {
            return Begun::Replace(exchange.replace(Reason::Unreadable));
        }
        exchange.translate_conditions(&mut request.headers, &request.method);
        if cfg!(feature = "coding") {
            exchange.coding = accepted(&request.headers, &engine.settings().coding.offered);
        }
        ask_for_whole_plain_body(&mut request.headers);
        Begun::Proceed(Box::new(exchange))
    }

    /// The revision that decides.
    pub const fn engine(&self) -> &Arc<Engine> {
        &self.record.engine
    }

    /// The route, if there is one.
    pub(super) fn route(&self) -> Option<&Route> {
        self.record.engine.settings().routes.get(self.route?)
    }

    /// Why something declared to be of these categories is closed; `None`: it is not.
    pub(super) fn closed_reason(&self, declared: CategorySet) -> Option<Reason> {
        let decision = self.record.engine.policy().decide(&self.closed, declared);
        decision.action?;
        let rules = self.record.engine.policy().rules();
        let prohibited = decision
            .reasons
            .iter()
            .filter_map(|reason| rules.get(reason.rule))
            .any(|rule| rule.requirement == Requirement::Prohibited);
        Some(if prohibited { Reason::Prohibited } else { Reason::AgeAssuranceRequired })
    }

    /// Whether what cannot be read passes: only prohibitions are closed to a proven adult.
    pub(super) fn passes_unreadable(&self) -> bool {
        !self.closed.set.age_rule_open
            && self.record.engine.settings().pass_unreadable_if_prohibited_only
    }

    /// Ends the exchange with an answer of ours.
    pub(super) fn replace(&mut self, reason: Reason) -> Response<Bytes> {
        self.record.event.reason = Some(reason.label());
        self.record.end(End::Replaced);
        let mut answer = self.record.engine.settings().gate.answer(reason, self.client);
        if self.head_request {
            *answer.body_mut() = Bytes::new();
        }
        answer
    }
}

/// The host that a request is for.
fn host_of(request: &request::Parts) -> Option<&str> {
    let authority = request.uri.authority().map(http::uri::Authority::as_str);
    authority.or_else(|| request.headers.get(header::HOST).and_then(|host| host.to_str().ok()))
}

/// The country that a trusted peer names, else the default. Where it is named twice, one of them may be
/// the viewer's own word: then the rules of all countries apply.
fn jurisdiction(engine: &Engine, request: &mut request::Parts) -> Jurisdiction {
    let settings = engine.settings();
    let default = settings.jurisdiction.default;
    let Some(name) = &settings.jurisdiction.header else { return default };
    if !is_trusted(engine, request) {
        remove_alike(&mut request.headers, name.as_str());
        return default;
    }
    let mut values = request.headers.get_all(name).iter();
    let country = values
        .next()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| Country::parse(value.trim()));
    match (country, values.next()) {
        (_, Some(_)) => Jurisdiction::Unknown,
        (Some(country), None) => Jurisdiction::In(country),
        (None, None) => default,
    }
}

fn session(
    engine: &Engine,
    request: &request::Parts,
    call: SessionCall,
    now: Timestamp,
) -> Response<Bytes> {
    let assessor = engine.assessor();
    let cookie = match call {
        SessionCall::Start => assessor.start_session(request, now).map_err(|r| r.refusal),
        SessionCall::End => assessor.end_session(request),
        SessionCall::WrongMethod => {
            let mut answer = empty(StatusCode::METHOD_NOT_ALLOWED);
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST, DELETE"));
            return answer;
        }
    };
    match cookie {
        Ok(cookie) => {
            let mut answer = empty(StatusCode::NO_CONTENT);
            answer.headers_mut().insert(header::SET_COOKIE, cookie);
            answer
        }
        Err(refusal) => {
            engine.shared().metrics.refuse(refusal);
            engine.settings().gate.answer(Reason::AgeAssuranceRequired, Client::PROGRAM)
        }
    }
}

fn empty(status: StatusCode) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
