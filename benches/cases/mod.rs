//! What is measured: bodies, engines, the ways through them, and what they are compared with.

#![allow(dead_code, unused_imports, reason = "each benchmark takes what it needs of it")]

mod bodies;
mod catalogue;
mod peers;
mod terms;
mod tracked;

pub(crate) use bodies::{Kind, RESTRICTED, Texts, lines, list, page};
pub(crate) use catalogue::catalogue;
pub(crate) use peers::{Lowered, Naive, Peers, by_tree, lol_html};
pub(crate) use terms::{Terms, phrases};
pub(crate) use tracked::tracked;

use agegate::AgeGateLayer;
use agegate::age::{Age, AgeBounds, Class};
#[cfg(feature = "jwt")]
use agegate::assurance::mint::DevelopmentIssuer;
use agegate::assurance::{Algorithm, Assurance, Confidence, IssuerConfig, KeySource, TOKEN_HEADER};
use agegate::clock::{Clock as _, SystemClock, Timestamp};
use agegate::config::FileSet;
use agegate::engine::{Engine, EngineHandle};
use agegate::exchange::{Begun, Event, Exchange, Plan};
use agegate::lexicon::{Glimpse, Scratch};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use http_body::Body;
use http_body_util::Full;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tower::{Layer, Service, service_fn};

/// What a chunk from a socket holds.
const CHUNK: usize = 16 << 10;

/// The shipped configuration, for Germany, with room for so many remembered units.
pub(crate) fn engine(preset: &str, remembered: usize) -> Engine {
    let settings = format!(
        "preset = \"{preset}\"\n[jurisdiction]\ndefault = \"DE\"\n[limits]\nremembered_findings = {remembered}\n"
    );
    let files = FileSet::from_memory([("agegate.toml", settings.as_str())]);
    Engine::builder().files(files).build().expect("the shipped configuration compiles")
}

/// The same with so many made-up terms instead of the shipped ones.
pub(crate) fn engine_of_terms(terms: usize, preset: &str, remembered: usize) -> Engine {
    engine_of(&Terms::made_up(terms), preset, remembered)
}

/// The same with these terms.
pub(crate) fn engine_of(terms: &Terms, preset: &str, remembered: usize) -> Engine {
    let settings = format!(
        "preset = \"{preset}\"\n[jurisdiction]\ndefault = \"DE\"\n[limits]\nremembered_findings = {remembered}\n"
    );
    let lists = terms.files();
    let lists = lists.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files =
        FileSet::from_memory([("agegate.toml", settings.as_str())].into_iter().chain(lists));
    Engine::builder().files(files).build().expect("the terms compile")
}

/// Somebody verified to be 18 or older.
pub(crate) fn adult() -> Assurance {
    Assurance {
        bounds: AgeBounds::at_least(Age(18)),
        class: Class::Verified,
        confidence: Confidence::Standard,
        ..Assurance::UNKNOWN
    }
}

/// Any time.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000)
}

/// The kernel's way of a JSON body for a stranger; answers how many bytes leave.
pub(crate) fn filter(engine: &Arc<Engine>, body: &Bytes) -> usize {
    filter_as(engine, "application/json", body)
}

/// The same for a body of any media type.
pub(crate) fn filter_as(engine: &Arc<Engine>, media: &'static str, body: &Bytes) -> usize {
    filter_in(CHUNK, engine, media, body)
}

/// The same for a body that comes in chunks of so many bytes.
pub(crate) fn filter_in(
    chunk: usize,
    engine: &Arc<Engine>,
    media: &'static str,
    body: &Bytes,
) -> usize {
    let (mut request, ()) = Request::get("/").body(()).expect("a request").into_parts();
    let Begun::Proceed(exchange) = Exchange::begin(engine, &mut request, None, now()) else {
        return 0;
    };
    let mut response = Response::new(());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    let Plan::Inspect(mut inspection) = exchange.on_response(response.into_parts().0) else {
        return 0;
    };
    let mut left = 0;
    let mut rest = body.clone();
    loop {
        if rest.is_empty() {
            inspection.finish(None, now());
        } else {
            inspection.write(rest.split_to(chunk.min(rest.len())), now());
        }
        while let Some(event) = inspection.next_event() {
            match event {
                Event::Bytes(bytes) => left += bytes.len(),
                Event::End | Event::Replace(_) | Event::Abort(_) => return left,
                Event::Head(_) | Event::Trailers(_) => {}
            }
        }
    }
}

