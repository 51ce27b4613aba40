use super::*;

fn route(hosts: &[&str], path: &str, methods: &[&str]) -> RouteMatch {
    let hosts: Vec<String> = hosts.iter().map(|h| (*h).to_owned()).collect();
    let methods = methods.iter().map(|m| m.parse().unwrap()).collect();
    RouteMatch::new(&hosts, Some(PathGlob::parse(path).unwrap()), methods).unwrap()
}

#[test]
fn paths_fit_patterns() {
    let cases = [
        ("/", "/", true),
        ("/", "/a", false),
        ("/**", "/", true),
        ("/**", "/a/b/c", true),
        ("/api/**", "/api", true),
        ("/api/**", "/api/", true),
        ("/api/**", "/api/v1/x", true),
        ("/api/**", "/apiary", false),
        ("/api/*", "/api/x", true),
        ("/api/*", "/api/x/y", false),
        ("/api/*", "/api", false),
        ("/**/products", "/products", true),
        ("/**/products", "/a/b/products", true),
        ("/**/products", "/a/products/b", false),
        ("/**/a/**/b", "/a/x/a/y/b", true),
        ("/**/a/**/b", "/x/b", false),
        ("/p-*.json", "/p-12.json", true),
        ("/p-*.json", "/p-1/2.json", false),
        ("/p-*.json", "/p-.jsonl", false),
        ("/%C3%A4/*", "/%C3%A4/1", true),
    ];
    for (pattern, path, expected) in cases {
        assert_eq!(PathGlob::parse(pattern).unwrap().matches(path), expected, "{pattern} {path}");
    }
}

#[test]
fn many_stars_stay_fast() {
    let pattern = "/".to_owned() + &"a*".repeat(40) + "b";
    assert!(!PathGlob::parse(&pattern).unwrap().matches(&("/".to_owned() + &"a".repeat(4000))));
    let pattern = "/**/a".repeat(40) + "/b";
    assert!(!PathGlob::parse(&pattern).unwrap().matches(&"/a".repeat(2000)));
}

#[test]
fn patterns_that_never_match_are_refused() {
    let cases = [
        ("api", PatternError::NoSlash),
        ("", PatternError::NoSlash),
        ("/a?b=1", PatternError::Query),
        ("/a**/b", PatternError::DoubleStar),
        ("/***", PatternError::DoubleStar),
        ("/a//b", PatternError::NotNormalised("/a/b".to_owned())),
        ("/a/../b", PatternError::NotNormalised("/b".to_owned())),
        ("/ä", PatternError::NotNormalised("/%C3%A4".to_owned())),
        ("/%7euser", PatternError::NotNormalised("/~user".to_owned())),
    ];
    for (pattern, error) in cases {
        assert_eq!(PathGlob::parse(pattern), Err(error), "{pattern}");
    }
    for host in ["", "*.", "shop.example:80", "a b", "*", "shop..example", "http://shop"] {
        let refused = RouteMatch::new(&[host.to_owned()], None, Vec::new());
        assert_eq!(refused, Err(PatternError::Host), "{host}");
    }
}

#[test]
fn paths_are_normalised() {
    let cases = [
        ("", "/"),
        ("/", "/"),
        ("/a", "/a"),
        ("/a/", "/a/"),
        ("//a///b", "/a/b"),
        ("/a/./b/../c", "/a/c"),
        ("/a/..", "/"),
        ("/../../a", "/a"),
        ("/%61%2e%2E/x", "/a../x"),
        ("/a/%2e%2e/b", "/b"),
        ("/a%2fb", "/a%2Fb"),
        ("/a%zzb%", "/a%zzb%"),
        ("/%252e%252e/b", "/%252e%252e/b"),
    ];
    for (raw, expected) in cases {
        assert_eq!(normalise(raw), expected, "{raw}");
        assert_eq!(normalise(expected), expected, "idempotent: {raw}");
    }
}

#[test]
fn an_exempt_route_is_matched_strictly() {
    let open = route(&[], "/open/**", &[]);
    let cases = [
        ("/open/a", true, true),
        ("/open/%C3%A4", true, true),
        ("/open/a~b-c_d.e", true, true),
        ("//open/a", true, false),
        ("/%6fpen/a", true, false),
        ("/api/../open/a", true, false),
        ("/open/..%2Fapi", true, false),
        ("/open/..%5Capi", true, false),
        ("/open/..;/api", true, false),
        ("/open/..\\api", true, false),
        ("/open/%252e%252e/api", true, false),
        ("/open/a%00", true, false),
        ("/open/../api", false, false),
        ("/open/%2e%2e/api", false, false),
        ("/Open/a", false, false),
    ];
    for (path, loosely, strictly) in cases {
        assert_eq!(open.matches(None, path, &Method::GET, false), loosely, "loosely {path}");
        assert_eq!(open.matches(None, path, &Method::GET, true), strictly, "strictly {path}");
    }
}

#[test]
fn hosts_and_methods() {
    let shop = route(&["shop.example", "*.shops.example"], "/**", &["GET"]);
    let cases = [
        (Some("shop.example"), Method::GET, true),
        (Some("SHOP.example.:8443"), Method::HEAD, true),
        (Some("user@shop.example"), Method::GET, true),
        (Some("a.b.shops.example"), Method::GET, true),
        (Some("shops.example"), Method::GET, false),
        (Some(".shops.example"), Method::GET, false),
        (Some("evilshops.example"), Method::GET, false),
        (Some("shop.example.evil.example"), Method::GET, false),
        (Some("shop.example"), Method::POST, false),
        (None, Method::GET, false),
    ];
    for (host, method, expected) in cases {
        assert_eq!(shop.matches(host, "/x", &method, false), expected, "{host:?} {method}");
    }
    let post = route(&[], "/**", &["POST"]);
    assert!(!post.matches(None, "/", &Method::HEAD, false), "HEAD goes with GET only");
}

#[test]
fn a_path_is_read_as_any_server_may() {
    let closed = [
        "/closed/a.jpg",
        "/Closed/a.jpg",
        "/closed%2fa.jpg",
        "/closed%252Fa.jpg",
        "/closed%5Ca.jpg",
        "/closed\\a.jpg",
        "/closed;v=1/a.jpg",
        "/closed%3Bv=1/a.jpg",
        "/closed./a.jpg",
        "/closed%20/a.jpg",
        "/x/..;/closed/a.jpg",
        "/x/..%2fclosed/a.jpg",
        "/x%2f..%2fclosed%2fa.jpg",
        "/%2563losed/a.jpg",
    ];
    let route = route(&[], "/closed/**", &["GET"]);
    let may = |path: &str, method| {
        readings(path).iter().any(|reading| route.may_match(None, reading, &method))
    };
    for path in closed {
        assert!(may(path, Method::GET) && may(path, Method::HEAD), "{path}");
        assert!(!may(path, Method::POST), "{path}");
    }
    for path in ["/", "/closedx/a.jpg", "/open/closed/a.jpg", "/open%2Fclosed", "/closed-a%20b"] {
        assert!(!may(path, Method::GET), "{path}: {:?}", readings(path));
    }
    assert_eq!(readings(&"/a%25".repeat(3000)).len(), 2);
}
