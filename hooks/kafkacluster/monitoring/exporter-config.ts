/**
 * The exporter's configuration files as YAML text. A text of ours is written line by line with JSON's quoting, which is
 * YAML's too: the file stays readable in `kubectl get configmap`, and nothing needs a YAML library at run time.
 */
import { type ExporterRule, kafkaRules } from './exporter-rules.ts';

/**
 * A scrape takes seconds of CPU and tens of megabytes of the broker's heap, and goes on when Prometheus has given it up: three at a time
 * are Prometheus, the probe and a person, and ten would take the broker down.
 */
const HTTP_SERVER = ['httpServer:', '  threads:', '    minimum: 1', '    maximum: 3', '    keepAliveTime: 120'];

const quote = (text: string): string => JSON.stringify(text);

const ruleLines = ({ pattern, name, type, value, labels, cache }: ExporterRule): readonly string[] => [
  `- pattern: ${quote(pattern)}`,
  ...(name === undefined ? [] : [`  name: ${quote(name)}`]),
  ...(type === undefined ? [] : [`  type: ${type}`]),
  ...(value === undefined ? [] : [`  value: ${value}`]),
  ...(labels === undefined ? [] : ['  labels:', ...Object.entries(labels).map(([label, text]) => `    ${quote(label)}: ${quote(text)}`)]),
  ...(cache === true ? ['  cache: true'] : []),
];

const fileOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** For brokers and controllers. */
export const KAFKA_EXPORTER_CONFIG = fileOf(['lowercaseOutputName: true', ...HTTP_SERVER, 'rules:', ...kafkaRules.flatMap(ruleLines)]);

/** For Cruise Control, whose beans the exporter names well by itself: `kafka_cruisecontrol_…`. */
export const CRUISE_CONTROL_EXPORTER_CONFIG = fileOf(['lowercaseOutputName: true']);