/// Folding and matching alone: how many terms the texts of listings hold, each listing by itself.
pub(crate) fn hits(engine: &Engine, scratch: &mut Scratch, texts: &Texts) -> usize {
    let (lexicon, wanted) = (engine.classifier().lexicon(), engine.tree().all());
    let mut hits = 0;
    for texts in texts.listings() {
        let seen = lexicon.glimpse(wanted, scratch, |see| texts.clone().for_each(see));
        if seen != Glimpse::Nothing {
            for text in texts {
                lexicon.scan(text, wanted, scratch, &mut |_| hits += 1);
            }
        }
    }
    hits
}

/// A case of `instructions`: what is prepared once, and the way that is counted.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) prepare: fn() -> Box<dyn FnMut() -> usize>,
}

/// What is counted, by name.
pub(crate) fn measured() -> Vec<Case> {
    const fn case(name: &'static str, prepare: fn() -> Box<dyn FnMut() -> usize>) -> Case {
        Case { name, prepare }
    }
    fn filtering(bytes: usize, kind: Kind, remembered: usize) -> Box<dyn FnMut() -> usize> {
        filtering_of(list(bytes, kind), remembered)
    }
    fn filtering_of(list: String, remembered: usize) -> Box<dyn FnMut() -> usize> {
        let engine = Arc::new(engine_of_terms(5000, "strict", remembered));
        let body = Bytes::from(list);
        Box::new(move || filter(&engine, &body))
    }
    /// By the shipped lexicon, whose terms begin as half of all words do.
    fn by_shipped(media: &'static str, body: String) -> Box<dyn FnMut() -> usize> {
        let engine = Arc::new(engine("strict", 0));
        let body = Bytes::from(body);
        Box::new(move || filter_as(&engine, media, &body))
    }
    /// Bodies of which each has the same listings and none is the one before.
    fn amended(
        kind: Kind,
        media: &'static str,
        page: fn(&str) -> String,
    ) -> Box<dyn FnMut() -> usize> {
        let engine = Arc::new(engine_of_terms(5000, "strict", 100_000));
        let body = page(&list(100_000, kind));
        let mut number = 0;
        Box::new(move || {
            number += 1;
            filter_as(&engine, media, &Bytes::from(" ".repeat(number) + &body))
        })
    }
    fn trickled(list: &str, media: &'static str) -> Box<dyn FnMut() -> usize> {
        let engine = Arc::new(engine_of_terms(5000, "strict", 0));
        let body = Bytes::from(list.to_owned());
        Box::new(move || filter_in(1 << 10, &engine, media, &body))
    }
    #[cfg(feature = "html")]
    fn pages(bytes: usize, kind: Kind, remembered: usize) -> Box<dyn FnMut() -> usize> {
        pages_of(&list(bytes, kind), remembered)
    }
    #[cfg(feature = "html")]
    fn pages_of(list: &str, remembered: usize) -> Box<dyn FnMut() -> usize> {
        let engine = Arc::new(engine_of_terms(5000, "strict", remembered));
        let body = Bytes::from(page(list));
        Box::new(move || filter_as(&engine, "text/html", &body))
    }
    fn untouched() -> Box<dyn FnMut() -> usize> {
        let handle = EngineHandle::from(engine_of_terms(50, "age-only", 0));
        let layer = AgeGateLayer::new(handle).assurance(|_| Some(adult()));
        let mut service = layer.layer(service_fn(shop));
        Box::new(move || read(call(&mut service)))
    }
    #[cfg(feature = "jwt")]
    fn by_token() -> Box<dyn FnMut() -> usize> {
        let (engine, token) = engine_with_token("age-only");
        let mut service = AgeGateLayer::new(engine).layer(service_fn(shop));
        Box::new(move || read(call_as(&mut service, Some(&token))))
    }
    vec![
        case("untouched/adult", untouched),
        #[cfg(feature = "jwt")]
        case("untouched/token", by_token),
        case("json/clean/10k", || filtering(10_000, Kind::Clean, 0)),
        case("json/clean/100k", || filtering(100_000, Kind::Clean, 0)),
        case("json/restricted/100k", || filtering(100_000, Kind::Restricted, 0)),
        case("json/disguised/100k", || filtering(100_000, Kind::Disguised, 0)),
        case("json/ascii/100k", || filtering(100_000, Kind::Ascii, 0)),
        case("json/catalogue/100k", || filtering_of(catalogue(100_000), 0)),
        case("json/trickled/100k", || trickled(&catalogue(100_000), "application/json")),
        case("ndjson/trickled/100k", || {
            trickled(&lines(&catalogue(100_000)), "application/x-ndjson")
        }),
        case("json/again/100k", || filtering(100_000, Kind::Clean, 100_000)),
        case("json/again-restricted/100k", || filtering(100_000, Kind::Restricted, 100_000)),
        case("json/amended/100k", || amended(Kind::Clean, "application/json", str::to_owned)),
        case("json/amended-restricted/100k", || {
            amended(Kind::Restricted, "application/json", str::to_owned)
        }),
        case("shipped/json/100k", || by_shipped("application/json", catalogue(100_000))),
        case("shipped/tracked/100k", || by_shipped("application/json", tracked(100_000))),
        #[cfg(feature = "html")]
        case("shipped/html/100k", || by_shipped("text/html", page(&catalogue(100_000)))),
        #[cfg(feature = "html")]
        case("html/clean/100k", || pages(100_000, Kind::Clean, 0)),
        #[cfg(feature = "html")]
        case("html/restricted/100k", || pages(100_000, Kind::Restricted, 0)),
        #[cfg(feature = "html")]
        case("html/catalogue/100k", || pages_of(&catalogue(100_000), 0)),
        #[cfg(feature = "html")]
        case("html/again/100k", || pages(100_000, Kind::Clean, 100_000)),
        #[cfg(feature = "html")]
        case("html/again-restricted/100k", || pages(100_000, Kind::Restricted, 100_000)),
        #[cfg(feature = "html")]
        case("html/amended/100k", || amended(Kind::Clean, "text/html", page)),
    ]
}

