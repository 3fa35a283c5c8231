/**
 * Rights: by name, no more than the controllers need and no less. A missing verb shows only in a cluster, hours later;
 * a superfluous one never does.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseControllers, kindOf, optionalControllers } from './controller-resources.ts';
import { type Manifest, objectFiles, read, readOne, textOf } from './manifests.ts';

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}
interface Role extends Manifest {
  readonly rules: readonly PolicyRule[];
}
interface Binding extends Manifest {
  readonly roleRef: { readonly name: string };
  readonly subjects: readonly { readonly name: string; readonly namespace: string }[];
}

const objects = objectFiles.filter((file) => !file.startsWith('crds/')).flatMap((file) => read(file));
const roles = objects.filter((object): object is Role => object.kind === 'ClusterRole' || object.kind === 'Role');
const bindings = objects.filter((object): object is Binding => object.kind.endsWith('RoleBinding'));

for (const role of roles) {
  test(`role ${role.metadata.name} names what it grants, without a wildcard`, () => {
    for (const rule of role.rules) {
      assert.equal(rule.nonResourceURLs, undefined);
      for (const word of [...(rule.apiGroups ?? []), ...(rule.resources ?? []), ...rule.verbs]) assert.ok(!word.includes('*'), word);
    }
  });

  test(`role ${role.metadata.name} gives nobody the means to get more rights`, () => {
    const all = role.rules.flatMap((rule) => [...(rule.resources ?? []), ...rule.verbs]);
    for (const word of ['escalate', 'bind', 'impersonate', 'roles', 'clusterroles', 'pods/exec', 'serviceaccounts/token']) {
      assert.ok(!all.includes(word), word);
    }
  });
}

/** `group/resource` → its verbs, sorted. */
const grants = (role: Role): ReadonlyMap<string, readonly string[]> => {
  const all = new Map<string, string[]>();
  for (const { apiGroups = [], resources = [], verbs } of role.rules) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        const key = `${group}/${resource}`;
        all.set(key, [...(all.get(key) ?? []), ...verbs].sort());
      }
    }
  }
  return all;
};

const metacontroller = grants(readOne<Role>('rbac/metacontroller/cluster-role.yaml'));
// Components bring their own rights: the least is what manifests/ alone needs.
const parents = [...new Set(baseControllers.flatMap(({ spec }) => (spec.parentResource ? [kindOf(spec.parentResource)] : [])))];
const children = [
  ...new Set(baseControllers.flatMap(({ spec }) => [...(spec.childResources ?? []), ...(spec.attachments ?? [])].map(kindOf))),
];
const decorated = [...new Set(baseControllers.flatMap(({ spec }) => (spec.resources ?? []).map(kindOf)))];

const CHILD_VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

for (const child of children) {
  test(`Metacontroller may do to ${child} what it does to a child`, () => assert.deepEqual(metacontroller.get(child), CHILD_VERBS));
}

for (const parent of parents) {
  test(`Metacontroller may read ${parent}, write its status and finalizer, and not delete it`, () => {
    assert.deepEqual(metacontroller.get(parent), ['get', 'list', 'patch', 'update', 'watch']);
    assert.deepEqual(metacontroller.get(`${parent}/status`), ['patch', 'update']);
    assert.deepEqual(metacontroller.get(`${parent}/finalizers`), ['update']);
  });
}

for (const target of decorated) {
  test(`Metacontroller may label ${target}`, () => {
    for (const verb of ['get', 'list', 'watch', 'update']) assert.ok(metacontroller.get(target)?.includes(verb), verb);
  });
}

