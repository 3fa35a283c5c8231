/**
 * Our own controllers as users install them, with the hooks in this process: the minimal sample, on nodes that do not
 * exist so that Pods stay Pending, through its life and into the next one, which takes over the claims of the first.
 */
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { callInProcess } from '../../../hooks/engine/hooks/in-process.ts';
import { controllers } from '../../../hooks/registry.ts';
import type { Thing } from '../backend.ts';
import { rawReply } from '../hook-switchboard.ts';
import { BUDGET, DEPLOYMENT, KAFKA_CLUSTER, KAFKA_TOPIC, MARK, SECRET, SERVICE_ACCOUNT } from '../kinds.ts';
import type { Script, World } from '../world.ts';
import { note } from './api-server.ts';

const KINDS = [KAFKA_CLUSTER, KAFKA_TOPIC, BUDGET, DEPLOYMENT, SECRET, SERVICE_ACCOUNT];

interface Spec {
  readonly brokerConfigGroups: { readonly default: object };
  readonly brokers: readonly object[];
}

const manifest = (path: string): string => readFileSync(new URL(`../../../manifests/${path}.yaml`, import.meta.url), 'utf8');

/** A controller resource of ours that looks at this script's objects alone, with its hooks here. */
const controller = (world: World, name: string): Thing => {
  const everyCluster = '- key: kafka_cr\n            operator: Exists';
  const thisCluster = `- key: kafka_cr\n            operator: In\n            values: [${world.script}]`;
  const file = COMPONENTS.includes(name) ? `components/${name}/controller` : `controllers/${name}`;
  const resource = load(manifest(file).replaceAll(everyCluster, thisCluster)) as Thing & {
    readonly spec: {
      readonly hooks: Readonly<Record<string, object>>;
      readonly parentResource?: object;
      readonly resources?: readonly { readonly resource: string }[];
    };
  };
  const hooks = Object.fromEntries(
    Object.keys(resource.spec.hooks).map((hook) => [
      hook,
      { version: 'v2', webhook: { url: world.url(`${name}/${hook}`), timeout: '10s' } },
    ]),
  );
  const ofScript = { labelSelector: { matchLabels: { script: world.script } } };
  const parentResource = { ...resource.spec.parentResource, ...ofScript };
  const resources = resource.spec.resources?.map((one) => (one.resource === 'kafkaclusters' ? { ...one, ...ofScript } : one));
  return {
    ...resource,
    metadata: { name: `conf-${world.script}-${name}`, labels: MARK },
    spec: {
      ...resource.spec,
      hooks,
      ...(resource.spec.parentResource !== undefined && { parentResource }),
      ...(resources !== undefined && { resources }),
    },
  };
};

/** Controllers that are installed only where they are wanted. */
const COMPONENTS: readonly string[] = ['envoy', 'nodeport'];

/** Controllers at work, the hooks as the server would answer. */
const begin = async (world: World, components: readonly string[] = []): Promise<void> => {
  const call = callInProcess({ controllers, now: () => Date.UTC(2030, 0, 1) });
  for (const name of ['kafkacluster', 'adoption', ...components])
    for (const hook of ['customize', 'sync', 'finalize'])
      world.on(`${name}/${hook}`, async (request) => {
        const answer = await call({ url: `http://hooks/${name}/${hook}`, timeoutMs: 10_000, body: request });
        return 'json' in answer && answer.status === 200
          ? (answer.json as object)
          : rawReply(answer.status, 'text' in answer ? answer.text : '');
      });
  for (const name of ['adoption', 'kafkacluster', ...components]) await world.start(controller(world, name));
};

/** The minimal sample under the script's name. */
const sample = (world: World, change: (spec: Spec) => object = (spec) => spec, name = world.script): Thing => {
  const file = load(manifest('samples/minimal')) as Thing & { readonly spec: Spec };
  const group = { ...file.spec.brokerConfigGroups.default, nodeSelector: { 'kafka-hooks.io/conformance': 'nowhere' } };
  const spec = { ...file.spec, brokerConfigGroups: { default: group } };
  return { ...file, metadata: { name, labels: { script: world.script } }, spec: change(spec) };
};

