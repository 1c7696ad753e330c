// Debian's Chromium, driven by playwright-core: the one without a window, which opens and shows pages for a third of the work.
// COMITY_CHROMIUM names another one.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { WAIT_MS } from '../support/wait.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.COMITY_PICTURES;
// Pages look the same whatever the store behind them is, and looking takes most of these suites' time: it is done on one engine.
const looks = process.env.COMITY_TEST_ENGINE !== 'postgres';
// How many times slower than this machine pages run: finds what a busy machine would find, once in a while.
const slowness = Number(process.env.COMITY_SLOWNESS ?? 1);

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.COMITY_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

async function slowDown(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
}

// A page whose console errors and failed requests fail the test that asks for them.
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(WAIT_MS);
  if (slowness > 1) context.on('page', slowDown);
  const page = await context.newPage();
  page.faults = [];
  page.on('console', (m) => { if (m.type() === 'error') page.faults.push(m.text()); });
  page.on('pageerror', (e) => page.faults.push(String(e)));
  // Who goes on while a page still asks who is reading breaks that off, and nothing is wrong.
  const brokenOff = (r) => r.failure()?.errorText === 'net::ERR_ABORTED' && !r.isNavigationRequest();
  page.on('requestfailed', (r) => { if (!brokenOff(r)) page.faults.push(`${r.url()}: ${r.failure()?.errorText}`); });
  return page;
}

// Does what leads to another page, and waits until that is there. A click comes back as soon as it is made, whatever it leads to.
export const leave = (page, act) => Promise.all([page.waitForNavigation(), act()]);

// Nothing that axe finds.
export async function accessible(page, where) {
  if (!looks) return;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' ')}`), [], where);
}

// By name and password, on the page at `base`.
export async function signIn(page, base, { name, password }) {
  await page.goto(`${base}/sign-in`);
  await page.fill('#login', name);
  await page.fill('#password', password);
  await leave(page, () => page.press('#password', 'Enter'));
  assert.doesNotMatch(new URL(page.url()).pathname, /^\/sign-in/);
}

// Holds a page to what every page is held to: nothing that axe finds, nothing that is too wide on a screen or a telephone. With
// COMITY_PICTURES=FOLDER it leaves a picture of both there.
export async function lookAt(page, where) {
  if (!looks) return;
  await accessible(page, where);
  const before = page.viewportSize();
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${where} scrolls sideways by ${over} at ${width}`);
    if (!pictures) continue;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${where.replace(/\W+/g, '-')}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(before);
}
