/** How a command is chosen and its flags are read: what works, and the sentence for what does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Flag, readArguments } from '../../../hooks/cli/arguments.ts';
import { type Command, dispatch } from '../../../hooks/cli/command.ts';
import { failure } from '../../../hooks/errors.ts';
import { recordedIo } from '../cli/recorded-io.ts';

const help = { usage: 'kafka-hooks copy', about: ['Copies.'], examples: [{ run: 'kafka-hooks copy a', does: 'one copy' }] };
const commands: readonly Command[] = [
  { name: 'copy', summary: 'copy things', help, run: async (args) => args.length },
  {
    name: 'fail',
    summary: 'fail always',
    run: async () => {
      throw failure('PORT_UNAVAILABLE', { port: 1, reason: 'EACCES', variable: 'PORT' });
    },
  },
];

const run = async (...args: readonly string[]) => {
  const written = { out: '', err: '' };
  const code = await dispatch(commands, args, {
    stdout: (text) => {
      written.out += text;
    },
    stderr: (text) => {
      written.err += text;
    },
    isTerminal: false,
  });
  return { code, ...written };
};

const runs = [
  { it: 'runs a command with its own arguments', args: ['copy', 'a'], code: 1, out: /^$/, err: /^$/ },
  { it: 'lists the commands for --help', args: ['--help'], code: 0, out: /copy {2}copy things\n {2}fail {2}fail always/, err: /^$/ },
  { it: 'explains itself as wrong use when no command is given', args: [], code: 2, out: /^$/, err: /Commands:/ },
  { it: 'prints the page of a command', args: ['copy', '-h'], code: 0, out: /# one copy\n {2}kafka-hooks copy a/, err: /^$/ },
  {
    it: 'names an unknown command and the known ones',
    args: ['cpoy'],
    code: 2,
    out: /^$/,
    err: /cpoy is not a command; the commands are copy, fail/,
  },
  { it: 'names an unknown flag before the command', args: ['--loud'], code: 2, out: /^$/, err: /--loud is not a flag/ },
  { it: 'ends with the exit code of a failure', args: ['fail'], code: 1, out: /^$/, err: /cannot listen on port 1: EACCES/ },
];
for (const c of runs) {
  test(c.it, async () => {
    const { code, out, err } = await run(...c.args);
    assert.equal(code, c.code);
    assert.match(out, c.out);
    assert.match(err, c.err);
  });
}

const flags: readonly Flag[] = [
  { name: 'file', short: 'f', value: 'FILE' },
  { name: 'output', short: 'o', value: ['json', 'yaml'] },
  { name: 'live' },
];

test('reads flags in both forms, repeated ones in order', () => {
  const read = readArguments('plan', ['-f', 'a', '--file=b', '--live', '-o', 'json'], flags);
  assert.deepEqual(
    [...read.flags],
    [
      ['file', ['a', 'b']],
      ['live', ['']],
      ['output', ['json']],
    ],
  );
  assert.deepEqual([read.last('file'), read.last('live'), read.last('context')], ['b', '', undefined]);
});

test('reads operands wherever they stand, beside the flags', () => {
  const { operands, last } = readArguments('explain', ['--live', 'a', '-f', 'b'], [{ operand: 'FILE' }, ...flags]);
  assert.deepEqual([operands, last('file')], [['a'], 'b']);
  assert.deepEqual(readArguments('explain', ['-'], [{ operand: 'FILE' }]).operands, ['-']);
});

test('names an operand that is missing, and one that is too many', () => {
  const takes = [{ operand: 'FILE' }, ...flags];
  assert.throws(() => readArguments('explain', ['--live'], takes), {
    exit: 2,
    message: /explain needs FILE; see kafka-hooks explain --help/,
  });
  assert.throws(() => readArguments('explain', ['a', 'b'], takes), { exit: 2, message: /explain does not take the argument b/ });
});

const wrong = [
  {
    it: 'an unknown flag',
    args: ['--colour'],
    says: /--colour is not a flag of plan; the flags are -f\/--file, -o\/--output, --live, --help/,
  },
  { it: 'an unknown short flag', args: ['-q'], says: /-q is not a flag of plan/ },
  { it: 'a flag without its value', args: ['-f'], says: /-f\/--file has no value; give it FILE/ },
  { it: 'a flag with nothing for a value', args: ['-f', ''], says: /-f\/--file has no value; give it FILE/ },
  { it: 'a value that is not in the list', args: ['-o', 'xml'], says: /--output has the value xml; give it one of json, yaml/ },
  { it: 'the first argument that is no flag', args: ['c', '--live', 'd'], says: /plan does not take the argument c/ },
  { it: 'what stands behind --', args: ['--', '-x'], says: /plan does not take the argument -x/ },
  { it: 'a wrong flag before an argument', args: ['c', '--colour'], says: /--colour is not a flag of plan/ },
  { it: 'a value for a switch', args: ['--live=no'], says: /--live has the value no; give it no value/ },
];
for (const c of wrong) {
  test(`refuses ${c.it}`, () => {
    assert.throws(() => readArguments('plan', c.args, flags), { exit: 2, message: c.says });
  });
}

test('an error that nobody foresaw has its stack, a request to report it, and an exit code of its own', async () => {
  const { io, written } = recordedIo();
  const broken = {
    name: 'plan',
    summary: 's',
    run: async () => {
      throw new TypeError('no such thing');
    },
  };
  assert.equal(await dispatch([broken], ['plan'], io), 70);
  assert.match(written.err, /^kafka-hooks: this is a fault of kafka-hooks.*report it.*\nTypeError: no such thing\n {4}at /);
  await dispatch([broken], ['--help'], io);
  assert.match(written.out, /\n {2}70 {2}a fault of kafka-hooks/);
});
