/** Gives Services of type LoadBalancer their address, as a cloud would, and takes it back when they are something else. */
import type { Service } from '../../kube/types.ts';
import { keyOf } from '../../ports/api-server.ts';
import type { World } from './world.ts';

/** Starts the model. */
export const startLoadBalancers = (world: World): void => {
  let count = 0;
  const underWay = new Set<string>();
  const isWrong = ({ spec, status }: Service): boolean =>
    (spec?.type === 'LoadBalancer') !== (status?.loadBalancer?.ingress !== undefined && status.loadBalancer.ingress.length > 0);
  const consider = (service: Service): void => {
    const uid = service.metadata?.uid ?? '';
    if (underWay.has(uid) || !isWrong(service)) return;
    underWay.add(uid);
    world.after('loadBalancer', () => {
      underWay.delete(uid);
      const now = world.services.same(keyOf(service), uid);
      if (now === undefined || !isWrong(now) || now.metadata?.deletionTimestamp !== undefined) return;
      const wanted = now.spec?.type === 'LoadBalancer';
      count += wanted ? 1 : 0;
      // 198.18.0.0/15 is nobody's: it is set aside for tests of networks.
      const ip = `198.18.${count >> 8}.${count & 255}`;
      world.services.updateStatus({ ...now, status: { loadBalancer: wanted ? { ingress: [{ ip, ipMode: 'VIP' }] } : {} } });
    });
  };
  world.store.subscribe(({ resource, object, type }) => {
    if (resource.kind === 'Service' && type !== 'DELETED') consider(object);
  });
  world.services.list().forEach(consider);
};
