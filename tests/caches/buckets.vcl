vcl 4.1;

# A cache in front with buckets: agegate names the bucket, then the request starts anew.
backend agegate { .host = "127.0.0.1"; .port = "@port@"; }

sub vcl_recv {
  if (req.restarts == 0) {
    unset req.http.X-Agegate-Bucket;
    set req.http.X-Wanted = req.url;
    set req.http.X-Method = req.method;
    set req.url = "/.agegate/bucket";
    set req.method = "GET";
    return (pass);
  }
  unset req.http.X-Wanted;
  unset req.http.X-Method;
}

sub vcl_hash {
  hash_data(req.http.X-Agegate-Bucket);
}

sub vcl_deliver {
  if (req.restarts == 0) {
    if (!resp.http.X-Agegate-Bucket) {
      return (synth(503));
    }
    set req.http.X-Agegate-Bucket = resp.http.X-Agegate-Bucket;
    set req.url = req.http.X-Wanted;
    set req.method = req.http.X-Method;
    return (restart);
  }
  if (obj.hits > 0) {
    set resp.http.X-Cache = "HIT";
  }
}