for (const { metadata, spec } of optionalControllers) {
  const name = `kafka-hooks-metacontroller-${metadata.name}`;
  const own = grants(readOne<Role>(`components/${metadata.name}/rbac.yaml`, name));

  test(`the role of ${metadata.name} is what it makes and the KafkaCluster that it reads, and nothing else`, () => {
    const made = (spec.attachments ?? []).map((rule) => [kindOf(rule), CHILD_VERBS] as const);
    const read = ['get', 'list', 'watch'];
    const target = (spec.resources ?? [])
      .map(kindOf)
      .flatMap((kind) => [[kind, read] as const, [`${kind}/finalizers`, ['update']] as const]);
    assert.deepEqual(Object.fromEntries(own), Object.fromEntries([...made, ...target]));
  });

  test(`the rights of ${metadata.name} go to Metacontroller as we install it`, () => {
    const [subject] = bindings.find(({ roleRef }) => roleRef.name === 'kafka-hooks-metacontroller')?.subjects ?? [];
    assert.deepEqual(bindings.find(({ roleRef }) => roleRef.name === name)?.subjects, [subject]);
  });
}

test('Metacontroller may write nothing that no controller of the base lists', () => {
  const own = ['/events', 'metacontroller.k8s.io/controllerrevisions'];
  const expected = [...children, ...parents, ...parents.flatMap((parent) => [`${parent}/status`, `${parent}/finalizers`]), ...own];
  const written = [...metacontroller].filter(([, verbs]) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
  assert.deepEqual(written.map(([key]) => key).sort(), [...new Set([...expected, ...decorated])].sort());
});

test('the hooks have no rights and no token', () => {
  assert.deepEqual(
    bindings.filter((binding) => binding.subjects.some((subject) => subject.name === 'kafka-hooks')),
    [],
  );
  assert.match(textOf('rbac/service-account.yaml'), /^automountServiceAccountToken: false$/m);
});

test('each binding names a role and an account that we ship', () => {
  const accounts = objects
    .filter((object) => object.kind === 'ServiceAccount')
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  for (const { roleRef, subjects } of bindings) {
    assert.ok(
      roles.some((role) => role.metadata.name === roleRef.name),
      roleRef.name,
    );
    for (const subject of subjects) assert.ok(accounts.includes(`${subject.namespace}/${subject.name}`), subject.name);
  }
});

const aggregated = (to: string): readonly Role[] =>
  roles.filter((role) => role.metadata.labels?.[`rbac.authorization.k8s.io/aggregate-to-${to}`] === 'true');
const may = (to: string, verb: string, resource: string): boolean =>
  aggregated(to).some((role) => grants(role).get(`kafka.banzaicloud.io/${resource}`)?.includes(verb));

const people: readonly { it: string; who: string; verb: string; resource: string; allowed: boolean }[] = [
  { it: 'a viewer sees a KafkaCluster', who: 'view', verb: 'get', resource: 'kafkaclusters', allowed: true },
  { it: 'a viewer changes nothing', who: 'view', verb: 'update', resource: 'kafkatopics', allowed: false },
  { it: 'an editor deletes a topic', who: 'edit', verb: 'delete', resource: 'kafkatopics', allowed: true },
  { it: 'an editor changes a KafkaCluster', who: 'edit', verb: 'patch', resource: 'kafkaclusters', allowed: true },
  { it: 'an editor does not delete a KafkaCluster', who: 'edit', verb: 'delete', resource: 'kafkaclusters', allowed: false },
  { it: 'an admin deletes a KafkaCluster', who: 'admin', verb: 'delete', resource: 'kafkaclusters', allowed: true },
  {
    it: 'not even an admin writes the status of a KafkaCluster',
    who: 'admin',
    verb: 'update',
    resource: 'kafkaclusters/status',
    allowed: false,
  },
];
for (const { it, who, verb, resource, allowed } of people) test(it, () => assert.equal(may(who, verb, resource), allowed));

test('the roles for people cover each of our kinds', () => {
  for (const kind of ['kafkaclusters', 'kafkatopics', 'kafkausers', 'cruisecontroloperations']) {
    for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']) {
      assert.ok(may('admin', verb, kind), `${verb} ${kind}`);
    }
  }
});
