/**
 * Options as text. What a table says of values is what java.util.Properties of a real JVM made of the written text.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProperties, readValue, writeProperties } from '../../../hooks/kafka/properties.ts';

interface Reading {
  readonly it: string;
  readonly text: string;
  readonly entries: Readonly<Record<string, string>>;
  readonly written: string;
}

const readings: readonly Reading[] = [
  { it: 'reads key=value', text: 'num.io.threads=8', entries: { 'num.io.threads': '8' }, written: 'num.io.threads=8\n' },
  { it: 'takes a colon for a separator', text: 'a:b', entries: { a: 'b' }, written: 'a=b\n' },
  { it: 'takes a blank for a separator', text: 'a b c', entries: { a: 'b c' }, written: 'a=b c\n' },
  { it: 'takes blanks around the separator for part of it', text: 'key   =   v', entries: { key: 'v' }, written: 'key=v\n' },
  { it: 'leaves a second separator to the value', text: 'a = =b:c', entries: { a: '=b:c' }, written: 'a==b:c\n' },
  { it: 'takes an escaped separator for part of the key', text: 'a\\=b\\ c=d', entries: { 'a=b c': 'd' }, written: 'a\\=b\\ c=d\n' },
  { it: 'trims lines and values', text: ' \t a=b \t\r\n', entries: { a: 'b' }, written: 'a=b\n' },
  { it: 'trims an escaped blank at the end', text: 'a=b\\ \\', entries: { a: 'b' }, written: 'a=b\n' },
  { it: 'takes an empty value', text: 'super.users=', entries: { 'super.users': '' }, written: 'super.users=\n' },
  { it: 'skips comments and blank lines', text: '# a=1\n\n  ! b=2\nc=3', entries: { c: '3' }, written: 'c=3\n' },
  { it: 'keeps # and ! inside a value', text: 'a=b#c!d', entries: { a: 'b#c!d' }, written: 'a=b#c!d\n' },
  { it: 'lets the last duplicate win', text: 'a=1\nb=2\na=3', entries: { a: '3', b: '2' }, written: 'a=3\nb=2\n' },
  { it: 'sorts what it writes', text: 'b=2\na.b=1\na=0', entries: { b: '2', 'a.b': '1', a: '0' }, written: 'a=0\na.b=1\nb=2\n' },
  { it: 'joins continued lines without their indentation', text: 'a=b \\\n   c\\\n  d', entries: { a: 'b cd' }, written: 'a=b cd\n' },
  { it: 'continues a line also when blanks follow the backslash', text: 'a=b,\\  \n  c', entries: { a: 'b,c' }, written: 'a=b,c\n' },
  { it: 'ends a continuation at a blank line', text: 'a=b\\\n\nc=d', entries: { a: 'b', c: 'd' }, written: 'a=b\nc=d\n' },
  { it: 'ends a continuation at the end of the text', text: 'a=b\\', entries: { a: 'b' }, written: 'a=b\n' },
  { it: 'does not continue after an escaped backslash', text: 'a=b\\\\\nc=d', entries: { a: 'b\\\\', c: 'd' }, written: 'a=b\\\\\nc=d\n' },
  { it: 'takes # in a continuation for part of the value', text: 'a=b\\\n#c', entries: { a: 'b#c' }, written: 'a=b#c\n' },
  {
    it: 'leaves escape sequences in a value alone',
    text: 'a=\\t\\\\.\\u0041',
    entries: { a: '\\t\\\\.\\u0041' },
    written: 'a=\\t\\\\.\\u0041\n',
  },
  {
    it: 'reads letters beyond ASCII and writes them for a reader of Latin-1',
    text: 'broker.rack=Köln',
    entries: { 'broker.rack': 'Köln' },
    written: 'broker.rack=K\\u00f6ln\n',
  },
  {
    it: 'reads their escape sequences as the same',
    text: 'broker.rack=K\\u00f6ln',
    entries: { 'broker.rack': 'Köln' },
    written: 'broker.rack=K\\u00f6ln\n',
  },
  { it: 'does not read an escaped backslash and a u as one', text: 'a=\\\\u00f6', entries: { a: '\\\\u00f6' }, written: 'a=\\\\u00f6\n' },
  { it: 'drops the backslash before a letter beyond ASCII, as Java does', text: 'a=\\ö', entries: { a: 'ö' }, written: 'a=\\u00f6\n' },
  {
    it: 'takes an option called __proto__ for an option',
    text: '__proto__=x',
    entries: Object.fromEntries([['__proto__', 'x']]),
    written: '__proto__=x\n',
  },
];

for (const { it, text, entries, written } of readings) {
  test(it, () => {
    const parsed = parseProperties(text);
    assert.deepEqual(parsed.problems, []);
    assert.deepEqual(Object.fromEntries(parsed.entries), entries);
    assert.equal(writeProperties(parsed.entries), written);
  });
}

test('keeps the regular expressions of ssl.principal.mapping.rules for the broker as they were written', () => {
  const line = 'ssl.principal.mapping.rules=RULE:^CN=([^,]+)(?:,.*)?$/$1/L,RULE:^OU=\\\\d+\\\\.x$/$1/,DEFAULT';
  const { entries } = parseProperties(line);
  assert.equal(writeProperties(entries), `${line}\n`);
  assert.equal(
    readValue(entries.get('ssl.principal.mapping.rules') ?? ''),
    'RULE:^CN=([^,]+)(?:,.*)?$/$1/L,RULE:^OU=\\d+\\.x$/$1/,DEFAULT',
  );
});

test('reads a login module over several lines, with its quotes', () => {
  const text = [
    'listener.name.internal.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\',
    '  username="admin" \\',
    '  password="a=b";',
    'sasl.enabled.mechanisms=PLAIN',
  ].join('\n');
  assert.deepEqual(
    [...parseProperties(text).entries],
    [
      [
        'listener.name.internal.plain.sasl.jaas.config',
        'org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="a=b";',
      ],
      ['sasl.enabled.mechanisms', 'PLAIN'],
    ],
  );
});

interface Fault {
  readonly it: string;
  readonly text: string;
  readonly line: number;
  readonly says: RegExp;
}

const faults: readonly Fault[] = [
  { it: 'reports a line without separator', text: 'a=1\n# c\nnonsense', line: 3, says: /no separator/ },
  { it: 'reports where a continued line begins', text: '\na\\\nb\\\nc', line: 2, says: /no separator/ },
  { it: 'reports a line without key', text: '=b', line: 1, says: /no key/ },
  { it: 'reports a \\u in a value at which the broker would stop', text: 'a=C:\\users', line: 1, says: /four hexadecimal digits/ },
  { it: 'reports a \\u in a key', text: '\\u12=b', line: 1, says: /four hexadecimal digits/ },
];

for (const { it, text, line, says } of faults) {
  test(it, () => {
    const { entries, problems } = parseProperties(`${text}\nz=1`);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.line, line);
    assert.match(problems[0]?.message ?? '', says);
    assert.equal(entries.get('z'), '1');
  });
}

const values: readonly (readonly [it: string, value: string, written: string])[] = [
  ['writes a line break in a value as an escape sequence', 'a\nb\r', 'k=a\\nb\\r\n'],
  ['drops a backslash at the end, which would swallow the next line', 'a\\', 'k=a\n'],
  ['writes a character beyond 16 bits as two sequences', '😀', 'k=\\ud83d\\ude00\n'],
];

for (const [it, value, written] of values) test(it, () => assert.equal(writeProperties([['k', value]]), written));

test('escapes what would end a key', () => assert.equal(writeProperties([['#a b=\t:\\ü', 'v']]), '\\#a\\ b\\=\\t\\:\\\\\\u00fc=v\n'));

const resolved: readonly (readonly [value: string, read: string])[] = [
  ['plain', 'plain'],
  ['\\t\\n\\r\\f', '\t\n\r\f'],
  ['\\u0041\\\\u0041', 'A\\u0041'],
  ['\\a\\:\\=', 'a:='],
];

for (const [value, read] of resolved) test(`resolves ${value} as Java does`, () => assert.equal(readValue(value), read));
