/** Laws of the merge of a broker's configuration with its group's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeBrokerConfig } from '../../../hooks/kafkacluster/merge.ts';
import { anyConfig } from './arbitraries.ts';

const isSet = (value: unknown): boolean => !['', 0, false].includes(value as never);
const isScalar = (value: unknown): boolean => typeof value !== 'object';

test('what a broker says of a scalar or of its roles wins', () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, (group, broker) => {
      const merged = mergeBrokerConfig(group, broker);
      for (const [key, value] of Object.entries(broker)) {
        if (isScalar(value) && isSet(value)) assert.equal(merged[key as keyof typeof merged], value);
      }
      if ((broker.processRoles ?? []).length > 0) assert.deepEqual(merged.processRoles, broker.processRoles);
    }),
  );
});

test('what only the group says is what the broker has', () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, (group, broker) => {
      const merged = mergeBrokerConfig(group, broker);
      for (const [key, value] of Object.entries(group)) {
        if (!(key in broker) && isScalar(value)) assert.equal(merged[key as keyof typeof merged], value);
      }
    }),
  );
});

test('merging with nothing once is merging with nothing twice', () => {
  fc.assert(
    fc.property(anyConfig, (config) => {
      for (const nothing of [undefined, {}]) {
        const asGroup = mergeBrokerConfig(config, nothing);
        assert.deepEqual(mergeBrokerConfig(asGroup, nothing), asGroup);
        const asBroker = mergeBrokerConfig(nothing, config);
        assert.deepEqual(mergeBrokerConfig(nothing, asBroker), asBroker);
      }
    }),
  );
});

test('every disk has a mount path of its own, and the broker’s comes first', () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, (group, broker) => {
      const paths = (mergeBrokerConfig(group, broker).storageConfigs ?? []).map(({ mountPath }) => mountPath);
      assert.equal(new Set(paths).size, paths.length);
      const own = (broker.storageConfigs ?? []).map(({ mountPath }) => mountPath);
      assert.deepEqual(paths.slice(0, own.length), own);
    }),
  );
});

test('the merge changes neither of its arguments', () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, (group, broker) => {
      const before = JSON.stringify([group, broker]);
      mergeBrokerConfig(group, broker);
      assert.equal(JSON.stringify([group, broker]), before);
    }),
  );
});
