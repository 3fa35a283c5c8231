/** Sends answers: JSON with its length, and failures with the headers that they need. */
import type { Response } from 'express';
import { type Failure, failureBody } from '../errors.ts';

/** Sends a JSON text; answers its size in bytes. */
export const sendJson = (response: Response, status: number, text: string): number => {
  const payload = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': payload.length });
  response.end(payload);
  return payload.length;
};

/** Sends a failure; answers its size, 0 when there is nobody to send it to. */
export const sendFailure = (response: Response, error: Failure): number => {
  if (response.headersSent || response.destroyed) return 0;
  if (error.retryAfter !== undefined) response.setHeader('Retry-After', String(error.retryAfter));
  if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (error.status === 405) response.setHeader('Allow', 'POST');
  // The rest of the body may never come: the connection cannot be used again.
  if (error.code === 'BODY_TIMEOUT') response.setHeader('Connection', 'close');
  return sendJson(response, error.status, failureBody(error));
};
