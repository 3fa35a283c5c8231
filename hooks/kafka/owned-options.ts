/**
 * Options that the hooks write themselves, from the spec and from what they observe. A user's value for one of them is
 * refused with the field to use instead; Koperator takes it and overrides it without a word.
 * Not owned, though partly generated: what merges with the user's value (super.users, metric.reporters,
 * config.providers), what gives way to it (broker.rack), and what only the user can know (sasl.*, ssl.*,
 * security.inter.broker.protocol, authorizers, cruise.control.*, migration.broker.*).
 */
import type { Problem } from '../kube/problem.ts';

const LISTENERS = 'write spec.listenersConfig instead';
const QUORUM = 'the hooks set it from the brokers with the role controller: remove it';

/** Exact name → what to do instead. */
const OWNED: ReadonlyMap<string, string> = new Map([
  ['listeners', LISTENERS],
  ['listener.security.protocol.map', LISTENERS],
  ['inter.broker.listener.name', 'write usedForInnerBrokerCommunication: true at a listener of spec.listenersConfig instead'],
  ['host.name', LISTENERS],
  ['port', LISTENERS],
  ['log.dirs', 'write storageConfigs in the brokerConfig instead'],
  ['metadata.log.dir', 'the metadata log lives on the first disk: put the one meant for it first in storageConfigs'],
  ['broker.id', 'write spec.brokers[].id instead'],
  ['node.id', 'write spec.brokers[].id instead'],
  ['process.roles', 'write processRoles in the brokerConfig instead'],
  ['controller.listener.names', 'write usedForControllerCommunication: true at a listener of spec.listenersConfig instead'],
  ['controller.quorum.voters', QUORUM],
  ['controller.quorum.bootstrap.servers', QUORUM],
  ['controller.quorum.auto.join.enable', QUORUM],
  ['zookeeper.connect', 'write spec.zkAddresses and spec.zkPath instead'],
]);

const OWNED_PREFIXES: readonly (readonly [prefix: string, instead: string])[] = [
  ['advertised.', LISTENERS],
  ['config.providers.kafkahooks.', 'the hooks read passwords through this provider: choose another name for yours'],
];

const STORE = /^listener\.name\.([^.]+)\.ssl\.(?:(?:keystore|truststore)\.(?:location|type|password)|client\.auth)$/;

export interface OwnedContext {
  /** Names of the listeners of type ssl, whose stores the hooks mount; those of other types are the user's. */
  readonly sslListeners?: readonly string[];
}

/** Every option of a text that the user must not set; the path is that of the text. Source: Koperator's generated keys. */
export const checkOwned = (
  entries: Iterable<readonly [string, string]>,
  path: string,
  { sslListeners = [] }: OwnedContext = {},
): readonly Problem[] => {
  const options = new Map(entries);
  const managed = sslListeners.map((name) => name.toLowerCase());
  return [...options].flatMap(([name, value]) => {
    const instead = isForMigration(name, options) ? undefined : (insteadOf(name) ?? insteadOfStore(name, managed));
    if (instead === undefined) return [];
    return [
      { path: `${path}: ${name}`, value: name.endsWith('.password') ? '' : value, message: `is an option that the hooks set; ${instead}` },
    ];
  });
};

const insteadOf = (name: string): string | undefined => OWNED.get(name) ?? OWNED_PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1];

const insteadOfStore = (name: string, listeners: readonly string[]): string | undefined => {
  const listener = STORE.exec(name)?.[1];
  if (listener === undefined || !listeners.includes(listener)) return undefined;
  const field = name.endsWith('.client.auth') ? 'sslClientAuth' : 'serverSSLCertSecret';
  return `write ${field} at the listener in spec.listenersConfig instead`;
};

/** KRaft controllers that copy ZooKeeper's metadata need its address, which the hooks write for brokers only. */
const isForMigration = (name: string, options: ReadonlyMap<string, string>): boolean =>
  name === 'zookeeper.connect' && options.get('zookeeper.metadata.migration.enable')?.toLowerCase() === 'true';
