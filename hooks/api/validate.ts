/**
 * Checks a custom resource against its schema and says what is wrong in words for people. The API server has checked
 * the same before it stored the resource; this is for what never saw one (plan, render), and for a CRD that is older
 * than the hooks. The schemas are compiled at start: a schema that ajv does not take ends the process and not a sync.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Problem } from '../kube/problem.ts';
import { problemsOf } from './schema-problems.ts';
import { cruiseControlOperationSchema, kafkaClusterSchema, kafkaTopicSchema, kafkaUserSchema } from './schemas.ts';

/** The problems of a resource; empty when it is valid. */
export type Validate = (resource: unknown) => readonly Problem[];

const KUBERNETES_KEYWORDS = [
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-preserve-unknown-fields',
];

const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: true });
ajv.addVocabulary(KUBERNETES_KEYWORDS);
ajv.addFormat('int32', { type: 'number', validate: (n: number) => n >= -(2 ** 31) && n < 2 ** 31 });
// Beyond 2^53 a number has lost digits before anyone could check it.
ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });

const validator = (schema: object): Validate => {
  const check: ValidateFunction = ajv.compile(schema);
  return (resource) => (check(resource) ? [] : problemsOf(check.errors ?? [], resource));
};

export const validateKafkaCluster: Validate = validator(kafkaClusterSchema);
export const validateKafkaTopic: Validate = validator(kafkaTopicSchema);
export const validateKafkaUser: Validate = validator(kafkaUserSchema);
export const validateCruiseControlOperation: Validate = validator(cruiseControlOperationSchema);
