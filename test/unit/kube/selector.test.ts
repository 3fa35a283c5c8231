/** Which labels a selector means. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchesSelector, selectorProblem } from '../../../hooks/kube/selector.ts';
import type { LabelSelector } from '../../../hooks/kube/types.ts';

const expression = (key: string, operator: string, ...values: readonly string[]): LabelSelector => ({
  matchExpressions: [values.length === 0 ? { key, operator } : { key, operator, values }],
});

const labels = { app: 'kafka', zone: 'a' };

const cases: readonly { readonly it: string; readonly selector: LabelSelector | undefined; readonly matches: boolean }[] = [
  { it: 'no selector means nothing', selector: undefined, matches: false },
  { it: 'an empty selector means everything', selector: {}, matches: true },
  { it: 'all labels have to be there', selector: { matchLabels: { app: 'kafka', zone: 'a' } }, matches: true },
  { it: 'one other value is enough to miss', selector: { matchLabels: { app: 'kafka', zone: 'b' } }, matches: false },
  { it: 'a name from Object is no label', selector: { matchLabels: { toString: 'x' } }, matches: false },
  { it: 'In: one of the values', selector: expression('zone', 'In', 'b', 'a'), matches: true },
  { it: 'In: the label has to be there', selector: expression('none', 'In', 'a'), matches: false },
  { it: 'NotIn: none of the values', selector: expression('zone', 'NotIn', 'a'), matches: false },
  { it: 'NotIn: no label is no value', selector: expression('none', 'NotIn', 'a'), matches: true },
  { it: 'Exists', selector: expression('zone', 'Exists'), matches: true },
  { it: 'Exists: not there', selector: expression('none', 'Exists'), matches: false },
  { it: 'DoesNotExist', selector: expression('zone', 'DoesNotExist'), matches: false },
  { it: 'DoesNotExist: not there', selector: expression('none', 'DoesNotExist'), matches: true },
  { it: 'labels and expressions both', selector: { matchLabels: { app: 'kafka' }, ...expression('zone', 'NotIn', 'a') }, matches: false },
  { it: 'an operator that there is not means nothing', selector: expression('none', 'Near', 'a'), matches: false },
];

describe('matchesSelector', () => {
  for (const { it, selector, matches } of cases) test(it, () => assert.equal(matchesSelector(selector, labels), matches));
  test('an object without labels', () => {
    assert.deepEqual(
      [
        matchesSelector({}, undefined),
        matchesSelector({ matchLabels: labels }, undefined),
        matchesSelector(expression('a', 'DoesNotExist'), undefined),
      ],
      [true, false, true],
    );
  });
});

describe('selectorProblem', () => {
  const problems: readonly { readonly selector: LabelSelector | undefined; readonly says: string | undefined }[] = [
    { selector: undefined, says: undefined },
    { selector: expression('a', 'In', 'b'), says: undefined },
    { selector: expression('a', 'In'), says: 'the operator In needs at least one value' },
    { selector: expression('a', 'Exists', 'b'), says: 'the operator Exists takes no values' },
    { selector: expression('a', 'Near'), says: '"Near" is not a label selector operator' },
  ];
  for (const { selector, says } of problems) test(JSON.stringify(selector) ?? 'none', () => assert.equal(selectorProblem(selector), says));
});
