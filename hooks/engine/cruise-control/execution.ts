/**
 * Moving what was proposed, some partitions at a time. A move whose destination died is given up and called done: that a
 * task completed does not prove that every replica moved, neither here nor in Cruise Control. It looks only when Kafka
 * changed, so that a move that cannot end costs nothing.
 */
import type { KafkaSnapshot } from '../../ports/kafka-admin.ts';
import { isPortError } from '../../ports/port-error.ts';
import type { ReplicaMover } from '../kafka/kafka-world.ts';
import type { Proposal } from './proposals.ts';

/** An execution that goes on. */
export interface Execution {
  /** Looks at Kafka and goes on. */
  advance(mover: ReplicaMover): Progress;
}

export type Progress = 'moving' | 'done' | 'failed';

/** Nothing moves before the first look. */
export const createExecution = (proposals: readonly Proposal[], concurrent: number): Execution => {
  const waiting = [...proposals];
  let moving: readonly Proposal[] = [];
  return {
    advance: (mover) => {
      const snapshot = mover.snapshot();
      try {
        moving = moving.filter((proposal) => goesOn(mover, snapshot, proposal));
        while (moving.length < concurrent) {
          const next = waiting.shift();
          if (next === undefined) break;
          if (isThere(snapshot, next) && mover.reassign(next)) moving = [...moving, next];
        }
      } catch (error) {
        if (isPortError(error)) return 'failed';
        throw error;
      }
      return moving.length === 0 ? 'done' : 'moving';
    },
  };
};

const goesOn = (mover: ReplicaMover, { brokers, reassignments }: KafkaSnapshot, proposal: Proposal): boolean => {
  const current = reassignments.find(({ topic, partition }) => topic === proposal.topic && partition === proposal.partition);
  if (current === undefined) return false;
  const dead = current.adding.some((id) => brokers.find((broker) => broker.id === id)?.fenced !== false);
  if (dead) mover.cancel(proposal);
  return !dead;
};

/** Topics may be deleted while a task waits. */
const isThere = ({ topics }: KafkaSnapshot, { topic, partition }: Proposal): boolean =>
  topics.some(({ name, partitions }) => name === topic && partition < partitions.length);
