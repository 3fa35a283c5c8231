/**
 * What Kubernetes takes for a name, a label or a finalizer, and what it says when it does not.
 * Source: k8s.io/apimachinery/pkg/util/validation; the sentences are those of a real API server.
 */
import type { NameRule } from './kind.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE_NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const SUBDOMAIN_SAYS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_SAYS =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE_NAME_SAYS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE_SAYS =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_SAYS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

interface Rule {
  readonly most: number;
  readonly pattern: RegExp;
  readonly says: string;
}

const RULES: Readonly<Record<Exclude<NameRule, 'path'>, Rule>> = {
  subdomain: { most: 253, pattern: SUBDOMAIN, says: SUBDOMAIN_SAYS },
  label: { most: 63, pattern: LABEL, says: LABEL_SAYS },
  serviceName: { most: 63, pattern: SERVICE_NAME, says: SERVICE_NAME_SAYS },
};

const broken = (text: string, { most, pattern, says }: Rule): readonly string[] => [
  ...(text.length > most ? [`must be no more than ${most} characters`] : []),
  ...(pattern.test(text) ? [] : [says]),
];

/** What is wrong with a name. */
export const nameProblems = (name: string, rule: NameRule): readonly string[] => {
  if (rule !== 'path') return broken(name, RULES[rule]);
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
};

const KEY_NAME: Rule = { most: 63, pattern: QUALIFIED, says: QUALIFIED_SAYS };

/** What is wrong with the key of a label or annotation, or with a finalizer. */
export const keyProblems = (key: string): readonly string[] => {
  const parts = key.split('/');
  const [name = '', prefix] = parts.reverse();
  if (parts.length > 2)
    return [`a qualified name ${QUALIFIED_SAYS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const ofPrefix = prefix === '' ? [EMPTY] : prefix === undefined ? [] : broken(prefix, RULES.subdomain);
  const ofName = [...(name === '' ? [EMPTY] : []), ...broken(name, KEY_NAME)];
  return [...ofPrefix.map((problem) => `prefix part ${problem}`), ...ofName.map((problem) => `name part ${problem}`)];
};

const EMPTY = 'must be non-empty';

/** What is wrong with the value of a label. */
export const labelValueProblems = (value: string): readonly string[] =>
  broken(value, { most: 63, pattern: LABEL_VALUE, says: LABEL_VALUE_SAYS });

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Whether a finalizer has a prefix, or is one of Kubernetes' own: built-in kinds take no other. */
export const isKnownFinalizer = (finalizer: string): boolean => finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer);
