// Takes the pictures of docs/images anew from a running site with the sample edition: node tests/browser/pictures.mjs
// (COMITY names another program than build/debug's). A picture over 200 KB ends it with 1.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Site, root } from '../support/site.mjs';
import { openBrowser, signIn } from './browser.mjs';

const folder = join(root, 'docs/images');
const bytesMax = 200 * 1024;
const narrowView = { width: 820, height: 880 };
const article = '/article/derby-ends-in-the-dark';
const shouted = 'What a night. WHAT A REFEREE AND WHAT A LAMP, I SAY, AND I WAS THERE MYSELF TO SEE IT. Give him a medal.';
const masked = 'The keeper played like an angel and the lamp people are useless sh1ts.';

const site = await Site.start();
const browser = await openBrowser();
let tooLarge = false;

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 860 }, reducedMotion: 'reduce', ...options });
  return context.newPage();
}

async function take(page, name, part) {
  const path = join(folder, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForLoadState('networkidle');
  await (part ? page.locator(part) : page).screenshot({ path });
  const { size } = statSync(path);
  tooLarge ||= size > bytesMax;
  console.log(`${name}.png ${Math.ceil(size / 1024)} KB${size > bytesMax ? ', over 200 KB' : ''}`);
}

async function send(page, text) {
  await page.goto(`${site.base}${article}/comment`);
  await page.fill('textarea[name=text]', text);
  await page.click('form:has(textarea[name=text]) button[type=submit]:not([name])');
  await page.waitForLoadState('networkidle');
}

async function takeReadersPages() {
  const page = await open();
  await page.goto(site.base);
  await take(page, 'front');
  await page.goto(`${site.base}/article/ministers-share-umbrella`);
  await take(page, 'article');
  const narrow = await open({ viewport: narrowView });
  await narrow.goto(`${site.base}/article/honey-at-the-border#discussion`);
  await take(narrow, 'discussion');
  await page.goto(`${site.base}/standards#personal-data`);
  await page.click('#personal-data summary');
  await take(page, 'standards');
  const phone = await open({ viewport: { width: 390, height: 780 }, colorScheme: 'dark', isMobile: true });
  await phone.goto(`${site.base}/article/ministers-share-umbrella`);
  await take(phone, 'phone');
}

async function takeAuthorsPages() {
  const page = await open({ viewport: narrowView });
  await signIn(page, site.base, site.addUser('benno_bright'));
  await send(page, shouted);
  await take(page, 'nudge');
  await send(page, masked);
  await page.setViewportSize({ width: 820, height: 1120 });
  await take(page, 'verdict');
}

async function takeModeratorsPages() {
  const page = await open({ viewport: { width: 1280, height: 860 } });
  await signIn(page, site.base, site.addUser('mary_moderates', 'moderator'));
  await page.goto(`${site.base}/moderation?show=held`);
  await take(page, 'queue');
  await page.click('a[data-queue-item]:has-text("benno_bright")');
  await page.waitForSelector('.measured summary');
  await page.click('.measured summary');
  await take(page, 'item', '.room-item');
}

try {
  mkdirSync(folder, { recursive: true });
  await takeReadersPages();
  await takeAuthorsPages();
  await takeModeratorsPages();
} finally {
  await browser.close();
  await site.close();
}
process.exitCode = tooLarge ? 1 : 0;
