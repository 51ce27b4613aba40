// The gateway beside what a shop could put there instead: the same upstream, the same bodies, one
// connection after the other, in turns.
//
//   apt-get install nginx apache2 libapache2-mod-security2 privoxy e2guardian wrk
//   cargo build --release --features full
//   node benches/end-to-end/compare.mjs [--seconds 2] [--rounds 5] [--json] [path of the binary]
//
// Prints, for each body and each peer, the median latency and how often it is the plain proxy's,
// processor time per gigabyte, and what arrives: whether restricted words or listings do, innocent
// ones do not, and the document no longer parses. The peers are given three words to look for;
// agegate looks for its whole lexicon, judges listing by listing and folds disguises.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get as ask } from 'node:http';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bodies, RESTRICTED } from './bodies.mjs';
import { agegate, dir, end, here, processorTime, progress, run, server } from './servers.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const binary = positionals[0] ?? 'target/release/agegate';

function e2guardian(to) {
  const banned = RESTRICTED.map((word) => `<${word.toLowerCase()}>`).join('\n');
  const besides = ['f1.conf', '.story', '.phrases', '.none'].map((end) => `e2guardian${end}`);
  const group = spawnSync('id', ['-gn']).stdout.toString().trim();
  const values = { ...to, banned, besides, user: userInfo().username, group };
  return server('e2guardian.conf', values, 'e2guardian', '-N', '-c', '@file@');
}

function get(port, path) {
  return new Promise((resolve, reject) => {
    ask({ port, host: '127.0.0.1', path, headers: { host: `127.0.0.1:${shop.port}` }, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => { chunks.push(chunk); });
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** One turn of load: median latency in microseconds, bytes received, processor time used. */
async function turn(peer, path) {
  const before = processorTime(peer.pid);
  const wrk = run('wrk', '-t1', '-c1', `-d${options.seconds}s`, '-H', `Host: 127.0.0.1:${shop.port}`, '-s', here('report.lua'), `http://127.0.0.1:${peer.port}${path}`);
  await new Promise((resolve) => { wrk.on('exit', resolve); });
  const [median, bytes, requests] = (/^report (\d+) (\d+) (\d+)$/m.exec(wrk.said) ?? []).slice(1).map(Number);
  if (!requests) throw new Error(`wrk got nothing from ${peer.name}: ${wrk.said}`);
  return { median, bytes, requests, time: processorTime(peer.pid) - before };
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/** What came of a body: in words. */
function verdict(body, status, text) {
  if (status !== 200) return `status ${status}, and nothing else`;
  const there = (names) => names.filter((name) => text.includes(name)).length;
  if (there(body.innocentIds) + there(body.restrictedIds) === 0) return 'status 200, and a refusal';
  const said = [];
  if (there(body.restricted) > 0) said.push('restricted words');
  const left = there(body.restrictedIds);
  if (left > 0) said.push(`${left} of ${body.restrictedIds.length} restricted listings`);
  const gone = body.innocentIds.length - there(body.innocentIds);
  if (gone > 0) said.push(`${gone} of ${body.innocentIds.length} innocent listings gone`);
  try {
    if (body.json) JSON.parse(text);
  } catch {
    said.push('no JSON any more');
  }
  return said.join(', ') || 'what should';
}

let shop;
try {
  const files = join(dir, 'shop');
  mkdirSync(files);
  const all = bodies();
  for (const body of all) writeFileSync(join(files, body.name), body.text);
  shop = await server('nginx-shop.conf', { files }, 'nginx', '-e', 'stderr', '-c', '@file@');
  const to = { shop: shop.port };
  const words = RESTRICTED.map((word) => `sub_filter '${word}' '';`).join('\n      ');
  const phrases = RESTRICTED.join('|');
  const makers = {
    'nginx, plain proxy': () => server('nginx-proxy.conf', { ...to, words: '' }, 'nginx', '-e', 'stderr', '-c', '@file@'),
    'nginx, sub_filter': () => server('nginx-proxy.conf', { ...to, words }, 'nginx', '-e', 'stderr', '-c', '@file@'),
    'Apache, ModSecurity': () => server('apache.conf', { ...to, phrases }, 'apache2', '-X', '-f', '@file@'),
    Privoxy: () => server('privoxy.conf', { ...to, phrases }, 'privoxy', '--no-daemon', '@file@'),
    e2guardian: () => e2guardian(to),
    'agegate, nothing remembered': () => agegate(binary, shop.port, 0),
    agegate: () => agegate(binary, shop.port, 100_000),
  };
  const peers = [];
  for (const [name, make] of Object.entries(makers)) {
    progress(`starting ${name}`);
    peers.push({ name, ...await make() });
  }
  const rows = [];
  for (const body of all) {
    const turns = new Map(peers.map((peer) => [peer, []]));
    for (let round = 0; round < Number(options.rounds); round += 1) {
      for (const peer of peers) {
        progress(`${body.name}, round ${round + 1}: ${peer.name}`);
        turns.get(peer).push(await turn(peer, `/${body.name}`));
      }
    }
    const plain = median(turns.get(peers[0]).map((one) => one.median));
    for (const peer of peers) {
      const { status, body: text } = await get(peer.port, `/${body.name}`);
      const ones = turns.get(peer);
      const latency = median(ones.map((one) => one.median));
      const gigabytes = ones.reduce((sum, one) => sum + one.requests * body.text.length, 0) / 1e9;
      rows.push({
        body: body.name,
        peer: peer.name,
        median_us: latency,
        ratio: latency / plain,
        cpu_s_per_gb: ones.reduce((sum, one) => sum + one.time, 0) / gigabytes,
        answer: verdict(body, status, text),
      });
    }
  }
  progress('');
  if (options.json) {
    console.log(JSON.stringify(rows, null, 2));
  } else {
    console.log('| body | peer | p50, µs | × plain proxy | CPU s per GB | what arrives |\n|---|---|---:|---:|---:|---|');
    for (const row of rows) {
      console.log(`| ${row.body} | ${row.peer} | ${row.median_us} | ${row.ratio.toFixed(2)} | ${row.cpu_s_per_gb.toFixed(2)} | ${row.answer} |`);
    }
  }
} finally {
  end();
}
