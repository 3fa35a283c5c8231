/** The model reads what our hooks render: the Pods and ConfigMaps of the golden files come up as Kafka clusters. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { createRandom } from '../../../../hooks/engine/clock/random.ts';
import { createVirtualClock } from '../../../../hooks/engine/clock/virtual-clock.ts';
import { createKafkaWorld } from '../../../../hooks/engine/kafka/kafka-world.ts';
import type { Container, Mount, Program } from '../../../../hooks/engine/kubernetes/container.ts';
import type { ConfigMap, KubeObject, Pod } from '../../../../hooks/kube/types.ts';

const golden = (file: string): readonly KubeObject[] =>
  loadAll(readFileSync(path.join(import.meta.dirname, '../../../golden', file), 'utf8')).filter(
    (object): object is KubeObject => object !== null && typeof object === 'object',
  );

const containerOf = (pod: Pod, objects: readonly KubeObject[]): Container => {
  const spec = pod.spec?.containers.find(({ name }) => name === 'kafka');
  const mounts = (spec?.volumeMounts ?? []).map(({ name, mountPath }): readonly [string, Mount] => {
    const volume = pod.spec?.volumes?.find((other) => other.name === name);
    const claim = volume?.persistentVolumeClaim?.claimName;
    if (claim !== undefined) return [mountPath, { kind: 'claim', claim, volume: `volume-of-${claim}` }];
    const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata?.name === volume?.configMap?.name) as
      | ConfigMap
      | undefined;
    if (map !== undefined) return [mountPath, { kind: 'files', files: map.data ?? {} }];
    return [mountPath, { kind: 'emptyDir', volume: `${pod.metadata?.name}/${name}` }];
  });
  return {
    pod,
    name: 'kafka',
    mounts: new Map(mounts),
    env: Object.fromEntries((spec?.env ?? []).map(({ name, value }) => [name, value ?? ''])),
    exit: (code, message) => assert.fail(`${pod.metadata?.name} ended with ${code}: ${message}`),
    changed: () => undefined,
  };
};

for (const { file, name, voters, brokers } of [
  { file: 'minimal.yaml', name: 'kafka', voters: [0, 1, 2], brokers: [0, 1, 2] },
  { file: 'kraft-separated.yaml', name: 'kafka-separated', voters: [0, 1, 2], brokers: [100, 101, 102] },
]) {
  test(`${file} comes up`, async () => {
    const objects = golden(file);
    const clock = createVirtualClock(0);
    const kafka = createKafkaWorld({ clock, random: createRandom(1) });
    const programs = objects.filter(({ kind }) => kind === 'Pod').map((pod): Program | undefined => kafka.start(containerOf(pod, objects)));
    await clock.runUntil(30_000);
    assert.ok(programs.length > 0 && programs.every((program) => program?.ready() === true));
    const snapshot = await kafka.admin({ namespace: 'default', name }).snapshot({ deadline: 60_000 });
    assert.deepEqual(
      snapshot.quorum.voters.map(({ id }) => id),
      voters,
    );
    assert.deepEqual(
      snapshot.brokers.map(({ id, endpoints }) => [id, endpoints.length > 0]),
      brokers.map((id) => [id, true]),
    );
    assert.ok(snapshot.logDirs.every(({ path: dir, error }) => dir === '/kafka-logs/kafka' && error === undefined));
    assert.deepEqual(kafka.violations(), []);
  });
}
