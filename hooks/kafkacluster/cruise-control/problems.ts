/**
 * What makes a Cruise Control of ours impossible: files that it could not read, and disks that it could not count.
 * It would say so only in its own log, and end.
 */
import { parseProperties } from '../../kafka/properties.ts';
import type { Problem } from '../../kube/problem.ts';
import type { Cluster } from '../cluster.ts';
import { disksBelowOneMegabyte, readCapacity } from './capacity.ts';
import { ownCruiseControl } from './names.ts';

const SPEC = 'spec.cruiseControlConfig';

/** Problems of spec.cruiseControlConfig, in the order of its fields; none for a Cruise Control that is not ours. */
export const cruiseControlProblems = (cluster: Cluster): readonly Problem[] => {
  const config = ownCruiseControl(cluster);
  if (config === undefined) return [];
  return [
    ...parseProperties(config.config ?? '').problems.map((p) => ({
      path: `${SPEC}.config, line ${p.line}`,
      value: p.text,
      message: p.message,
    })),
    ...capacityProblems(config.capacityConfig ?? ''),
    ...clusterConfigProblems(config.clusterConfig ?? ''),
    ...disksBelowOneMegabyte(cluster).map(({ node, disk }) => ({
      path: `broker ${node.id}: storageConfigs[mountPath=${disk.mountPath}]`,
      value: disk.pvcSpec?.resources?.requests?.['storage'] ?? disk.emptyDir?.sizeLimit ?? '',
      message: `is less than 1 MB, the unit of Cruise Control's disks; make it larger, or give the broker an entry in ${SPEC}.capacityConfig`,
    })),
  ];
};

const capacityProblems = (text: string): readonly Problem[] => {
  if (text.trim() === '' || readCapacity(text) !== undefined) return [];
  const fault = jsonFault(text) ?? 'there is no list "brokerCapacities" in which every entry has a numeric "brokerId"';
  return [
    {
      path: `${SPEC}.capacityConfig`,
      value: beginning(text),
      message: `cannot be read: ${fault}; it must be Cruise Control's capacity file, {"brokerCapacities":[{"brokerId":"0","capacity":{…}}]}`,
    },
  ];
};

const clusterConfigProblems = (text: string): readonly Problem[] => {
  const fault = text.trim() === '' ? undefined : jsonFault(text);
  return fault === undefined
    ? []
    : [
        {
          path: `${SPEC}.clusterConfig`,
          value: beginning(text),
          message: `cannot be read: ${fault}; it must be a JSON object of options and their values`,
        },
      ];
};

const jsonFault = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'it is JSON, but no object';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Enough to recognise a text by. */
const beginning = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 40)}…`);
