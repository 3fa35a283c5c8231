/** When the alert receiver calls itself ready: by its rights, which it asks for before it needs them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../hooks/ports/api-server.ts';
import { observedWorld } from '../../../hooks/server/alerts/observed-world.ts';
import { type Readiness, watchReadiness } from '../../../hooks/server/alerts/readiness.ts';

const LATER = { soon: 1, later: 60_000 };
const PATCH = 'patch kafkaclusters.kafka.banzaicloud.io';

interface Scene {
  readonly readiness: Readiness;
  /** Resolves with the next thing that readiness tells. */
  next(): Promise<string | undefined>;
}

const scene = async (looks: readonly (readonly string[] | ApiError)[]): Promise<Scene> => {
  let turn = 0;
  let told = Promise.withResolvers<string | undefined>();
  const readiness = await watchReadiness({
    missingRights: async () => {
      const look = looks[Math.min(turn, looks.length - 1)] ?? [];
      turn += 1;
      if (look instanceof ApiError) throw look;
      return look;
    },
    changed: (problem) => {
      told.resolve(problem);
      told = Promise.withResolvers();
    },
    again: LATER,
  });
  return { readiness, next: () => told.promise };
};

const starts: readonly { readonly it: string; readonly look: readonly string[] | ApiError; readonly says: RegExp | undefined }[] = [
  { it: 'it has all rights', look: [], says: undefined },
  { it: 'a right is missing', look: [PATCH], says: /^the ServiceAccount may not patch kafkaclusters\.kafka\.banzaicloud\.io$/ },
  { it: 'its credentials are refused', look: new ApiError(401, 'Unauthorized', 'Unauthorized'), says: /does not take our credentials/ },
  { it: 'it may not ask for its rights', look: new ApiError(403, 'Forbidden', 'no'), says: undefined },
  { it: 'nobody answers', look: new ApiError(503, 'ServiceUnavailable', 'cannot reach'), says: undefined },
];
for (const { it, look, says } of starts) {
  test(`is ${says === undefined ? 'ready' : 'not ready'} when ${it}`, async () => {
    const { readiness } = await scene([look]);
    if (says === undefined) assert.equal(readiness.problem(), undefined);
    else assert.match(readiness.problem() ?? '', says);
    readiness.stop();
  });
}

test('becomes ready when the right is given', async () => {
  const { readiness, next } = await scene([[PATCH], [PATCH], []]);
  assert.equal(await next(), undefined);
  assert.equal(readiness.problem(), undefined);
  readiness.stop();
});

test('is not ready any more when a call is refused, until it has looked again', async () => {
  const { readiness, next } = await scene([[]]);
  const told = next();
  readiness.failed(new ApiError(403, 'Forbidden', 'may not patch'));
  assert.match((await told) ?? '', /refuses: may not patch/);
  assert.equal(await next(), undefined);
  readiness.stop();
});

test('stays ready when a call fails for another reason', async () => {
  const { readiness } = await scene([[]]);
  for (const error of [new ApiError(409, 'Conflict', 'x'), new ApiError(503, 'ServiceUnavailable', 'x'), new Error('x')])
    readiness.failed(error);
  assert.equal(readiness.problem(), undefined);
  readiness.stop();
});

test('hears of every call that fails, and the caller does as well', async () => {
  const error = new ApiError(403, 'Forbidden', 'no');
  const refuse = async (): Promise<never> => {
    throw error;
  };
  const heard: unknown[] = [];
  const world = observedWorld({ cluster: refuse, clusters: refuse, claim: refuse, patch: refuse, event: refuse }, (failed) =>
    heard.push(failed),
  );
  const key = { name: 'kafka' };
  const calls = [
    () => world.cluster(key),
    () => world.clusters(),
    () => world.claim(key),
    () => world.patch(key, []),
    () => world.event({ cluster: {}, type: 'Normal', reason: 'x', message: 'x', action: 'x' }),
  ];
  for (const call of calls) await assert.rejects(call(), error);
  assert.deepEqual(
    heard,
    calls.map(() => error),
  );
});
