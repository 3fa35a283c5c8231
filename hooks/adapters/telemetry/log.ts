/**
 * The log: pino to stdout, one JSON line a message. No transports: they are worker threads and do not bundle.
 * Errors are cut down to name, message and stack, because client libraries hang whole requests on theirs.
 */
import pino from 'pino';
import type { Log } from '../../ports/telemetry.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A log that writes at `level` and above. `write` gets each line; without it lines go to stdout. */
export const createLog = (level: LogLevel, write?: (line: string) => void): Log => {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: plainError },
    // A second line of defence, top level only: deep patterns would cost each call a walk.
    redact: { paths: ['token', 'password', 'authorization'], censor: '[hidden]' },
  };
  return write === undefined ? pino(options) : pino(options, { write });
};

const plainError = (error: unknown): unknown =>
  error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : String(error);
