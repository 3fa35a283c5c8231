/** The class of a Pod by what its containers ask for: who is killed first when a node runs out of memory. */
import { quantityMillis } from '../../../kube/quantity.ts';
import type { Container, PodSpec } from '../../../kube/types.ts';

/** The class of a spec in which requests are completed from limits. */
export const qualityOfService = (spec: PodSpec | undefined): 'BestEffort' | 'Burstable' | 'Guaranteed' => {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  if (containers.every(({ resources }) => asksNothing(resources?.requests) && asksNothing(resources?.limits))) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
};

type Amounts = Readonly<Record<string, string>> | undefined;

const asksNothing = (amounts: Amounts): boolean => ['cpu', 'memory'].every((name) => millis(amounts, name) === 0n);

const isGuaranteed = ({ resources }: Container): boolean =>
  ['cpu', 'memory'].every((name) => {
    const limit = millis(resources?.limits, name);
    return limit > 0n && limit === millis(resources?.requests, name);
  });

const millis = (amounts: Amounts, name: string): bigint => quantityMillis(amounts?.[name] ?? '0') ?? 0n;
