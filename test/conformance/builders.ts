/**
 * The objects that scripts are made of, as small as the API server takes them, and the two kinds of controllers with
 * hooks at the script's own address.
 */
import type { LabelSelector } from '../../hooks/protocol/composite.ts';
import type { Thing } from './backend.ts';
import { rawReply } from './hook-switchboard.ts';
import { COMPOSITE, DECORATOR, MARK } from './kinds.ts';
import type { World } from './world.ts';

type Metadata = NonNullable<Thing['metadata']>;

/** A parent of the script's own kind. */
export const widget = (world: World, name: string, spec: object = {}, metadata: Partial<Metadata> = {}): Thing => ({
  apiVersion: world.apiVersion,
  kind: 'Widget',
  metadata: { name, ...metadata },
  spec,
});

export const configMap = (
  name: string,
  data: Readonly<Record<string, string>> = { key: 'value' },
  metadata: Partial<Metadata> = {},
): Thing => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

export const service = (name: string, spec: object = {}, metadata: Partial<Metadata> = {}): Thing => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }], ...spec },
});

export const claim = (name: string, storage = '1Gi', metadata: Partial<Metadata> = {}): Thing => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, ...metadata },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
});

/** A Pod that no node takes, so no kubelet meddles with it. */
export const pod = (name: string, spec: object = {}, metadata: Partial<Metadata> = {}): Thing => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: {
    nodeSelector: { 'kafka-hooks.io/conformance': 'nowhere' },
    automountServiceAccountToken: false,
    containers: [{ name: 'main', image: 'nowhere.invalid/none:1' }],
    ...spec,
  },
});

export type Strategy = 'OnDelete' | 'InPlace' | 'Recreate';

const API_OF: Readonly<Record<string, string>> = { poddisruptionbudgets: 'policy/v1', deployments: 'apps/v1' };

export interface ControllerOptions {
  /** Strategy by plural of the kind. */
  readonly children?: Readonly<Record<string, Strategy | 'unset'>>;
  readonly finalize?: boolean;
  readonly customize?: boolean;
  /** Second controller of a script: its hooks are `second/sync` and so on. */
  readonly prefix?: string;
  /** Protocol of the hooks; v2 if not given. */
  readonly version?: 'v1' | 'v2';
  /** Without it, children are selected by the parent's own spec.selector. */
  readonly generateSelector?: boolean;
  readonly parentSelector?: LabelSelector;
  readonly ignoreStatusChanges?: boolean;
  readonly resyncPeriodSeconds?: number;
  /** Duration in Go's words: `1s`. */
  readonly timeout?: string;
  /** Child rules as they are, for what the table of plurals cannot say. */
  readonly childResources?: readonly object[];
}

const hooks = (world: World, { prefix = '', version = 'v2', finalize, customize, timeout }: ControllerOptions): object => {
  const at = (hook: string): object => ({
    version,
    webhook: { url: world.url(prefix === '' ? hook : `${prefix}/${hook}`), ...(timeout !== undefined && { timeout }) },
  });
  return {
    sync: at('sync'),
    ...(finalize === true && { finalize: at('finalize') }),
    ...(customize === true && { customize: at('customize') }),
  };
};

const rules = (children: ControllerOptions['children'] = {}): readonly object[] =>
  Object.entries(children).map(([resource, method]) => ({
    apiVersion: API_OF[resource] ?? 'v1',
    resource,
    ...(method !== 'unset' && { updateStrategy: { method } }),
  }));

const nameOf = (world: World, prefix = ''): string => (prefix === '' ? `conf-${world.script}` : `conf-${world.script}-${prefix}`);

/** A CompositeController of the script's Widgets. */
export const composite = (world: World, options: ControllerOptions = {}): Thing => ({
  apiVersion: COMPOSITE.apiVersion,
  kind: COMPOSITE.kind,
  metadata: { name: nameOf(world, options.prefix), labels: MARK },
  spec: {
    ...(options.generateSelector !== false && { generateSelector: true }),
    ...(options.resyncPeriodSeconds !== undefined && { resyncPeriodSeconds: options.resyncPeriodSeconds }),
    parentResource: {
      apiVersion: world.apiVersion,
      resource: 'widgets',
      ...(options.parentSelector !== undefined && { labelSelector: options.parentSelector }),
      ...(options.ignoreStatusChanges !== undefined && { ignoreStatusChanges: options.ignoreStatusChanges }),
    },
    childResources: options.childResources ?? rules(options.children),
    hooks: hooks(world, options),
  },
});

export interface DecoratorOptions extends ControllerOptions {
  /** Whom it decorates; the script's Widgets if not given. */
  readonly resources?: readonly object[];
}

/** A DecoratorController; `children` are its attachments. */
export const decorator = (world: World, options: DecoratorOptions = {}): Thing => ({
  apiVersion: DECORATOR.apiVersion,
  kind: DECORATOR.kind,
  metadata: { name: nameOf(world, options.prefix), labels: MARK },
  spec: {
    ...(options.resyncPeriodSeconds !== undefined && { resyncPeriodSeconds: options.resyncPeriodSeconds }),
    resources: options.resources ?? [{ apiVersion: world.apiVersion, resource: 'widgets' }],
    attachments: rules(options.children),
    hooks: hooks(world, options),
  },
});

/** Sets what sync wants from now on, and touches the parent so that it is asked. */
export const want = async (world: World, children: readonly unknown[], more: object = {}): Promise<void> => {
  world.on('sync', { status: { seen: true }, children, ...more });
  await touch(world);
};

/** A new generation of the parent: the event that brings a call. */
export const touch = (world: World, name = 'parent'): Promise<Thing> =>
  world.change('Widget', name, (object) => {
    const spec = object['spec'] as { readonly turn?: number } | undefined;
    return { ...object, spec: { ...spec, turn: (spec?.turn ?? 0) + 1 } };
  });

/** No more answers: a parent that is going may be asked about once more, or not, and nothing must come of it. */
export const mute = (world: World): void => world.on('sync', rawReply(503, 'closed'));

/** Edits the metadata of an object (`Kind/name`) as a person would. */
export const edit = (world: World, key: string, metadata: (old: Metadata) => Partial<Metadata>): Promise<Thing> => {
  const [kind = '', name = ''] = key.split('/');
  return world.change(kind, name, (object) => ({ ...object, metadata: { ...object.metadata, ...metadata(object.metadata ?? {}) } }));
};

/** Adds or changes labels. */
export const label = (world: World, key: string, labels: Readonly<Record<string, string>>): Promise<Thing> =>
  edit(world, key, (old) => ({ labels: { ...old.labels, ...labels } }));
