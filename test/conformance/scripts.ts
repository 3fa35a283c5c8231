/** All scripts, in groups. To add one: put it into a group, and run with RECORD=1 where real Metacontroller is at hand. */
import { answers } from './scripts/answers.ts';
import { apiServer } from './scripts/api-server.ts';
import { children } from './scripts/children.ts';
import { claims } from './scripts/claims.ts';
import { decorators } from './scripts/decorators.ts';
import { finalizing } from './scripts/finalizing.ts';
import { merging } from './scripts/merging.ts';
import { ownHooks } from './scripts/own-hooks.ts';
import { ownership } from './scripts/ownership.ts';
import { pairs } from './scripts/pairs.ts';
import { places } from './scripts/places.ts';
import { refusals } from './scripts/refusals.ts';
import { related } from './scripts/related.ts';
import { services } from './scripts/services.ts';
import type { Script } from './world.ts';

export const scripts: readonly Script[] = [
  ...children,
  ...merging,
  ...ownership,
  ...finalizing,
  ...answers,
  ...refusals,
  ...claims,
  ...related,
  ...decorators,
  ...pairs,
  ...places,
  ...apiServer,
  ...services,
  ...ownHooks,
];
