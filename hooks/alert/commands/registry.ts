/** Every command that an alert may give, one line each. An own command is a line here. */
import { addPvc } from './add-pvc.ts';
import type { Command } from './command.ts';
import { downScale } from './down-scale.ts';
import { rebalance } from './rebalance.ts';
import { replaceBroker } from './replace-broker.ts';
import { resizePvc } from './resize-pvc.ts';
import { upScale } from './up-scale.ts';

export const commands: readonly Command[] = [
  upScale, //       one broker more
  downScale, //     one broker less
  addPvc, //        one disk more for the broker of a claim
  resizePvc, //     a larger disk
  rebalance, //     asks for a rebalance by Cruise Control
  replaceBroker, // a new broker in the place of one that is broken
];

/** The command of a name in any case. */
export const commandNamed = (name: string): Command | undefined =>
  commands.find((command) => command.name.toLowerCase() === name.trim().toLowerCase());
