/**
 * The last guard: the spec after the change, judged by the rules that the controller has. An alert never leaves a spec that the
 * controller would refuse.
 */
import type { KafkaCluster } from '../../api/kafka-cluster.ts';
import { readCluster } from '../../kafkacluster/cluster.ts';
import { observe } from '../../kafkacluster/observed.ts';
import { checkShape, validate } from '../../kafkacluster/validation/validate.ts';
import { blocked, proceed } from '../decision.ts';
import type { ChangeGuard } from './bounds.ts';

export const specStaysValid: ChangeGuard = ({ target }, { brokers }) => {
  if (brokers === undefined) return proceed;
  const [problem] = problemsOf({ ...target, spec: { ...target.spec, brokers } });
  return problem === undefined ? proceed : blocked('WouldBeInvalid', problem);
};

/** What is wrong with a KafkaCluster, as far as the resource itself tells: claims are not looked at. */
export const problemsOf = (target: KafkaCluster): readonly string[] => {
  const misshapen = checkShape(target);
  if (misshapen.length > 0) return misshapen;
  return validate(readCluster(target), NOTHING_SEEN, target.status);
};

const NOTHING_SEEN = observe({ children: {}, related: {} });
