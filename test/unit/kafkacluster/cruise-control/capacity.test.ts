/** capacity.json: Koperator's cases, and those in which it drops what a running drain still needs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capacityJson } from '../../../../hooks/kafkacluster/cruise-control/capacity.ts';
import { broker, claim, clusterWith, clusterWithout } from './fixture.ts';

const idle = { observedCapacity: undefined, removing: false };
const entriesOf = (text: string): readonly Record<string, unknown>[] => JSON.parse(text).brokerCapacities;
const idsOf = (text: string): readonly unknown[] => entriesOf(text).map((entry) => entry['brokerId']);
const capacityOf = (config: Parameters<typeof broker>[1]): Record<string, unknown> =>
  entriesOf(capacityJson(clusterWith({ brokers: [broker(0, config)] }), idle))[0]?.['capacity'] as Record<string, unknown>;

test('writes the file with four blanks, ids and numbers as text', () =>
  assert.equal(
    capacityJson(clusterWith({ brokers: [broker(0)] }), idle),
    `{
    "brokerCapacities": [
        {
            "brokerId": "0",
            "capacity": {
                "DISK": {
                    "/kafka-logs/kafka": "10737"
                },
                "CPU": "150",
                "NW_IN": "125000",
                "NW_OUT": "125000"
            },
            "doc": "DISK in MB by log directory, CPU in percent of one core, NW_IN and NW_OUT in KB/s."
        }
    ]
}`,
  ));

const disks: readonly { readonly it: string; readonly config: Parameters<typeof broker>[1]; readonly is: Record<string, string> }[] = [
  { it: 'counts a claim in whole megabytes, rounded down', config: {}, is: { '/kafka-logs/kafka': '10737' } },
  {
    it: 'names every disk by its log directory, sorted',
    config: { storageConfigs: [claim('/b', '1Ti'), claim('/a', '1.5Gi')] },
    is: { '/a/kafka': '1610', '/b/kafka': '1099511' },
  },
  {
    it: 'takes the limit of a volume that dies with the Pod',
    config: { storageConfigs: [{ mountPath: '/d', emptyDir: { sizeLimit: '2G' } }] },
    is: { '/d/kafka': '2000' },
  },
  {
    it: 'takes a volume without a limit for 10 Gi',
    config: { storageConfigs: [{ mountPath: '/d', emptyDir: {} }] },
    is: { '/d/kafka': '10737' },
  },
];
for (const c of disks) test(c.it, () => assert.deepEqual(capacityOf(c.config)['DISK'], c.is));

const cpus: readonly {
  readonly it: string;
  readonly resources: Record<string, Record<string, string>> | undefined;
  readonly is: string;
}[] = [
  { it: 'takes the default limit when no resources are given', resources: undefined, is: '150' },
  { it: 'takes the CPU limit as percent of a core', resources: { limits: { cpu: '2' } }, is: '200' },
  { it: 'rounds the CPU limit to a whole percent', resources: { limits: { cpu: '1256m' } }, is: '126' },
  { it: 'takes the request of a broker without a CPU limit', resources: { requests: { cpu: '3' }, limits: { memory: '3Gi' } }, is: '300' },
];
for (const c of cpus) {
  test(c.it, () => assert.equal(capacityOf(c.resources === undefined ? {} : { resourceRequirements: c.resources })['CPU'], c.is));
}

test('takes the network capacity of a broker from its configuration', () => {
  const capacity = capacityOf({ networkConfig: { incomingNetworkThroughPut: '200000', outgoingNetworkThroughPut: '100000' } });
  assert.deepEqual([capacity['NW_IN'], capacity['NW_OUT']], ['200000', '100000']);
});

test('sorts ids as numbers', () =>
  assert.deepEqual(idsOf(capacityJson(clusterWith({ brokers: [broker(10), broker(9), broker(101)] }), idle)), ['9', '10', '101']));

test('leaves pure controllers out, and keeps nodes with both roles', () => {
  const brokers = [broker(0, { processRoles: ['controller'] }), broker(1, { processRoles: ['controller', 'broker'] }), broker(2)];
  assert.deepEqual(idsOf(capacityJson(clusterWith({ brokers }), idle)), ['1', '2']);
});

test('keeps a broker that is being drained', () =>
  assert.deepEqual(idsOf(capacityJson(clusterWithout([2]), { ...idle, removing: true })), ['0', '1', '2']));

const userEntry = (brokerId: string | number) => ({
  brokerId,
  capacity: { DISK: '500', CPU: '100', NW_IN: '1', NW_OUT: '2' },
  doc: 'mine',
});
const fileOf = (...entries: readonly unknown[]): string => JSON.stringify({ brokerCapacities: entries });
const withUser = (capacityConfig: string) => clusterWith({ cruiseControlConfig: { capacityConfig } });

test('leaves a file of the user that speaks for every broker as it is', () => {
  const text = `${fileOf(userEntry('-1'))}\n`;
  assert.equal(capacityJson(withUser(text), idle), text);
});

test('adds the brokers that a file of the user does not name', () => {
  const text = capacityJson(withUser(fileOf(userEntry('2'))), idle);
  assert.deepEqual(idsOf(text), ['2', '0', '1']);
  assert.equal(entriesOf(text)[0]?.['doc'], 'mine');
});

test('adds nothing to a file that names all brokers', () =>
  assert.deepEqual(idsOf(capacityJson(withUser(fileOf(userEntry('0'), userEntry('1'), userEntry('2'))), idle)), ['0', '1', '2']));

test('reads an id that is a number as Cruise Control does', () =>
  assert.deepEqual(idsOf(capacityJson(withUser(fileOf(userEntry(1))), idle)), ['1', '0', '2']));

const before = capacityJson(
  clusterWith({ brokers: [broker(0), broker(1, { storageConfigs: [claim('/a', '1Gi'), claim('/b', '1Gi')] }), broker(2)] }),
  idle,
);
const removing = { observedCapacity: before, removing: true };

test('keeps the very text while a broker leaves, whatever the spec says of the others', () => {
  const brokers = [broker(0, { resourceRequirements: { limits: { cpu: '4' } } }), broker(1, { storageConfigs: [claim('/a', '1Gi')] })];
  assert.equal(capacityJson(clusterWith({ brokers }), removing), before);
});

test('adds a new broker while another one leaves', () =>
  assert.deepEqual(idsOf(capacityJson(clusterWith({ brokers: [broker(0), broker(1), broker(7)] }), removing)), ['0', '1', '2', '7']));

test('adds a new disk while a broker leaves', () => {
  const brokers = [broker(0, { storageConfigs: [claim('/kafka-logs', '99Gi'), claim('/new', '1Gi')] }), broker(1)];
  const capacity = entriesOf(capacityJson(clusterWith({ brokers }), removing))[0]?.['capacity'] as Record<string, unknown>;
  assert.deepEqual(capacity['DISK'], { '/kafka-logs/kafka': '10737', '/new/kafka': '1073' });
});

test('drops what is gone when nothing is being removed', () =>
  assert.deepEqual(idsOf(capacityJson(clusterWith({ brokers: [broker(0), broker(1)] }), { ...removing, removing: false })), ['0', '1']));

test('lets the user correct an entry while a broker leaves', () => {
  const cluster = clusterWith({ cruiseControlConfig: { capacityConfig: fileOf(userEntry('1')) } });
  const entry = entriesOf(capacityJson(cluster, removing)).find(({ brokerId }) => brokerId === '1');
  assert.equal(entry?.['doc'], 'mine');
});
