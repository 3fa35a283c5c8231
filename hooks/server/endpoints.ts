/**
 * Turns a controller into its endpoints: path, envelope check, call and response guard of each hook; and what a hook's
 * own failures are called, the same over the network and in the process.
 * The one place where a checked body gets its type; everything after it is generic over controllers.
 */
import { type Failure, failure, nameOfError } from '../errors.ts';
import type { KubeObject } from '../kube/types.ts';
import type { CompositeRequest, CustomizeRequest } from '../protocol/composite.ts';
import type { CallContext, CompositeController, Controller, DecoratorController } from '../protocol/controller.ts';
import type { DecoratorRequest } from '../protocol/decorator.ts';
import { type EnvelopeProblem, envelopeProblem, type HookName } from '../protocol/envelope.ts';
import { type GuardViolation, guardComposite, guardCustomize, guardDecorator, guardNulls } from '../protocol/guard.ts';

export interface Endpoint {
  readonly controller: string;
  readonly hook: HookName;
  readonly path: string;
  /** Called so often, and so seldom of interest, that its calls are logged at debug. */
  readonly quiet: boolean;
  envelope(body: unknown): EnvelopeProblem | undefined;
  /** The object that the call is about. Only after `envelope` found no problem. */
  parent(body: unknown): KubeObject;
  run(body: unknown, context: CallContext): Promise<object>;
  guard(body: unknown, answer: unknown): readonly GuardViolation[];
  /** The second look, for an answer whose text has a null in it. */
  guardNulls(answer: object): readonly GuardViolation[];
}

/** Violations told to the caller; an Event holds about a kilobyte. The log has them all. */
const TOLD_VIOLATIONS = 20;

/** The failure of an answer that the guard held back. */
export const guardTripped = ({ controller, hook }: Endpoint, violations: readonly GuardViolation[]): Failure => {
  const told = violations.slice(0, TOLD_VIOLATIONS).map(({ message }) => message);
  const more = violations.length - told.length;
  return failure('GUARD_TRIPPED', { controller, hook, violations: [...told, ...(more > 0 ? [`and ${more} more`] : [])].join(', ') });
};

/** The failure of a hook that threw. */
export const handlerFailed = ({ controller, hook }: Endpoint, error: unknown): Failure =>
  failure('HANDLER_FAILED', { controller, hook, error: nameOfError(error) });

type Judgement<Request> = (request: Request, answer: unknown) => readonly GuardViolation[];

/** The endpoints of a controller: one for each hook that it has. */
export const endpointsOf = (controller: Controller): readonly Endpoint[] =>
  controller.type === 'composite' ? compositeEndpoints(controller) : decoratorEndpoints(controller);

const compositeEndpoints = (controller: CompositeController): readonly Endpoint[] => {
  const guard: Judgement<CompositeRequest> = (request, answer) => guardComposite(request, answer, controller.granted(request.parent));
  const call = (hook: HookName, run: (request: CompositeRequest, context: CallContext) => Promise<object>) =>
    endpoint<CompositeRequest>(controller, hook, { run, guard, about: ({ parent }) => parent });
  const list = [call('sync', (request, context) => controller.sync(request, context))];
  if (controller.finalize !== undefined) {
    const finalize = controller.finalize.bind(controller);
    list.push(call('finalize', finalize));
  }
  return [...customizeEndpoint(controller), ...list];
};

const decoratorEndpoints = (controller: DecoratorController): readonly Endpoint[] => {
  const call = (hook: HookName, run: (request: DecoratorRequest, context: CallContext) => Promise<object>) =>
    endpoint<DecoratorRequest>(controller, hook, { run, guard: guardDecorator, about: ({ object }) => object });
  const list = [call('sync', (request, context) => controller.sync(request, context))];
  if (controller.finalize !== undefined) {
    const finalize = controller.finalize.bind(controller);
    list.push(call('finalize', finalize));
  }
  return [...customizeEndpoint(controller), ...list];
};

const customizeEndpoint = (controller: Controller): readonly Endpoint[] => {
  if (controller.customize === undefined) return [];
  const customize = controller.customize.bind(controller);
  const run = async (request: CustomizeRequest): Promise<object> => customize(request);
  return [endpoint<CustomizeRequest>(controller, 'customize', { run, guard: guardCustomize, about: ({ parent }) => parent })];
};

interface Behaviour<Request> {
  run(request: Request, context: CallContext): Promise<object>;
  readonly guard: Judgement<Request>;
  about(request: Request): KubeObject;
}

const endpoint = <Request>(controller: Controller, hook: HookName, { run, guard, about }: Behaviour<Request>): Endpoint => ({
  controller: controller.name,
  hook,
  path: `/${controller.name}/${hook}`,
  quiet: controller.type === 'decorator' || hook === 'customize',
  envelope: (body) => envelopeProblem(body, { hook, type: controller.type }),
  // The envelope was checked: the three casts below are what that check is for.
  parent: (body) => about(body as Request),
  run: (body, context) => run(body as Request, context),
  guard: (body, answer) => guard(body as Request, answer),
  guardNulls: (answer) => guardNulls(listOf(answer)),
});

const listOf = (answer: { readonly children?: unknown; readonly attachments?: unknown }): readonly unknown[] => {
  const list = answer.children ?? answer.attachments;
  return Array.isArray(list) ? list : [];
};
