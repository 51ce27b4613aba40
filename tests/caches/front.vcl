vcl 4.1;

# A cache in front that knows nothing of viewers: Varnish's own rules.
backend agegate { .host = "127.0.0.1"; .port = "@port@"; }

sub vcl_deliver {
  if (obj.hits > 0) {
    set resp.http.X-Cache = "HIT";
  }
}
