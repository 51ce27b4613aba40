-- What a turn came to, in one line: median latency in microseconds, bytes, requests.
done = function(summary, latency)
  io.write(string.format("report %d %d %d\n", latency:percentile(50), summary.bytes, summary.requests))
end
