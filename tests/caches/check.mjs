// Real caches between viewer, agegate and shop: an adult's copy never reaches a minor, in any order
// of requests, nor after signing out in the same browser.
//
//   node tests/caches/check.mjs [path of the binary]
//
// Needs nginx, varnishd and a built `agegate`.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, listen, run, running, until } from '../programs.mjs';

const binary = process.argv[2] ?? 'target/debug/agegate';
const here = (name) => new URL(name, import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), 'agegate-caches-'));
// nginx writes as another user where it is started by root.
chmodSync(dir, 0o755);

/** Stands in every restricted listing and nowhere else. */
const MARK = 'Quorvex';
const LISTS = {
  '/list': ['application/json', JSON.stringify([
    { id: 'fair-100', name: 'Essex toy fair', price: '9.00' },
    { id: 'quorvex-100', name: `${MARK} single malt whisky`, price: '39.00' },
  ])],
  '/page': ['text/html; charset=utf-8', '<!doctype html><html><head><title>Shop</title></head><body><ul>'
    + '<li><a href="/p/1">Essex toy fair</a></li>'
    + `<li><a href="/p/2">${MARK} single malt whisky</a></li></ul></body></html>`],
  '/whisky.gif': ['image/gif', `GIF89a ${MARK}`, { 'agegate-category': 'alcohol_spirits' }],
};
const PICTURE = ['image/gif', 'GIF89a plain'];
const seen = { shop: 0 };

/** A shop whose responses any cache may keep. */
const shop = createServer((request, response) => {
  seen.shop += 1;
  const [type, body, more] = LISTS[request.url] ?? PICTURE;
  const head = { 'cache-control': 'public, max-age=600', etag: '"v1"', vary: 'accept-language', ...more };
  if (request.headers['if-none-match'] === '"v1"') {
    response.writeHead(304, head).end();
  } else {
    response.writeHead(200, { ...head, 'content-type': type }).end(body);
  }
});

async function agegate(upstream) {
  const port = await freePort();
  const child = run(binary, 'serve', '--config', here('config'), '--listen', `127.0.0.1:${port}`, '--upstream', `http://127.0.0.1:${upstream}`);
  await until(port, child, 'agegate');
  return port;
}

