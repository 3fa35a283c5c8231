/**
 * The hooks under test, seen through the API server's proxy: no port has to be forwarded and any cluster will do.
 */
import type { Pod } from '../../../hooks/kube/types.ts';
import { kubectl, list } from './kubectl.ts';

/** CPU seconds that all replicas have used so far. */
export const hooksCpuSeconds = async (): Promise<number> => {
  const pods = await list<Pod>('pods', 'kafka-hooks', 'app.kubernetes.io/name=kafka-hooks');
  const texts = await Promise.all(
    pods.map((pod) => kubectl(['get', '--raw', `/api/v1/namespaces/kafka-hooks/pods/${pod.metadata?.name}:8081/proxy/metrics`])),
  );
  return texts.reduce((sum, text) => sum + Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1] ?? 0), 0);
};
