/** What fails now: only how the last sync of each parent ended counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation, SyncOutcome, SyncReport } from '../../../hooks/engine/metacontroller/report.ts';
import { createFailureLog } from '../../../hooks/plan/failure-log.ts';

const refused: Operation = {
  verb: 'create',
  kind: 'Pod',
  namespace: 'demo',
  name: 'kafka-0',
  reason: 'desired',
  result: 'failed',
  message: 'serviceaccount "kafka" not found',
};
const report = (uid: string, outcome: SyncOutcome, operations: readonly Operation[] = []): SyncReport => ({
  controller: 'kafkacluster',
  type: 'composite',
  parent: { apiVersion: 'kafka.banzaicloud.io/v1beta1', kind: 'KafkaCluster', namespace: 'demo', name: uid, uid },
  outcome,
  operations,
  ...(outcome !== 'done' && { error: 'broken' }),
});

const cases: readonly { readonly it: string; readonly reports: readonly SyncReport[]; readonly fails: readonly string[] }[] = [
  {
    it: 'names the write that the API server refused',
    reports: [report('a', 'failed', [refused])],
    fails: ['KafkaCluster demo/a: create Pod kafka-0: serviceaccount "kafka" not found'],
  },
  { it: 'forgets it when a later sync succeeds', reports: [report('a', 'failed', [refused]), report('a', 'done')], fails: [] },
  {
    it: 'keeps it when a later sync ends early',
    reports: [report('a', 'failed'), report('a', 'waiting')],
    fails: ['KafkaCluster demo/a: : broken'],
  },
  {
    it: 'keeps parents apart, in the order of their names',
    reports: [report('b', 'failed'), report('a', 'failed')],
    fails: ['KafkaCluster demo/a: : broken', 'KafkaCluster demo/b: : broken'],
  },
];
for (const c of cases) {
  test(c.it, () => {
    const log = createFailureLog();
    for (const each of c.reports) log.heard(each);
    assert.deepEqual(
      log.now().map(({ parent, write, message }) => `${parent}: ${write}: ${message}`),
      c.fails,
    );
  });
}
