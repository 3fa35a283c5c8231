/** Laws of the KafkaCluster hook that hold for every spec that the schema lets through and every world it may meet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Answer, keyOf, nextRequest, type Request, VIRTUAL_NOW } from '../../../hooks/cli/settle.ts';
import { readSpec } from '../../../hooks/kafkacluster/configuration-backup.ts';
import { kafkaCluster } from '../../../hooks/kafkacluster/hook.ts';
import type { KubeObject } from '../../../hooks/kube/types.ts';
import { guardComposite, guardNulls } from '../../../hooks/protocol/guard.ts';
import { anyConfig, anySpec, fate, soundSpec, sync, worldOf } from './arbitraries.ts';

const runs = { numRuns: 100 };
const MOST_ROUNDS = 6;

const identities = (objects: readonly KubeObject[]): readonly string[] => objects.map((object) => `${object.kind} ${keyOf(object)}`).sort();
const observed = (request: Request, group: string): readonly KubeObject[] => Object.values(request.children[group] ?? {});
const allObserved = (request: Request): readonly KubeObject[] => Object.values(request.children).flatMap((group) => Object.values(group));
const named = (answer: Answer): ReadonlySet<string> => new Set(identities(answer.children));
const isInvalid = (answer: Answer): boolean => answer.status.conditions?.some(({ reason }) => reason === 'InvalidSpec') === true;

/** What the server would hold against an answer. */
const violations = (request: Request, answer: Answer) => [
  ...guardComposite(request, JSON.parse(JSON.stringify(answer)), kafkaCluster.granted(request.parent)),
  ...guardNulls(answer.children),
];

/** What a refused spec leaves in place: what the last valid one asks for, or everything as it is when there never was one. */
const heldChildren = async (request: Request, now: number): Promise<readonly KubeObject[]> => {
  const spec = readSpec(request.parent.status?.lastValidSpec);
  return spec === undefined ? allObserved(request) : (await sync({ ...request, parent: { ...request.parent, spec } }, now)).children;
};

/** The laws of any answer at all. */
const assertSafe = async (request: Request, answer: Answer, now = VIRTUAL_NOW): Promise<void> => {
  assert.deepEqual(violations(request, answer), []);
  const present = named(answer);
  for (const claim of observed(request, 'PersistentVolumeClaim.v1'))
    assert.ok(present.has(`PersistentVolumeClaim ${keyOf(claim)}`), 'a claim is missing');
  const granted = kafkaCluster.granted(request.parent).pods;
  for (const pod of observed(request, 'Pod.v1')) {
    const mayGo =
      pod.metadata?.deletionTimestamp !== undefined ||
      granted.some(({ name, uid }) => name === pod.metadata?.name && uid === pod.metadata?.uid);
    assert.ok(mayGo || present.has(`Pod ${keyOf(pod)}`), 'a Pod is missing without a grant');
  }
  if (isInvalid(answer)) assert.deepEqual(identities(answer.children), identities(await heldChildren(request, now)));
};

const shuffled = (request: Request): Request => ({
  ...request,
  children: Object.fromEntries(
    Object.entries(request.children)
      .reverse()
      .map(([group, objects]) => [group, Object.fromEntries(Object.entries(objects).reverse())]),
  ),
});

const inOrder = ({ children, ...rest }: Answer): unknown => ({
  ...rest,
  children: [...children].sort((a, b) => (`${a.kind} ${keyOf(a)}` < `${b.kind} ${keyOf(b)}` ? -1 : 1)),
});

test('any spec of the schema, put on any world, gets a safe answer', async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, fate, anySpec, async (grown, its, spec) => {
      const world = await worldOf(grown, its);
      const request = { ...world, parent: { ...world.parent, spec } };
      await assertSafe(request, await sync(request, VIRTUAL_NOW + its.later), VIRTUAL_NOW + its.later);
    }),
    { numRuns: 400 },
  );
});

test('a sound spec with one strange part gets a safe answer', async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, fate, anySpec, async (grown, its, { brokers: _brokers, ...strange }) => {
      const world = await worldOf(grown, its);
      for (const key in strange) {
        const request = { ...world, parent: { ...world.parent, spec: { ...grown, [key]: strange[key as keyof typeof strange] } } };
        await assertSafe(request, await sync(request));
      }
    }),
    runs,
  );
});

test('sound brokers in a strange group get a safe answer', async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, fate, anyConfig, async (grown, its, strange) => {
      const world = await worldOf(grown, its);
      const brokers = grown.brokers.map((broker) => ({ ...broker, brokerConfigGroup: 'strange' }));
      const request = { ...world, parent: { ...world.parent, spec: { ...grown, brokers, brokerConfigGroups: { strange } } } };
      await assertSafe(request, await sync(request));
    }),
    { numRuns: 200 },
  );
});

test('a sound spec is valid, and its world stays safe whatever befalls it', async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, fate, async (spec, its) => {
      const request = await worldOf(spec, its);
      const answer = await sync(request, VIRTUAL_NOW + its.later);
      assert.equal(isInvalid(answer), false);
      await assertSafe(request, answer, VIRTUAL_NOW + its.later);
    }),
    runs,
  );
});

test('a changed spec never takes a Pod or a claim away by itself', async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, soundSpec, fate, async (grown, spec, its) => {
      const world = await worldOf(grown, its);
      const request = { ...world, parent: { ...world.parent, spec } };
      await assertSafe(request, await sync(request));
    }),
    runs,
  );
});

test('the same world gives the same answer, in whatever order its children come', async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, fate, async (spec, its) => {
      const request = await worldOf(spec, its);
      const answer = await sync(request);
      assert.equal(JSON.stringify(await sync(request)), JSON.stringify(answer));
      assert.deepEqual(inOrder(await sync(shuffled(request))), inOrder(answer));
    }),
    runs,
  );
});

test(`any world comes to rest within ${MOST_ROUNDS} rounds, and then nothing changes any more`, async () => {
  await fc.assert(
    fc.asyncProperty(soundSpec, fate, async (spec, its) => {
      const now = VIRTUAL_NOW + its.later;
      let request = await worldOf(spec, its);
      const seen: string[] = [];
      for (let round = 0; round <= MOST_ROUNDS; round += 1) {
        const answer = await sync(request, now);
        await assertSafe(request, answer, VIRTUAL_NOW + its.later);
        seen.push(JSON.stringify(answer));
        request = nextRequest(request, answer);
      }
      const rest = await sync(request, now);
      assert.equal(JSON.stringify(rest), seen.at(-1));
      // Some waits are for a time: then the answer says when to ask again.
      if (rest.resyncAfterSeconds !== undefined) return;
      const later = await sync(nextRequest(request, rest), now + 1000);
      assert.deepEqual(later, rest, 'a second that passes is no change');
    }),
    runs,
  );
});
