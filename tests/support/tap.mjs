// What node's test runner tells, as flat TAP: meson and scripts/summary count every test, those inside tests too, which
// node's own reporter indents where neither looks. A test that failed only because one inside it did is not counted twice.
import { inspect } from 'node:util';

const comment = (text) => text.replace(/\n+$/, '').split('\n').map((line) => `# ${line}\n`).join('');

const directive = ({ skip, todo }) => {
    const word = skip !== undefined ? 'SKIP' : 'TODO';
    const why = skip ?? todo;
    return why === undefined ? '' : ` # ${word}${typeof why === 'string' ? ` ${why}` : ''}`;
};

export default async function* tap(events) {
    const names = [];
    let number = 0;
    yield 'TAP version 13\n';
    for await (const { type, data } of events) {
        if (type === 'test:start') {
            names.length = data.nesting;
            names.push(data.name);
        } else if (type === 'test:pass' || type === 'test:fail') {
            const error = type === 'test:fail' ? data.details.error : undefined;
            if (error?.failureType === 'subtestsFailed')
                continue;
            const name = [...names.slice(0, data.nesting), data.name].join(': ').replace(/[\\#]/g, '\\$&');
            yield `${error ? 'not ok' : 'ok'} ${++number} - ${name}${directive(data)}\n`;
            if (error)
                yield comment(inspect(error.cause ?? error));
            yield `# took ${Math.round(data.details.duration_ms)} ms\n`;
        } else if (type === 'test:diagnostic' || type === 'test:stdout' || type === 'test:stderr') {
            yield comment(data.message);
        }
    }
    yield `1..${number}\n`;
}
