/**
 * upScale: one broker more. What it is made of comes from the group that the annotation brokerConfigGroup names, else from the
 * annotations mountPath, diskSize, storageClass, image and brokerAnnotations (Koperator's), else from the one group
 * that all brokers share. An alert adds brokers, never controllers: the quorum is changed by people alone.
 */
import type { Broker, BrokerConfig } from '../../api/kafka-cluster.ts';
import { canonicalQuantity } from '../../kube/quantity.ts';
import type { Alert } from '../alert.ts';
import { type Asked, wantedBrokers } from '../asked.ts';
import { invalid } from '../decision.ts';
import { annotation, quoted, type Reading, readPath, readSize, readTexts } from './annotations.ts';
import { nextBrokerId } from './broker-ids.ts';
import type { Command } from './command.ts';

export const upScale: Command = {
  name: 'upScale',
  summary: 'Adds one broker.',
  coolDownSeconds: 3600,
  propose: (asked) => {
    const shape = shapeOf(asked);
    if (!shape.ok) return shape.objection;
    const id = nextBrokerId(asked);
    const broker: Broker = { id, ...shape.value };
    const group = broker.brokerConfigGroup;
    return {
      kind: 'change',
      target: 'cluster',
      message: `adds broker ${id}${group === undefined ? '' : ` of group ${group}`}`,
      brokers: [...asked.target.spec.brokers, broker],
    };
  },
};

type Shape = Omit<Broker, 'id'>;

const shapeOf = (asked: Asked): Reading<Shape> => {
  const { alert, target } = asked;
  const named = annotation(alert, 'brokerConfigGroup');
  const groups = target.spec.brokerConfigGroups ?? {};
  if (named !== undefined && Object.hasOwn(groups, named)) return { ok: true, value: ofGroup(asked, named) };
  const ownParts = ['mountPath', 'diskSize', 'image'].filter((name) => annotation(alert, name) !== undefined);
  if (ownParts.length > 0) return ofAnnotations(asked, alert);
  if (named !== undefined) {
    return wrong(`the annotation brokerConfigGroup has the value ${quoted(named)}; the groups are ${list(Object.keys(groups))}`);
  }
  const [only, ...others] = [...new Set(wantedBrokers(asked.cluster).map(({ source }) => source.brokerConfigGroup))];
  return only === undefined || others.length > 0
    ? wrong(
        `the annotation brokerConfigGroup is missing and the brokers do not share one group; name one of ${list(Object.keys(groups))}, or give mountPath and diskSize`,
      )
    : { ok: true, value: ofGroup(asked, only) };
};

const ofGroup = (asked: Asked, name: string): Shape => {
  const roles = asked.target.spec.brokerConfigGroups?.[name]?.processRoles ?? [];
  const isBrokerAlone = roles.length === 1 && roles[0] === 'broker';
  // Roles of a broker replace those of its group.
  return { brokerConfigGroup: name, ...(!isBrokerAlone && asked.cluster.mode === 'kraft' && { brokerConfig: BROKER_ALONE }) };
};

const ofAnnotations = (asked: Asked, alert: Alert): Reading<Shape> => {
  const mountPath = readPath(alert, 'mountPath');
  if (!mountPath.ok) return mountPath;
  const size = readSize(alert, 'diskSize');
  if (!size.ok) return size;
  const brokerAnnotations = readTexts(alert, 'brokerAnnotations');
  if (!brokerAnnotations.ok) return brokerAnnotations;
  const image = annotation(alert, 'image');
  const storageClassName = annotation(alert, 'storageClass');
  const pvcSpec = {
    accessModes: ['ReadWriteOnce'],
    ...(storageClassName !== undefined && { storageClassName }),
    resources: { requests: { storage: canonicalQuantity(size.value.text) } },
  };
  const brokerConfig: BrokerConfig = {
    ...(asked.cluster.mode === 'kraft' && BROKER_ALONE),
    ...(image !== undefined && { image }),
    ...(Object.keys(brokerAnnotations.value).length > 0 && { brokerAnnotations: brokerAnnotations.value }),
    storageConfigs: [{ mountPath: mountPath.value, pvcSpec }],
  };
  return { ok: true, value: { brokerConfig } };
};

/** Without it a new node of a group of controllers would be one more of them. */
const BROKER_ALONE: BrokerConfig = { processRoles: ['broker'] };

const wrong = (message: string): Reading<Shape> => ({ ok: false, objection: invalid('InvalidAlert', message) });
const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
