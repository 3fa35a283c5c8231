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
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const tooLong = (most: number): string => `must be no more than ${most} bytes`;

/** What is wrong with a name; undefined when nothing. */
export const nameProblem = (name: string, rule: NameRule): string | undefined => {
  switch (rule) {
    case 'label':
      return name.length > 63 ? tooLong(63) : LABEL.test(name) ? undefined : LABEL_SAYS;
    case 'serviceName':
      return name.length > 63 ? tooLong(63) : SERVICE_NAME.test(name) ? undefined : SERVICE_NAME_SAYS;
    case 'path':
      return /^\.{1,2}$|[/%]/.test(name) ? `may not contain '/' or '%'` : undefined;
    default:
      return name.length > 253 ? tooLong(253) : SUBDOMAIN.test(name) ? undefined : SUBDOMAIN_SAYS;
  }
};

/** What is wrong with the key of a label or annotation; undefined when nothing. */
export const keyProblem = (key: string): string | undefined => {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) return `a valid label key must consist of an optional prefix and a name, with one '/' between them`;
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') return 'prefix part must be non-empty';
    if (prefix.length > 253 || !SUBDOMAIN.test(prefix)) return `prefix part ${SUBDOMAIN_SAYS}`;
  }
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return `name part ${tooLong(63)}`;
  return QUALIFIED.test(name) ? undefined : QUALIFIED_SAYS;
};

/** What is wrong with the value of a label; undefined when nothing. */
export const labelValueProblem = (value: string): string | undefined =>
  value.length > 63 ? tooLong(63) : LABEL_VALUE.test(value) ? undefined : LABEL_VALUE_SAYS;

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** What is wrong with a finalizer; undefined when nothing. Custom kinds take names without a prefix too. */
export const finalizerProblem = (finalizer: string, isCustom: boolean): string | undefined => {
  const problem = keyProblem(finalizer);
  if (problem !== undefined) return problem;
  return isCustom || finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
    ? undefined
    : 'name is neither a standard finalizer name nor is it fully qualified';
};
