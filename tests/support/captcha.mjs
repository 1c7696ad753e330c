// Solves an ALTCHA challenge the way the widget does: finds the number whose SHA-256 with the salt is the challenge.
import { createHash } from 'node:crypto';

export function solve({ algorithm, challenge, maxnumber = 1e6, salt, signature }) {
  for (let number = 0; number <= maxnumber; number++) {
    if (createHash('sha256').update(salt + number).digest('hex') === challenge)
      return Buffer.from(JSON.stringify({ algorithm, challenge, number, salt, signature, took: 1 })).toString('base64');
  }
  throw new Error('the challenge has no solution');
}
