// The time to the first byte and to the first kept listing of a list that trickles, 100 KB over one
// second: through agegate, through nginx with `sub_filter`, and through nginx alone.
//
//   node benches/end-to-end/first-byte.mjs [path of the binary] [rounds]
//
// Needs nginx and a built `agegate`; prints a table.

import assert from 'node:assert/strict';
import { createServer, get, Agent } from 'node:http';
import { createGunzip } from 'node:zlib';
import { agegate, end, server } from './servers.mjs';

const binary = process.argv[2] ?? 'target/release/agegate';
const rounds = Number(process.argv[3] ?? 10);
const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

const PIECES = 50;
const FIRST = 'Oak table 0"';
/** Every third listing is restricted; all together are about 100 KB. */
const listing = (n) => JSON.stringify({
  id: `p-${n}000`,
  name: n % 3 === 1 ? `Single malt whisky ${n}` : `Oak table ${n}`,
  description: 'Solid and oiled, for six, with a drawer for the odds and ends. '.repeat(2),
  price: '149.00',
});
const list = (from, to) => Array.from({ length: to - from }, (_, n) => listing(from + n)).join(',');
const PER = 9;
const pieces = Array.from({ length: PIECES }, (_, n) => (n === 0 ? '[' : ',')
  + list(n * PER, n * PER + PER) + (n === PIECES - 1 ? ']' : ''));

const shop = createServer(async (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  for (const piece of pieces) {
    response.write(piece);
    await wait(1000 / PIECES);
  }
  response.end();
});

/** Milliseconds to the first byte, to the first kept listing, and to the end. */
function measure(agent, address, headers) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const since = () => performance.now() - begun;
    get({ agent, port: address, path: '/list', headers }, (response) => {
      const seen = { text: '' };
      response.once('data', () => { seen.byte = since(); });
      const coded = response.headers['content-encoding'] === 'gzip';
      const body = coded ? response.pipe(createGunzip()) : response;
      body.on('data', (bytes) => {
        seen.text += bytes;
        if (!seen.listing && seen.text.includes(FIRST)) seen.listing = since();
      });
      body.on('end', () => resolve({ ...seen, end: since() }));
      body.on('error', reject);
    }).on('error', reject);
  });
}

try {
  const shopPort = await new Promise((resolve) => {
    shop.listen(0, '127.0.0.1', () => resolve(shop.address().port));
  });
  const proxy = async (words) => {
    const values = { shop: shopPort, words: `proxy_buffering off;\n      ${words}` };
    return (await server('nginx-proxy.conf', values, 'nginx', '-e', 'stderr', '-c', '@file@')).port;
  };
  const plain = await proxy('');
  const replacing = await proxy("sub_filter 'Single malt whisky' '';");
  const filtering = (await agegate(binary, shopPort, 100_000)).port;
  const ways = [
    ['the shop itself', shopPort, {}],
    ['nginx', plain, {}],
    ['nginx, `sub_filter`', replacing, {}],
    ['agegate', filtering, {}],
    ['agegate, gzip', filtering, { 'accept-encoding': 'gzip' }],
  ];
  const agent = new Agent({ keepAlive: true });
  const found = new Map(ways.map(([name]) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    // In turn, so that a busy moment meets all alike; the first round only warms up.
    for (const [name, address, headers] of ways) {
      const one = await measure(agent, address, headers);
      if (name.startsWith('agegate')) {
        assert(!one.text.includes('whisky'), name);
        assert.equal(JSON.parse(one.text).length, PIECES * PER * 2 / 3);
      }
      if (round >= 0) found.get(name).push(one);
    }
  }
  const size = Math.round(pieces.join('').length / 1000);
  console.log(`${size} KB in ${PIECES} pieces over one second; medians of ${rounds} rounds, ms\n`);
  console.log('| | first byte | first kept listing | end |\n|---|---:|---:|---:|');
  for (const [name, all] of found) {
    const median = (key) => all.map((one) => one[key]).sort((a, b) => a - b)[all.length >> 1];
    const cells = ['byte', 'listing', 'end'].map((key) => median(key).toFixed(1));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  agent.destroy();
} finally {
  end();
  shop.closeAllConnections();
  shop.close();
}