/// A service with next to nothing to say.
pub(crate) fn shop(_: Request<()>) -> Ready<Result<Response<Full<Bytes>>, Infallible>> {
    let mut response = Response::new(Full::new(Bytes::from_static(b"{}")));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    ready(Ok(response))
}

/// An engine that believes an issuer, and a proof of 18 years of that issuer's for every request.
#[cfg(feature = "jwt")]
pub(crate) fn engine_with_token(preset: &str) -> (Engine, HeaderValue) {
    let mint = DevelopmentIssuer::generate(Algorithm::Ed25519).expect("a key");
    let (claims, hour) = (serde_json::json!({ "age_over_18": true }), Duration::from_secs(3600));
    let token = mint.token(&claims, "shop", SystemClock.now(), hour).expect("a token");
    let keys = mint.jwks();
    let settings = format!("preset = \"{preset}\"\n[jurisdiction]\ndefault = \"DE\"\n");
    let files = FileSet::from_memory([("agegate.toml", settings.as_str())]);
    let builder = Engine::builder().files(files).assessor(move |config| {
        let keys = KeySource::Inline(Bytes::from(keys.clone()));
        let mut issuer = IssuerConfig::new("dev", DevelopmentIssuer::ISS, "shop", keys);
        (issuer.class, issuer.confidence) = (Class::Verified, Confidence::Standard);
        issuer.per_request = true;
        config.issuers = vec![issuer];
        config.demo = true;
    });
    let engine = builder.build().expect("the shipped configuration compiles");
    let request = Request::get("/").header(TOKEN_HEADER, &token).body(()).expect("a request");
    let assessed = engine.assessor().assess(&request.into_parts().0, None, SystemClock.now());
    assert_eq!(assessed.assurance.class, Class::Verified, "{:?}", assessed.refusals);
    (engine, HeaderValue::try_from(token).expect("a value"))
}

/// Calls a service that answers at once.
pub(crate) fn call<S, B>(service: &mut S) -> B
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
{
    call_as(service, None)
}

/// The same with a proof of age.
pub(crate) fn call_as<S, B>(service: &mut S, token: Option<&HeaderValue>) -> B
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
{
    let mut request = Request::new(());
    if let Some(token) = token {
        request.headers_mut().insert(TOKEN_HEADER, token.clone());
    }
    let response = pin!(service.call(request));
    match response.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => response.into_body(),
        Poll::Ready(Err(never)) => match never {},
        Poll::Pending => panic!("the shop answers at once"),
    }
}

/// Reads a body that is there at once; answers how many bytes it has.
pub(crate) fn read<B: Body<Data = Bytes>>(body: B) -> usize {
    let mut body = pin!(body);
    let mut read = 0;
    loop {
        match body.as_mut().poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(Ok(frame))) => read += frame.data_ref().map_or(0, Bytes::len),
            Poll::Ready(Some(Err(_))) => panic!("the body breaks off"),
            Poll::Ready(None) => return read,
            Poll::Pending => panic!("the body is there at once"),
        }
    }
}
