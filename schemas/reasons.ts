/**
 * docs/reference/reasons.md: the sentence of every reason, from the catalogue in code, so that no word appears in a
 * status whose meaning cannot be looked up.
 */
import { ALERT_REASONS } from '../hooks/alert/reasons.ts';
import { REASONS } from '../hooks/kafkacluster/reasons.ts';

/** The page of reasons. */
export const renderReasons = (): string =>
  `${[
    '<!-- Generated from hooks/kafkacluster/reasons.ts and hooks/alert/reasons.ts by "npm run generate". Do not edit. -->',
    '# Reasons',
    '',
    'Words that stand under `reason` in the conditions of a KafkaCluster and in `status.brokersState`. Tools may match on them.',
    '',
    '| reason | meaning |',
    '|---|---|',
    ...rows(REASONS),
    '',
    '## Alerts',
    '',
    'Words that stand under `reason` in `status.alerts`, in the answers, Events, metrics and log of the alert hook ([alerts.md](../alerts.md)).',
    '',
    '| reason | meaning |',
    '|---|---|',
    ...rows(ALERT_REASONS),
  ].join('\n')}\n`;

const rows = (reasons: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(reasons).map(([reason, sentence]) => `| \`${reason}\` | ${sentence} |`);
