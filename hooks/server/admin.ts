/**
 * The admin app, on a port of its own: what the kubelet and Prometheus ask, and Metacontroller never sees.
 * Ready means that this process can take calls. Whether some Kafka cluster is well is not asked:
 * one broken cluster must not stop the hooks of the others.
 */
import express, { type Express } from 'express';

export interface AdminOptions {
  /** Why no calls can be taken; undefined when they can. */
  notReady(): string | undefined;
  lagMs(): number;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

const LAG_LIMIT_MS = 5000;

/** `/healthz`, `/readyz`, `/metrics`. */
export const createAdminApp = ({ notReady, lagMs, metrics }: AdminOptions): Express => {
  const app = express();
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('query parser', false);
  app.get('/healthz', (_request, response) => {
    const lag = Math.max(0, Math.round(lagMs()));
    const alive = lag < LAG_LIMIT_MS;
    response.status(alive ? 200 : 503).json({ status: alive ? 'ok' : 'the event loop is late', lagMs: lag });
  });
  app.get('/readyz', (_request, response) => {
    const reason = notReady();
    response.status(reason === undefined ? 200 : 503).json({ status: reason ?? 'ok' });
  });
  app.get('/metrics', async (_request, response) => {
    response.setHeader('Content-Type', metrics.contentType);
    response.end(await metrics.text());
  });
  return app;
};
