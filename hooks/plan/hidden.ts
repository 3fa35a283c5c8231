/**
 * Which values a plan never shows. A plan is read in terminals and kept in the logs of pipelines, so a password that
 * somebody wrote into an option must not get there by way of a comparison.
 */
import { findOption, RELEASES } from '../kafka/options.ts';

export const HIDDEN = '****';

const SUSPECT = /passw|passphrase|secret|credential|token|jaas|private.?key/i;

/** Whether an option holds a password: by Kafka's own type, or by its name when Kafka does not know it. */
export const isHiddenOption = (name: string): boolean => {
  const findings = RELEASES.map((release) => findOption(name, release));
  const known = findings.flatMap((finding) => (finding.kind === 'known' ? [finding.option.type] : []));
  return known.length === 0 ? SUSPECT.test(name) : known.includes('password');
};

/** Whether the name of an environment variable sounds like a secret. */
export const isHiddenVariable = (name: string): boolean => SUSPECT.test(name);

const ASSIGNED = new RegExp(`((?:${SUSPECT.source})[^\\s=]*=)("[^"]*"|\\S+)`, 'gi');
const IN_ADDRESS = /(:\/\/[^/\s:@]*:)[^/\s@]+@/g;

/** A text without the secrets in it: `-Djavax.net.ssl.keyStorePassword=****`, `https://user:****@host`. */
export const redacted = (text: string): string => text.replace(ASSIGNED, `$1${HIDDEN}`).replace(IN_ADDRESS, `$1${HIDDEN}@`);

/** Whether a field of an object holds a secret itself; `secretName` and the like only say where one is. */
export const isHiddenField = (name: string): boolean => /passw|passphrase|jaas|private.?key$/i.test(name);
