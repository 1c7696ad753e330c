// Waiting for what should happen: for the thing itself, and longer than the busiest machine needs. What a test promises is that
// it happens; how fast is measured by tests of its own. Only what never happens reaches the limit, and the test then says so.
import assert from 'node:assert/strict';

export const WAIT_MS = 60000;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// What `holds` gives, as soon as it is true. `complaint` is a text, or gives one.
export async function until(holds, complaint) {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (performance.now() > end) assert.fail(`${typeof complaint === 'function' ? await complaint() : complaint}, after ${WAIT_MS / 1000} s`);
    await pause(25);
  }
}
