/**
 * The pod security standard `restricted` as a function: what a pod spec does that the standard forbids.
 * Written from the standard's table, so that a mistake shows here and not as a pod that a cluster refuses.
 */
interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number; readonly hostPort?: number }[];
  readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath: string }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
  readonly securityContext?: SecurityContext & {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly privileged?: boolean;
    readonly procMount?: string;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly sysctls?: readonly unknown[];
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: SecurityContext;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly volumes?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
}

const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];
const SECCOMP = ['RuntimeDefault', 'Localhost'];

/** One sentence for each violation, empty for a pod that conforms. */
export const violations = (pod: PodSpec): readonly string[] => {
  const all = [...(pod.initContainers ?? []), ...pod.containers];
  return [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]).map((field) => `${field} is on`),
    ...((pod.securityContext?.sysctls ?? []).length > 0 ? ['sysctls are set'] : []),
    ...(pod.volumes ?? [])
      .filter((volume) => !Object.keys(volume).every((key) => key === 'name' || VOLUMES.includes(key)))
      .map((volume) => `volume ${volume.name} is of a kind that is not allowed`),
    ...all.flatMap((container) => ofContainer(container, pod.securityContext ?? {}).map((what) => `${container.name}: ${what}`)),
  ];
};

const ofContainer = (container: Container, pod: SecurityContext): readonly string[] => {
  const own = container.securityContext ?? {};
  const { drop = [], add = [] } = own.capabilities ?? {};
  const checks: readonly (readonly [broken: boolean, what: string])[] = [
    [own.privileged === true, 'is privileged'],
    [own.allowPrivilegeEscalation !== false, 'allows privilege escalation'],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) !== true, 'may run as root'],
    [(own.runAsUser ?? pod.runAsUser) === 0, 'runs as user 0'],
    [!SECCOMP.includes((own.seccompProfile ?? pod.seccompProfile)?.type ?? ''), 'has no seccomp profile'],
    [!drop.includes('ALL'), 'keeps capabilities'],
    [add.some((capability) => capability !== 'NET_BIND_SERVICE'), 'adds capabilities'],
    [own.procMount !== undefined && own.procMount !== 'Default', 'has an unmasked /proc'],
    [(container.ports ?? []).some((port) => (port.hostPort ?? 0) !== 0), 'takes a port of the host'],
  ];
  return checks.filter(([broken]) => broken).map(([, what]) => what);
};
