/**
 * docs/reference/reasons.md: the sentence of every reason, from the catalogue in code, so that no word appears in a
 * status whose meaning cannot be looked up.
 */
import { REASONS } from '../hooks/kafkacluster/reasons.ts';

/** The page of reasons. */
export const renderReasons = (): string =>
  `${[
    '<!-- Generated from hooks/kafkacluster/reasons.ts by "npm run generate". Do not edit. -->',
    '# Reasons',
    '',
    'Words that stand under `reason` in the conditions of a KafkaCluster and in `status.brokersState`. Tools may match on them.',
    '',
    '| reason | meaning |',
    '|---|---|',
    ...Object.entries(REASONS).map(([reason, sentence]) => `| `.concat('`', reason, '`', ` | ${sentence} |`)),
  ].join('\n')}\n`;
