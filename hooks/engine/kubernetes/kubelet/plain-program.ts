/** The program of a container that nobody models: it starts, is ready after a while, and ends soon when it is told to. */
import type { Container, Program } from '../container.ts';
import type { World } from '../world.ts';

/** An init container ends by itself; any other runs until it is stopped. */
export const plainProgram = (world: World, container: Container, init: boolean): Program => {
  let ready = false;
  const cancel = world.after(init ? 'initRun' : 'programReady', () => {
    if (init) container.exit(0);
    else {
      ready = true;
      container.changed();
    }
  });
  return {
    ready: () => ready,
    terminate: () => {
      cancel();
      world.after('programStop', () => container.exit(0));
    },
    kill: cancel,
  };
};