function filled(template, values, name) {
  const text = readFileSync(here(template), 'utf8').replace(/@(\w+)@/g, (_, key) => values[key]);
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

async function varnish(template, port) {
  const own = await freePort();
  const file = filled(template, { port }, template);
  const child = run('varnishd', '-F', '-n', join(dir, `${template}.d`), '-a', `127.0.0.1:${own}`, '-j', 'none', '-f', file, '-s', 'malloc,16m');
  await until(own, child, 'varnishd');
  return own;
}

/** One request of a viewer, past every cache of Node's own. */
function get(port, path, headers) {
  return new Promise((resolve, reject) => {
    const request = ask({ port, host: '127.0.0.1', path, headers: { host: 'shop.example', ...headers }, agent: false });
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (chunk) => { body += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}

/** A browser with a cache (RFC 9111), in which viewers sign in and out. */
class Browser {
  kept = new Map();

  constructor(port) { this.port = port; }

  async open(path, viewer) {
    const copy = this.kept.get(path);
    if (copy && copy.until > Date.now()) return copy;
    const condition = copy?.headers.etag ? { 'if-none-match': copy.headers.etag } : {};
    const answer = await get(this.port, path, { ...viewer, ...condition });
    if (answer.status === 304) {
      assert.ok(copy, '304 without a copy');
      return { ...copy, confirmed: true };
    }
    const control = answer.headers['cache-control'] ?? '';
    const age = Number(/(?:^|[ ,])max-age=(\d+)/.exec(control)?.[1] ?? 0) - Number(answer.headers.age ?? 0);
    const fresh = /no-cache/.test(control) ? 0 : age * 1000;
    if (!/no-store/.test(control)) this.kept.set(path, { ...answer, until: Date.now() + fresh });
    return answer;
  }
}

const ADULT = { 'x-age': '30' };
const CHILD = { 'x-age': '15' };
const STRANGER = {};
const NAMES = new Map([[ADULT, 'adult'], [CHILD, 'child'], [STRANGER, 'stranger']]);

/** Every order of six requests of three viewers that matters: each viewer after each. */
const ORDERS = [
  [ADULT, STRANGER, ADULT, CHILD, STRANGER, ADULT],
  [STRANGER, ADULT, CHILD, ADULT, STRANGER, CHILD],
  [CHILD, ADULT, ADULT, STRANGER, STRANGER, ADULT],
];

function check(answer, viewer, note) {
  const sees = answer.body.includes(MARK);
  if (viewer === ADULT) {
    assert.equal(answer.status, 200, note);
    assert.ok(sees, `${note}: an adult misses something: ${answer.body}`);
  } else {
    assert.ok(!sees, `${note}: ${answer.body}`);
  }
}

async function tryCache(name, port, keeps) {
  let hits = 0;
  for (const path of Object.keys(LISTS)) {
    const browsers = new Map();
    for (const [round, order] of ORDERS.entries()) {
      const shared = new Browser(port);
      for (const [step, viewer] of order.entries()) {
        const note = `${name} ${path} ${round}.${step} ${NAMES.get(viewer)}`;
        // Of the client's own word for its bucket nothing must come.
        const lie = step % 2 ? { 'x-agegate-bucket': 'open-DE-0000000000000000' } : {};
        const answer = await get(port, path, { ...viewer, ...lie });
        check(answer, viewer, note);
        if (/HIT|REVALIDATED/.test(answer.headers['x-cache'] ?? '')) hits += 1;
        check(await shared.open(path, viewer), viewer, `${note}, one browser`);
        const own = browsers.get(viewer) ?? new Browser(port);
        browsers.set(viewer, own);
        check(await own.open(path, viewer), viewer, `${note}, a browser each`);
      }
    }
  }
  assert.equal(hits > 0, keeps, `${name}: ${hits} hits`);
  // What is the same for all is kept by all.
  await get(port, '/plain.gif', ADULT);
  const picture = await get(port, '/plain.gif', STRANGER);
  assert.equal(picture.body, PICTURE[1], name);
  process.stdout.write(`${name}: ${hits} hits, nothing leaked\n`);
}

try {
  const shopPort = await listen(shop);
  const direct = await agegate(shopPort);
  const ports = {};
  for (const name of ['front', 'buckets', 'behind', 'careless']) ports[name] = await freePort();
  const conf = filled('nginx.conf', { dir, ...ports, agegate: `127.0.0.1:${direct}`, shop: `127.0.0.1:${shopPort}` }, 'nginx.conf');
  await until(ports.behind, run('nginx', '-p', dir, '-c', conf), 'nginx');
  const behind = await agegate(ports.behind);

  await tryCache('no cache', direct, false);
  await tryCache('nginx in front', ports.front, false);
  await tryCache('nginx in front, with buckets', ports.buckets, true);
  // The check sees a leak where there is one.
  await assert.rejects(tryCache('careless nginx', ports.careless, true), /careless nginx \/list/);
  const before = seen.shop;
  await tryCache('nginx behind', behind, true);
  assert.ok(seen.shop - before < 20, `a cache behind keeps unfiltered copies: ${seen.shop - before}`);
  await tryCache('Varnish in front', await varnish('front.vcl', direct), false);
  await tryCache('Varnish in front, with buckets', await varnish('buckets.vcl', direct), true);
} finally {
  const ended = running.map((child) => new Promise((resolve) => {
    if (child.exitCode !== null) { resolve(); return; }
    child.on('exit', resolve);
    child.kill();
  }));
  await Promise.all(ended);
  shop.close();
  shop.closeAllConnections();
  rmSync(dir, { recursive: true, force: true });
}
