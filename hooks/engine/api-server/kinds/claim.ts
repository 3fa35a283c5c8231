/**
 * PersistentVolumeClaims: the default class, the finalizer that protects a claim in use, and a spec that only ever
 * grows. A claim that shrinks or moves would lose data, so these refusals are what our own checks stand on.
 */
import { deepEqual } from '../../../kube/equal.ts';
import { quantityUnits } from '../../../kube/quantity.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../../kube/types.ts';
import type { ResourceType } from '../../../ports/api-server.ts';
import type { ApiObject, Write, WriteContext } from '../kind.ts';
import { forbidden } from '../refusals.ts';
import { assertQuantities } from './field-problems.ts';
import { plainKind } from './plain.ts';

const TYPE: ResourceType = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  namespaced: true,
  status: true,
};
const PROTECTION = 'kubernetes.io/pvc-protection';
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

const specOf = (object: ApiObject | undefined): PersistentVolumeClaimSpec | undefined =>
  (object as PersistentVolumeClaim | undefined)?.spec;

const complete = ({ object, before, context }: Write): ApiObject => {
  const spec = specOf(object) ?? {};
  if (spec === specOf(before)) return object;
  assertQuantities(TYPE, spec.resources?.requests);
  const completed = { volumeMode: 'Filesystem', ...spec };
  if (before !== undefined) return { ...object, spec: completed };
  const finalizers = object.metadata?.finalizers ?? [];
  return {
    ...object,
    metadata: { ...object.metadata, finalizers: finalizers.includes(PROTECTION) ? finalizers : [...finalizers, PROTECTION] },
    spec: { ...defaultClass(context), ...completed },
  };
};

const defaultClass = ({ all }: WriteContext): Pick<PersistentVolumeClaimSpec, 'storageClassName'> => {
  const found = all('storage.k8s.io/v1', 'StorageClass').find(({ metadata }) => metadata?.annotations?.[DEFAULT_CLASS] === 'true');
  return found?.metadata?.name === undefined ? {} : { storageClassName: found.metadata.name };
};

const problems = ({ object, before, context }: Write): readonly string[] => {
  const spec = specOf(object) ?? {};
  const old = specOf(before);
  if (spec === old) return [];
  return before === undefined || old === undefined ? newProblems(spec) : changeProblems(before as PersistentVolumeClaim, spec, context);
};

const newProblems = ({ accessModes = [], resources }: PersistentVolumeClaimSpec): readonly string[] => {
  const storage = resources?.requests?.['storage'];
  const wrongMode = accessModes.find((mode) => !ACCESS_MODES.includes(mode));
  return [
    ...(accessModes.length === 0 ? ['spec.accessModes: Required value: at least 1 access mode is required'] : []),
    ...(wrongMode === undefined
      ? []
      : [
          `spec.accessModes: Unsupported value: ${JSON.stringify(wrongMode)}: supported values: ${ACCESS_MODES.map((mode) => `"${mode}"`).join(', ')}`,
        ]),
    ...(storage === undefined ? ['spec.resources[storage]: Required value'] : []),
    ...(storage !== undefined && (quantityUnits(storage) ?? 0n) <= 0n
      ? [`spec.resources[storage]: Invalid value: ${JSON.stringify(storage)}: must be greater than zero`]
      : []),
  ];
};

const changeProblems = (before: PersistentVolumeClaim, spec: PersistentVolumeClaimSpec, context: WriteContext): readonly string[] => {
  const old = before.spec ?? {};
  const isBound = before.status?.phase === 'Bound';
  if (!deepEqual(withOldChoices(spec, old, isBound), old)) {
    return ['spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'];
  }
  const [size, oldSize] = [storageOf(spec), storageOf(old)];
  const capacity = quantityUnits(before.status?.capacity?.['storage'] ?? '0') ?? 0n;
  if (size < oldSize && size <= capacity) {
    return ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity'];
  }
  if (size > oldSize) assertExpandable(before, old, context);
  return [];
};

const storageOf = ({ resources }: PersistentVolumeClaimSpec): bigint => quantityUnits(resources?.requests?.['storage'] ?? '0') ?? 0n;

/** The new spec with the old values of what may change: where it is bound to, once; then its size. */
const withOldChoices = (spec: PersistentVolumeClaimSpec, old: PersistentVolumeClaimSpec, isBound: boolean): PersistentVolumeClaimSpec => {
  const { volumeName, storageClassName, ...others } = spec;
  const sizes = isBound && old.resources !== undefined && spec.resources !== undefined;
  return {
    ...others,
    ...(old.volumeName !== undefined && volumeName !== undefined && { volumeName }),
    ...(old.storageClassName !== undefined && storageClassName !== undefined && { storageClassName }),
    ...(sizes && { resources: { ...spec.resources, ...(old.resources?.requests !== undefined && { requests: old.resources.requests }) } }),
  };
};

const assertExpandable = ({ metadata }: PersistentVolumeClaim, old: PersistentVolumeClaimSpec, context: WriteContext): void => {
  const found = context.find('storage.k8s.io/v1', 'StorageClass', { name: old.storageClassName ?? '' });
  if (found?.['allowVolumeExpansion'] === true) return;
  throw forbidden(
    TYPE,
    metadata?.name ?? '',
    'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
  );
};

export const CLAIM = plainKind('v1', 'PersistentVolumeClaim', {
  type: TYPE,
  complete,
  problems,
  initialStatus: () => ({ phase: 'Pending' }),
});
