/**
 * The simulation can see: each fault that is put into the hooks by hand is found among the first seeds by the invariant
 * that is there for it, and is shrunk to a few events that still show it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Break } from './breaks.ts';
import { generate } from './generate.ts';
import { play } from './play.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

const MOST_SEEDS = 20;

interface Case {
  readonly how: Break;
  readonly found: string;
  /** After shrinking. */
  readonly mostEvents: number;
}

const cases: readonly Case[] = [
  { how: 'drop-claim', found: 'no claim is lost without intent', mostEvents: 2 },
  { how: 'restart-two', found: 'no running broker is stopped by our own hand', mostEvents: 2 },
  { how: 'forget-grant', found: 'a Pod goes only under a grant in status', mostEvents: 2 },
];

for (const { how, found, mostEvents } of cases) {
  test(`${how} is found and shrunk`, async () => {
    const failing = await firstFailing(how);
    assert.equal(failing?.invariant, found);
    const fails = async (scenario: Scenario): Promise<boolean> => (await play(scenario, { how })).violation?.invariant === found;
    const short = await shrink(failing.scenario, fails);
    assert.ok(short.events.length <= mostEvents, JSON.stringify(short.events));
    assert.ok(await fails(short));
    assert.equal((await play(short)).violation, undefined, 'without the fault the same events do no harm');
  });
}

const firstFailing = async (how: Break): Promise<{ readonly scenario: Scenario; readonly invariant: string } | undefined> => {
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const scenario = generate(seed);
    const { violation } = await play(scenario, { how });
    if (violation !== undefined) return { scenario, invariant: violation.invariant };
  }
  return undefined;
};

test('records that are lost with disks nobody gave up are noticed', async () => {
  const start = { shape: 'combined', kafka: '4.3.1', brokers: 3, nodes: 4, racks: false, retention: 'Retain' } as const;
  const losses = [0, 1, 2].map((broker) => ({ at: 300, do: 'lose-volume', broker }) as const);
  const scenario: Scenario = { seed: 1, start, events: [{ at: 120, do: 'produce', records: 100 }, ...losses] };
  assert.equal((await play(scenario)).violation, undefined, 'declared, the loss is excused');
  assert.equal((await play(scenario, { silent: true })).violation?.invariant, 'no acknowledged record is lost');
});
