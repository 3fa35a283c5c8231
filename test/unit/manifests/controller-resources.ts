/** The fields of Metacontroller's two resources that the tests judge. */
import type { Manifest } from './manifests.ts';
import { files, read } from './manifests.ts';

export interface Rule {
  readonly apiVersion: string;
  readonly resource: string;
  readonly updateStrategy?: { readonly method?: string };
}

export interface Hook {
  readonly version?: string;
  readonly webhook: {
    readonly path: string;
    readonly timeout: string;
    readonly service: { readonly name: string; readonly namespace: string; readonly port: number; readonly protocol: string };
  };
}

export interface ControllerResource extends Manifest {
  readonly spec: {
    readonly hooks: Readonly<Record<string, Hook>>;
    readonly generateSelector?: boolean;
    readonly parentResource?: Rule;
    readonly childResources?: readonly Rule[];
    readonly resources?: readonly Rule[];
    readonly attachments?: readonly Rule[];
  };
}

const inFiles = (isOne: (file: string) => boolean): readonly ControllerResource[] =>
  files.filter((file) => isOne(file) && !file.endsWith('kustomization.yaml')).flatMap((file) => read<ControllerResource>(file));

/** What manifests/ alone installs. */
export const baseControllers: readonly ControllerResource[] = inFiles((file) => file.startsWith('controllers/'));
/** What is installed where its component is asked for; the folder has the name of the controller. */
export const optionalControllers: readonly ControllerResource[] = inFiles((file) => /^components\/[^/]+\/controller\.yaml$/.test(file));
export const controllerResources: readonly ControllerResource[] = [...baseControllers, ...optionalControllers];

/** `apps/v1` + `deployments` → `apps/deployments`, as RBAC sees it: without a version. */
export const kindOf = ({ apiVersion, resource }: Rule): string => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${resource}`;
