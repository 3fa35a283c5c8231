/**
 * Which handler answers a call on a resource, by its method and subresource.
 */
import { ApiError } from '../../ports/api-server.ts';
import { notAllowed, notServed } from '../api-server/refusals.ts';
import type { Call, Reply } from './call.ts';
import { isPod } from './discovery.ts';
import { evict } from './eviction.ts';
import { existing, read } from './read.ts';
import { create, patch, remove, removeAll, replace } from './write.ts';

/** Answers everything but watches. */
export const answerResource = (call: Call): Reply => {
  const { path, type, method } = call;
  const { name, subresource } = path;
  if (subresource === undefined) return name === undefined ? onAll(call) : onOne(call, name);
  if (name !== undefined && subresource === 'status' && type.status && ['GET', 'PUT', 'PATCH'].includes(method)) return onOne(call, name);
  if (name !== undefined && isPod(type)) return onPod(call, name, subresource);
  throw notServed();
};

const onAll = (call: Call): Reply => {
  if (call.method === 'GET') return read(call);
  if (call.method === 'POST') return create(call);
  if (call.method === 'DELETE') return removeAll(call);
  throw refusedMethod();
};

const onOne = (call: Call, name: string): Reply => {
  if (call.method === 'GET') return read(call);
  if (call.method === 'PUT') return replace(call, name);
  if (call.method === 'PATCH') return patch(call, name);
  if (call.method === 'DELETE') return remove(call, name);
  throw refusedMethod();
};

const PROCESSES = ['log', 'exec', 'attach', 'portforward'];

const onPod = (call: Call, name: string, subresource: string): Reply => {
  if (subresource === 'eviction' && call.method === 'POST') return evict(call, name);
  if (!PROCESSES.includes(subresource)) throw notServed();
  existing(call, name);
  throw new ApiError(
    501,
    'MethodNotAllowed',
    `pod "${name}" lives in the embedded engine: no process is behind it, so there is no ${subresource}`,
  );
};

const refusedMethod = (): ApiError => notAllowed('the server does not allow this method on the requested resource');
