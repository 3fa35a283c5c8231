/**
 * From an HTTP request to its answer: who asks, what is asked, and how errors are told.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '../../kube/is-record.ts';
import { ApiError, type ResourceType } from '../../ports/api-server.ts';
import { badRequest, notServed } from '../api-server/refusals.ts';
import { mediaType, parseBody, readBody } from './body.ts';
import type { Call, Reply, World } from './call.ts';
import { discover } from './discovery.ts';
import { dryRun, isDryRun } from './dry-run.ts';
import { emptyOpenApiV2, openApiDocument, openApiIndex } from './openapi.ts';
import { answerResource } from './resource.ts';
import { resourcePath } from './resource-path.ts';
import { failureStatus, isStatus, type Subject } from './status-object.ts';
import { watch } from './watch.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers who knows the secret, as the first part of the path or as a bearer token. */
export const createRequestHandler =
  (world: World, secret: string): Handler =>
  async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    const parts = partsOf(url);
    const inPath = isSecret(parts[0], secret);
    if (!inPath && !isSecret(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1], secret)) {
      throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    }
    const segments = inPath ? parts.slice(1) : parts;
    const text = answerText(request, segments);
    if (text !== undefined) {
      response.writeHead(200, { 'Content-Type': text.type });
      response.end(text.text);
      return;
    }
    const general = answerGeneral(world, request, { segments, prefix: inPath ? `/${secret}` : '' });
    if (general !== undefined) return send(response, { status: 200, body: general });

    if (isReview(request, segments)) return send(response, { status: 201, body: await allowed(request) });

    const call = await callOf(world, request, { segments, query: url.searchParams });
    try {
      if (isWatch(call)) watch(call, response);
      else send(response, answerResource(isDryRun(call) ? dryRun(call) : call));
    } catch (error) {
      sendFailure(response, error, subjectOf(call, error));
    }
  };

/** Answers with a Status. */
export const sendFailure = (response: ServerResponse, error: unknown, subject?: Subject): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = failureStatus(error, subject);
  send(response, { status: body.code, body });
};

const partsOf = (url: URL): readonly string[] => {
  try {
    return url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw badRequest('the path of the request is not encoded as it should be');
  }
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSecret = (given: string | undefined, secret: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(secret));

interface Address {
  readonly segments: readonly string[];
  /** What stood before them in the path. */
  readonly prefix: string;
}

const HEALTH = ['healthz', 'livez', 'readyz'];

/** What is answered with something else than JSON. */
const answerText = (
  { method }: IncomingMessage,
  segments: readonly string[],
): { readonly type: string; readonly text: string } | undefined => {
  if (method !== 'GET') return undefined;
  if (HEALTH.includes(segments[0] ?? '')) return { type: 'text/plain', text: 'ok' };
  return segments.join('/') === 'openapi/v2' ? emptyOpenApiV2 : undefined;
};

/** What is no resource: discovery and OpenAPI. */
const answerGeneral = ({ store }: World, { method }: IncomingMessage, { segments, prefix }: Address): object | undefined => {
  if (method !== 'GET') return undefined;
  const [first = '', second, ...rest] = segments;
  if (segments.length === 0) return { paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'] };
  if (first === 'openapi' && second === 'v3')
    return rest.length === 0 ? openApiIndex(store, prefix) : openApiDocument(store, rest.join('/'));
  return discover(store, segments);
};

const isReview = ({ method }: IncomingMessage, segments: readonly string[]): boolean =>
  method === 'POST' && segments.join('/') === 'apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Who knows the secret may do everything (`kubectl auth can-i`). */
const allowed = async (request: IncomingMessage): Promise<object> => {
  const body = parseBody(await readBody(request), mediaType(request.headers['content-type']));
  return { ...(isRecord(body) ? body : {}), status: { allowed: true } };
};

interface Target {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

const callOf = async (world: World, request: IncomingMessage, { segments, query }: Target): Promise<Call> => {
  const path = resourcePath(segments);
  const type = path === undefined ? undefined : typeOf(world, path.apiVersion, path.plural);
  if (path === undefined || type === undefined) throw notServed();
  const { method = 'GET', headers } = request;
  const contentType = mediaType(headers['content-type']);
  const body = method === 'GET' ? undefined : parseBody(await readBody(request), contentType);
  return { ...world, method, path, type, query, contentType, body, accept: headers.accept ?? '' };
};

const typeOf = ({ store }: World, apiVersion: string, plural: string): ResourceType | undefined =>
  store.types().find((type) => type.apiVersion === apiVersion && type.plural === plural);

const isWatch = ({ method, query }: Call): boolean => method === 'GET' && ['1', 'true'].includes(query.get('watch') ?? '');

/** Whom a refusal is about: kubectl names kind and object of what is invalid. */
const subjectOf = ({ type, path, body }: Call, error: unknown): Subject => {
  // Refused as a patch, not as the object that it would have made.
  if (error instanceof ApiError && error.message.startsWith('"" is invalid')) return {};
  const metadata = isRecord(body) && isRecord(body['metadata']) ? body['metadata'] : {};
  const name = path.name ?? metadata['name'];
  const [group, version] = type.apiVersion.split('/');
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(version === undefined ? {} : { group: group ?? '' }),
    kind: error instanceof ApiError && error.reason === 'Invalid' ? type.kind : type.plural,
  };
};

const send = (response: ServerResponse, { status, body, warnings = [] }: Reply): void => {
  if (warnings.length > 0) response.setHeader('Warning', warnings.map(warning));
  const retryAfter = isStatus(body) ? body.details?.retryAfterSeconds : undefined;
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** A header holds printable ASCII only. */
const warning = (text: string): string => `299 - "${text.replace(/["\\]/g, '\\$&').replace(/[^\x20-\x7e]/g, '?')}"`;
