// A thousand slow responses at once, through the gateway and through a plain nginx proxy: the memory
// of each response, processor time, and how late a listing is that the shop has written.
//
//   node benches/end-to-end/streams.mjs [--streams 1000] [--pieces 30] [--every 200] [path of the binary]
//
// Needs nginx and a built `agegate`; prints a table. Each piece is a listing of 1 KB in JSON Lines,
// one every 200 ms; every twentieth is restricted and must not come through the gateway. The shop and
// its clients share the machine with what is measured: compare rows.

import assert from 'node:assert/strict';
import { Agent, createServer, get } from 'node:http';
import { parseArgs } from 'node:util';
import { agegate, end, processorTime, progress, resident, server } from './servers.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    streams: { type: 'string', default: '1000' },
    pieces: { type: 'string', default: '30' },
    every: { type: 'string', default: '200' },
  },
});
const [streams, pieces, every] = ['streams', 'pieces', 'every'].map((name) => Number(options[name]));
const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

const TEXT = 'Solid and oiled, for six, with a drawer for the odds and ends. '.repeat(14);
const restricted = (n) => n % 20 === 10;
const listing = (n) => `${JSON.stringify({
  id: `p-${n}`,
  name: restricted(n) ? 'Single malt whisky' : `Oak table ${n}`,
  description: TEXT,
  sent: performance.now(),
})}\n`;

const shop = createServer(async (request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (let n = 0; n < pieces; n += 1) {
    response.write(listing(n));
    await wait(every);
  }
  response.end();
});

/** Reads one response; answers how late each listing was, in milliseconds. */
function read(agent, port) {
  return new Promise((resolve, reject) => {
    get({ agent, port, host: '127.0.0.1', path: '/' }, (response) => {
      const late = [];
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        const now = performance.now();
        for (const line of lines) late.push([now - JSON.parse(line).sent, line.includes('whisky')]);
      });
      response.on('end', () => resolve(late));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** All responses at once through a proxy. */
async function measure({ port, pid }) {
  const agent = new Agent({ keepAlive: false });
  await read(agent, port);
  const before = { memory: resident(pid), time: processorTime(pid) };
  let peak = 0;
  const watch = setInterval(() => { peak = Math.max(peak, resident(pid)); }, 500);
  const all = [];
  for (let number = 0; number < streams; number += 1) {
    all.push(read(agent, port));
    // Spread over a second, as they come in a shop.
    if (number % 10 === 9) await wait(10_000 / streams);
  }
  const found = (await Promise.all(all)).flat();
  clearInterval(watch);
  const late = found.map(([time]) => time).sort((a, b) => a - b);
  return {
    memory: (peak - before.memory) / streams,
    time: processorTime(pid) - before.time,
    late,
    restricted: found.filter(([, whisky]) => whisky).length,
  };
}

try {
  const port = await new Promise((resolve) => {
    shop.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => resolve(shop.address().port));
  });
  const proxy = { shop: port, words: 'proxy_buffering off;' };
  const ways = {
    'nginx, plain proxy': await server('nginx-proxy.conf', proxy, 'nginx', '-e', 'stderr', '-c', '@file@'),
    'agegate, nothing remembered': await agegate(positionals[0] ?? 'target/release/agegate', port, 0),
  };
  console.log(`${streams} responses of ${pieces} listings of 1 KB, one every ${every} ms\n`);
  console.log('| | memory each | processor time | late p50 | late p99 |\n|---|---:|---:|---:|---:|');
  for (const [name, way] of Object.entries(ways)) {
    progress(name);
    const { memory, time, late, restricted: leaked } = await measure(way);
    const gated = name.startsWith('agegate');
    const bad = Array.from({ length: pieces }, (_, n) => n).filter(restricted).length;
    assert.equal(late.length, streams * (gated ? pieces - bad : pieces), `${name}: all that should`);
    assert.equal(leaked, gated ? 0 : streams * bad, `${name}: what is restricted`);
    const at = (percent) => late[Math.ceil(late.length * percent / 100) - 1].toFixed(1);
    progress('');
    console.log(`| ${name} | ${(memory / 1024).toFixed(1)} KiB | ${time.toFixed(2)} s | ${at(50)} ms | ${at(99)} ms |`);
  }
} finally {
  end();
  shop.closeAllConnections();
  shop.close();
}