const create = (world: World): Promise<void> => loosely(world, 'create the cluster', () => world.create(sample(world)));

/** How many calls it takes and what they see depends on who is first: Metacontroller, scheduler, budget controller. */
const loosely = (
  world: World,
  name: string,
  ...[action, until]: [action: () => Promise<unknown>, until?: () => boolean]
): Promise<void> => {
  const before = world.calls.length;
  const isSynced = (): boolean => world.calls.slice(before).some(({ hook }) => hook === 'kafkacluster/sync');
  return world.step(name, action, { anyOrder: true, asked: 'nothing', until: until ?? isSynced });
};

const respec = (world: World, change: (spec: Spec) => object): Promise<Thing> =>
  world.change('KafkaCluster', world.script, (object) => ({ ...object, spec: change(object['spec'] as Spec) }));

const withoutListeners = ({ listenersConfig: _away, ...others }: Spec & { readonly listenersConfig?: object }): object => others;

const claims = (world: World): readonly Thing[] =>
  [...world.journal.objects.values()].filter(({ kind }) => kind === 'PersistentVolumeClaim');

export const ownHooks: readonly Script[] = [
  {
    name: 'own-create',
    about: 'The minimal sample becomes claims, configuration, Services, a budget and Pods; a touch changes nothing',
    kinds: KINDS,
    inOutline: true,
    run: async (world) => {
      await begin(world);
      await create(world);
      await loosely(world, 'a label of no importance', () =>
        world.change('KafkaCluster', world.script, (object) => ({
          ...object,
          metadata: { ...object.metadata, labels: { ...object.metadata?.labels, extra: 'yes' } },
        })),
      );
    },
  },
  {
    name: 'own-next-life',
    about: 'Claims outlive their KafkaCluster and belong to the next one of that name',
    kinds: KINDS,
    inOutline: true,
    run: async (world) => {
      await begin(world);
      await create(world);
      const alone = (): boolean =>
        world.see('KafkaCluster', world.script) === undefined &&
        claims(world).every(({ metadata }) => metadata?.ownerReferences?.every(({ controller: mine }) => mine !== true)) &&
        [...world.journal.objects.values()].every(({ kind }) => kind !== 'Pod' && kind !== 'PodDisruptionBudget' && kind !== 'Service');
      await loosely(world, 'delete the cluster', () => world.remove('KafkaCluster', world.script), alone);
      const claimed = (): boolean =>
        claims(world).every(({ metadata }) => metadata?.ownerReferences?.some(({ controller: mine }) => mine === true)) &&
        world.see('Pod', `${world.script}-0`) !== undefined;
      await loosely(world, 'create it again', () => world.create(sample(world)), claimed);
    },
  },
  {
    name: 'own-brokers',
    about: 'A broker more is made; a broker less is only pending; an option that needs a restart is only pending',
    kinds: KINDS,
    inOutline: true,
    run: async (world) => {
      await begin(world);
      await create(world);
      await loosely(world, 'a fourth broker', () =>
        respec(world, (spec) => ({ ...spec, brokers: [...spec.brokers, { id: 3, brokerConfigGroup: 'default' }] })),
      );
      await loosely(world, 'it is not wanted any more', () => respec(world, (spec) => ({ ...spec, brokers: spec.brokers.slice(0, 3) })));
      await loosely(world, 'an option', () => respec(world, (spec) => ({ ...spec, readOnlyConfig: 'num.network.threads=5\n' })));
    },
  },
  {
    name: 'own-repairs',
    about: 'What somebody deletes or changes of the cluster is put right',
    kinds: KINDS,
    inOutline: true,
    run: async (world) => {
      await begin(world);
      await create(world);
      await loosely(world, 'the headless Service goes', () => world.remove('Service', `${world.script}-headless`));
      await loosely(world, 'a Pod goes', () => world.remove('Pod', `${world.script}-1`));
      await loosely(world, 'a configuration is emptied', () =>
        world.change('ConfigMap', `${world.script}-config-0`, (object) => ({ ...object, data: {} })),
      );
    },
  },
  {
    name: 'own-ways-in',
    about: 'What decorators make for a KafkaCluster is left to them by its own controller: a load balancer, then node ports, then nothing',
    kinds: KINDS,
    inOutline: true,
    run: async (world) => {
      await begin(world, COMPONENTS);
      const outside = (listener: object) => (spec: Spec) => ({
        ...spec,
        // An account that is not there: Pods of Envoy are Kubernetes' own doing, and not compared.
        envoyConfig: { serviceAccountName: 'nobody' },
        brokers: spec.brokers.map((broker, id) => ({ ...broker, brokerConfig: { nodePortExternalIP: { outside: `203.0.113.${id}` } } })),
        listenersConfig: {
          internalListeners: [
            { name: 'internal', type: 'plaintext', containerPort: 29092, usedForInnerBrokerCommunication: true },
            { name: 'controller', type: 'plaintext', containerPort: 29093, usedForControllerCommunication: true },
          ],
          externalListeners: [{ name: 'outside', type: 'plaintext', containerPort: 9094, ...listener }],
        },
      });
      const envoy = `envoy-outside-${world.script}`;
      const throughEnvoy = outside({ externalStartingPort: 19090, hostnameOverride: 'kafka.example' });
      const isThere = (): boolean => world.see('Deployment', envoy) !== undefined && world.see('Pod', `${world.script}-0`) !== undefined;
      await loosely(world, 'create the cluster', () => world.create(sample(world, throughEnvoy)), isThere);
      const fourth = { id: 3, brokerConfigGroup: 'default', brokerConfig: { nodePortExternalIP: { outside: '203.0.113.3' } } };
      await loosely(
        world,
        'a fourth broker',
        () => respec(world, (spec) => ({ ...spec, brokers: [...spec.brokers, fourth] })),
        () => world.see('Pod', `${world.script}-3`) !== undefined,
      );
      // Addresses of the spec: how often Pods are made anew must not depend on who is first. Ports that Kubernetes picks: of a
      // fixed one an API server says that it is taken when a cache is a moment old.
      // The Pods wait for a node, so they are made anew at once, and nobody advertises the old way any more.
      const hasNodePorts = (): boolean =>
        world.see('Deployment', envoy) === undefined && world.see('Service', `${world.script}-3-outside`) !== undefined;
      const throughNodes = outside({ externalStartingPort: 0, accessMethod: 'NodePort' });
      await loosely(world, 'node ports instead', () => respec(world, throughNodes), hasNodePorts);
      const isClosed = (): boolean => world.see('Service', `${world.script}-outside-bootstrap`) === undefined;
      await loosely(world, 'no way in', () => respec(world, withoutListeners), isClosed);
    },
  },
  {
    name: 'own-schema',
    about: 'What the definition of KafkaCluster fills in and what it refuses, with our messages',
    kinds: KINDS,
    run: async (world) => {
      const make = (what: string, change: (spec: Spec) => object): Promise<void> =>
        note(world, what, world.create(sample(world, change, what.replaceAll(' ', '-'))));
      const loose = (more: object) => (spec: Spec) => ({ ...spec, ...more });
      const rules = async (): Promise<void> => {
        await make('no brokers', loose({ brokers: [] }));
        await make(
          'one id twice',
          loose({
            brokers: [
              { id: 0, brokerConfigGroup: 'default' },
              { id: 0, brokerConfigGroup: 'default' },
            ],
          }),
        );
        await make('an id that is no number', loose({ brokers: [{ id: 'zero' }] }));
        await make('an id below zero', loose({ brokers: [{ id: -1, brokerConfigGroup: 'default' }] }));
        await make('an unknown field', loose({ nonsense: true }));
      };
      await world.step('create', rules, { noCall: true });
      await world.step('a good one', () => world.create(sample(world)), { noCall: true });
      const classic = (spec: Spec): object => ({ ...spec, kRaft: false });
      await world.step('change what may not change', () => note(world, 'kRaft', respec(world, classic)), { noCall: true });
    },
  },
];
