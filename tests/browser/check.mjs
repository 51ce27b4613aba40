// The pages that people see, in a real browser: the gate page, a filtered page, the demo.
//
//   node tests/browser/check.mjs [path of the binary]
//
// Needs Chromium ($CHROMIUM, else /usr/bin/chromium) and a built `agegate`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { LISTING, SHOP } from './shop.mjs';

const binary = process.argv[2] ?? 'target/debug/agegate';
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CONFIG = new URL('config', import.meta.url).pathname;
// The narrow one is what WCAG 2.2 (1.4.10, reflow) asks for.
const SIZES = {
  narrow: { width: 320, height: 568 },
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
};
const running = [];

/** Starts the binary and waits for the address it says it listens on. */
function start(...args) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (chunk) => {
      said += chunk;
      const address = said.match(/(?:http:\/\/|listening on )(127\.0\.0\.1:\d+)/);
      if (address) resolve(`http://${address[1]}`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`${args[0]} ended with ${code}: ${said}`)));
  });
}

function serveShop() {
  const server = createServer((request, response) => {
    const page = SHOP[new URL(request.url, 'http://shop').pathname];
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page ?? '<!doctype html><html lang="en"><title>None</title><p>None.</p></html>');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function accessible(page, what) {
  // Content-Security-Policy of the pages allows no foreign script; the checker goes in beside it.
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setBypassCSP', { enabled: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
  assert.deepEqual(told, [], `${what}: accessibility`);
}

async function fits(page, what) {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${what}: ${over} pixels wider than the window`);
}

/** Opens a page and gives it to `look`; any word on the console is a failure. */
async function visit(browser, url, options, look) {
  const { status = 200, ...context } = options;
  const visitor = await browser.newContext(context);
  const page = await visitor.newPage();
  const heard = [];
  page.on('console', (message) => heard.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => heard.push(String(error)));
  const answer = await page.goto(url, { waitUntil: 'load' });
  assert.equal(answer.status(), status, url);
  await look(page);
  // A browser says itself that a page was answered with an error.
  const own = heard.filter((line) => !line.includes('Failed to load resource'));
  assert.deepEqual(own, [], `${url}: console`);
  await visitor.close();
}

async function gatePages(browser, gateway) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const locale of ['ar', 'de', 'el', 'en', 'is', 'tr']) {
      for (const [colorScheme, javaScriptEnabled] of [['light', true], ['dark', true], ['light', false]]) {
        const what = `gate page, ${size}, ${locale}, ${colorScheme}, script ${javaScriptEnabled}`;
        const options = { viewport, locale, javaScriptEnabled, colorScheme, status: 403 };
        await visit(browser, `${gateway}/single-malt`, options, async (page) => {
          assert.equal(await page.locator('html').getAttribute('lang'), locale, what);
          const direction = await page.evaluate(() => getComputedStyle(document.body).direction);
          assert.equal(direction, locale === 'ar' ? 'rtl' : 'ltr', what);
          assert.equal(await page.locator('a.action').count(), 2, `${what}: ways to prove an age`);
          assert.doesNotMatch(await page.content(), /malt|whisk|alcohol|marklan/i, what);
          assert.equal(await page.locator('h1').count(), 1, what);
          await fits(page, what);
          await page.keyboard.press('Tab');
          const back = await page.locator('a[href="/"]').first();
          assert.ok(await back.isVisible(), what);
          if (!javaScriptEnabled) return;
          const reached = await page.evaluate(() => document.activeElement?.tagName);
          assert.equal(reached, 'A', `${what}: the keyboard reaches the first link`);
          await accessible(page, what);
        });
      }
    }
  }
}

async function filteredPages(browser, gateway, shop) {
  const there = (page) => page.locator('[data-product]').evaluateAll((all) => all.map((e) => e.id));
  const hydrated = (page) => page.evaluate(() => globalThis.hydrated);
  await visit(browser, `${shop}/`, {}, async (page) => {
    assert.deepEqual(await there(page), LISTING.map(({ id }) => `p${id}`), 'as the shop made it');
  });
  await visit(browser, `${gateway}/`, {}, async (page) => {
    const kept = LISTING.filter(({ restricted }) => !restricted).map(({ id }) => `p${id}`);
    assert.deepEqual(await there(page), kept, 'filtered page: cards');
    assert.deepEqual(await hydrated(page), kept, 'filtered page: what its script sees');
    assert.doesNotMatch(await page.content(), /marklan/i, 'filtered page');
  });
}

async function demoPages(browser, demo) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark']) {
      const what = `demo, ${size}, ${colorScheme}`;
      await visit(browser, `${demo}/`, { viewport, colorScheme }, async (page) => {
        await page.waitForFunction(() => document.querySelectorAll('.shelf li').length > 100);
        const count = (n, kind) => page.locator('.shelf').nth(n).locator(kind).count();
        assert.equal(await page.locator('.shelf').count(), 4, what);
        assert.ok((await count(0, 'li')) > 0 && (await count(3, 'li')) > 0, what);
        await fits(page, what);
        await accessible(page, what);
      });
    }
  }
  const options = { viewport: SIZES.narrow, javaScriptEnabled: false };
  await visit(browser, `${demo}/`, options, async (page) => {
    assert.ok(await page.locator('a[href="/demo/as/verified"]').isVisible(), 'demo, no script');
    assert.ok(!(await page.locator('#status').isVisible()), 'demo, no script: nothing is loading');
    await fits(page, 'demo, no script');
  });
}

const shop = await serveShop();
const origin = `http://127.0.0.1:${shop.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const gateway = await start('serve', '--config', CONFIG, '--listen', '127.0.0.1:0', '--upstream', origin);
  const demo = await start('demo', '--listen', '127.0.0.1:0');
  await gatePages(browser, gateway);
  await filteredPages(browser, gateway, origin);
  await demoPages(browser, demo);
  console.log('gate page, filtered page and demo are as they should be');
} finally {
  running.forEach((child) => child.removeAllListeners('exit').kill());
  await browser.close();
  shop.close();
}
