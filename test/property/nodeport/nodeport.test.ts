/**
 * Laws of node ports, over listeners and brokers that change at will and brokers that advertise what an earlier spec
 * gave them: every advertised address leads to exactly its broker, no node port is there twice, order means nothing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ExternalListener, KafkaCluster } from '../../../hooks/api/kafka-cluster.ts';
import { type Advertisement, advertisements } from '../../../hooks/kafkacluster/external/accepted.ts';
import type { AdvertisedListener } from '../../../hooks/kafkacluster/external/advertised.ts';
import type { Labels, Service } from '../../../hooks/kube/types.ts';
import { node } from '../../unit/kafkacluster/world.ts';
import { answerTo, kafkaClusterOf, listener, observed, onNode, type Records, type Scene } from '../../unit/nodeport/scene.ts';

const NAMES = ['a', 'b', 'ab', 'ext-1'];
const startingPort = fc.constantFrom(0, 30_000, 30_001, 30_002, 30_010);

const listeners: fc.Arbitrary<readonly ExternalListener[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...NAMES),
      externalStartingPort: startingPort,
      anyCastPort: fc.constantFrom(29_092, 30_001, 30_400),
      accessMethod: fc.constantFrom('NodePort', 'NodePort', 'LoadBalancer'),
      shift: fc.integer({ min: 0, max: 1 }),
    }),
    { selector: ({ name }) => name, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ shift, ...more }) => listener({ ...more, containerPort: 9100 + 2 * NAMES.indexOf(more.name) + shift }) as ExternalListener),
  );

const ids = fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
const external = fc.constantFrom<AdvertisedListener>(
  { via: 'NodePort', address: '203.0.113.7:9100', containerPort: 9100 },
  { via: 'LoadBalancer', address: 'lb.example.org:19090', containerPort: 9100 },
);

/** What brokers advertise: each node port once in the whole cluster, as Kubernetes gives it. */
const advertised: fc.Arbitrary<Readonly<Record<string, Records>>> = fc
  .uniqueArray(
    fc.record({
      broker: fc.integer({ min: 0, max: 4 }),
      name: fc.constantFrom(...NAMES),
      port: fc.integer({ min: 30_000, max: 30_014 }),
      shift: fc.integer({ min: 0, max: 1 }),
      other: fc.option(external, { freq: 5 }),
    }),
    { selector: ({ port }) => port, maxLength: 12 },
  )
  .map((all) => {
    const records: Record<string, Record<string, AdvertisedListener>> = {};
    for (const { broker, name, port, shift, other } of all) {
      const door = onNode(port, { containerPort: 9100 + 2 * NAMES.indexOf(name) + shift });
      records[broker] = { ...records[broker], [name]: other ?? door };
    }
    return records;
  });

const scene: fc.Arbitrary<Scene> = fc
  .record({ listeners, ids, advertised })
  .map(({ ids: wanted, ...rest }) => ({ ...rest, brokers: wanted.map((id) => node(id)) }));

interface World {
  readonly object: KafkaCluster;
  readonly attachments: readonly Service[];
  readonly answer: readonly Service[];
}

/** The answer after one under an earlier spec, whose Services are there. */
const worldOf = async ({ before, now }: { readonly before: Scene; readonly now: Scene }): Promise<World> => {
  const earlier = { ...before, ...(now.advertised !== undefined && { advertised: now.advertised }) };
  const attachments = (await answerTo(kafkaClusterOf(earlier))).map(observed);
  const object = kafkaClusterOf(now);
  return { object, attachments, answer: await answerTo(object, attachments) };
};
const change = fc.record({ before: scene, now: scene });

const nodePorts = (services: readonly Service[]) =>
  services.flatMap(({ metadata, spec }) =>
    (spec?.ports ?? []).flatMap((port) => (port.nodePort === undefined ? [] : [{ metadata, spec, port }])),
  );

const isOf = (labels: Labels | undefined, { broker, listener: name }: Advertisement) =>
  labels?.['brokerId'] === String(broker) && labels['eListenerName'] === name;

test('every node port that a running broker advertises leads to that broker alone, at the port on which it listens', () =>
  fc.assert(
    fc.asyncProperty(change, async ({ before, now }) => {
      const { object, attachments, answer } = await worldOf({ before, now });
      for (const one of advertisements(object.status)) {
        const port = Number(one.address.split(':')[1]);
        if (one.via !== 'NodePort' || one.node === undefined) continue;
        const leads = nodePorts(answer).filter((found) => found.port.nodePort === port);
        // Nothing leads to what no Service was ever made for; above all nothing leads elsewhere.
        const isKnown = [...attachments, ...answer].some(({ metadata }) => isOf(metadata?.labels, one));
        assert.equal(leads.length, isKnown ? 1 : 0);
        if (!isKnown) continue;
        assert.equal(leads[0]?.spec?.selector?.['brokerId'], String(one.broker));
        assert.equal(leads[0]?.metadata?.labels?.['eListenerName'], one.listener);
        assert.equal(leads[0]?.port.targetPort, one.containerPort);
      }
    }),
  ));

test('no node port, no name and no number of a port is there twice', () =>
  fc.assert(
    fc.asyncProperty(change, async (scenes) => {
      const { answer } = await worldOf(scenes);
      const isUnique = (values: readonly unknown[]) => assert.equal(new Set(values).size, values.length);
      isUnique(nodePorts(answer).map(({ port }) => port.nodePort));
      isUnique(answer.map(({ metadata }) => metadata?.name));
      for (const { spec } of answer) {
        assert.ok((spec?.ports ?? []).length > 0);
        isUnique((spec?.ports ?? []).map(({ name }) => name));
        isUnique((spec?.ports ?? []).map(({ port }) => port));
      }
    }),
  ));

test('the order of listeners, brokers, attachments and records means nothing', () =>
  fc.assert(
    fc.asyncProperty(change, async ({ before, now }) => {
      const { attachments, answer } = await worldOf({ before, now });
      const turned = {
        ...now,
        listeners: [...now.listeners].reverse(),
        brokers: [...(now.brokers ?? [])].reverse(),
        advertised: Object.fromEntries(
          Object.entries(now.advertised ?? {}).map(([id, records]) => [id, Object.fromEntries(Object.entries(records).reverse())]),
        ),
      };
      assert.equal(JSON.stringify(await answerTo(kafkaClusterOf(turned), [...attachments].reverse())), JSON.stringify(answer));
    }),
  ));

test('what was answered is answered again', () =>
  fc.assert(
    fc.asyncProperty(change, async (scenes) => {
      const { object, answer } = await worldOf(scenes);
      assert.deepEqual(await answerTo(object, answer.map(observed)), answer);
    }),
  ));

test('a broker that comes changes nothing of the others', () =>
  fc.assert(
    fc.asyncProperty(scene, async (one) => {
      const { advertised: _none, ...quiet } = one;
      const answer = await answerTo(kafkaClusterOf({ ...quiet, listeners: one.listeners.slice(0, 1) }));
      const more = await answerTo(
        kafkaClusterOf({ ...quiet, listeners: one.listeners.slice(0, 1), brokers: [...(one.brokers ?? []), node(9)] }),
      );
      assert.deepEqual(
        more.filter(({ spec }) => spec?.selector?.['brokerId'] !== '9'),
        answer,
      );
    }),
  ));
