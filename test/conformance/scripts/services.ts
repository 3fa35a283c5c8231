/** What a Service keeps and loses when its type or its ports change, and how refusals name the place of an object. */
import type { ResourceType } from '../../../hooks/ports/api-server.ts';
import type { Thing } from '../backend.ts';
import { claim, service } from '../builders.ts';
import { BUDGET, CLAIM, DEPLOYMENT, SECRET, SERVICE } from '../kinds.ts';
import type { Script, World } from '../world.ts';
import { note } from './api-server.ts';

const NOTHING_CALLED = { noCall: true } as const;

const respec = (world: World, name: string, change: object): Promise<Thing> =>
  world.change('Service', name, (object) => ({ ...object, spec: { ...(object['spec'] as object), ...change } }));

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly nodePort?: number;
}

const nodePorts = (object: Thing): Readonly<Record<string, number | undefined>> =>
  Object.fromEntries((object['spec'] as { readonly ports: readonly Port[] }).ports.map(({ name = '', nodePort }) => [name, nodePort]));

export const services: readonly Script[] = [
  {
    name: 'service-types',
    about: 'A Service that changes its type loses what only the old one has; session affinity has a time that is filled in',
    run: async (world) => {
      await world.step(
        'create',
        async () => {
          await world.create(service('node', { type: 'NodePort' }));
          await world.create(service('balanced', { type: 'LoadBalancer' }));
          await world.create(service('plain', { ports: [{ port: 80 }] }));
          await world.create(service('outside', { externalIPs: ['192.0.2.1'] }));
          await world.create(
            service('sticky', { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }),
          );
        },
        NOTHING_CALLED,
      );
      await world.step(
        'other types',
        async () => {
          await note(world, 'node to balanced', respec(world, 'node', { type: 'LoadBalancer' }));
          await note(world, 'balanced to plain', respec(world, 'balanced', { type: 'ClusterIP' }));
          await note(world, 'plain to external', respec(world, 'plain', { type: 'ExternalName', externalName: 'a.example' }));
          await note(world, 'no addresses outside', respec(world, 'outside', { externalIPs: undefined }));
          await note(world, 'no stickiness', respec(world, 'sticky', { sessionAffinity: 'None' }));
        },
        NOTHING_CALLED,
      );
      await world.step(
        'and back',
        async () => {
          await note(world, 'node', respec(world, 'node', { type: 'NodePort' }));
          await note(world, 'plain', respec(world, 'plain', { type: 'ClusterIP', externalName: undefined }));
          await note(world, 'sticky', respec(world, 'sticky', { sessionAffinity: 'ClientIP' }));
          await note(world, 'no such policy', respec(world, 'node', { externalTrafficPolicy: 'Nowhere' }));
          await note(world, 'a policy that the type has not', respec(world, 'sticky', { externalTrafficPolicy: 'Local' }));
          await note(world, 'a node port that the type has not', respec(world, 'plain', { ports: [{ port: 80, nodePort: 31_999 }] }));
        },
        NOTHING_CALLED,
      );
    },
  },
  {
    name: 'node-ports',
    about: 'A node port goes with the name of its port',
    run: async (world) => {
      const ports = (...pairs: readonly (readonly [string, number])[]): readonly Port[] => pairs.map(([name, port]) => ({ name, port }));
      await world.step(
        'create and change',
        async () => {
          const before = nodePorts(await world.create(service('s', { type: 'NodePort', ports: ports(['a', 1], ['b', 2]) })));
          const after = nodePorts(await respec(world, 's', { ports: ports(['c', 1], ['b', 3], ['a', 4]) }));
          world.note('kept', { a: before['a'] === after['a'], b: before['b'] === after['b'], c: after['c'] === before['a'] });
        },
        NOTHING_CALLED,
      );
    },
  },
  {
    name: 'other-uid',
    about: 'An object that is another one by now is neither changed nor deleted, and the refusal says where it is kept',
    kinds: [SECRET, BUDGET, DEPLOYMENT],
    run: async (world) => {
      const { api } = world.backend;
      const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nowhere.invalid/none:1' }] } };
      const objects: readonly (readonly [ResourceType, Thing])[] = [
        [SERVICE, service('s')],
        [CLAIM, claim('c')],
        [SECRET, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }],
        [BUDGET, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b' }, spec: { maxUnavailable: 1 } }],
        [
          DEPLOYMENT,
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name: 'd' },
            spec: { replicas: 0, paused: true, selector: { matchLabels: { a: 'b' } }, template },
          },
        ],
      ];
      await world.step(
        'change and delete',
        async () => {
          for (const [type, object] of objects) {
            const made = await world.create(object);
            const { name = '' } = made.metadata ?? {};
            const other = { ...made, metadata: { ...made.metadata, uid: 'other', resourceVersion: '' } };
            await note(world, `change ${type.kind}`, api.update(type, other as Thing));
            await note(world, `delete ${type.kind}`, api.delete(type, { namespace: world.namespace, name }, { uid: 'other' }));
          }
        },
        NOTHING_CALLED,
      );
    },
  },
];
