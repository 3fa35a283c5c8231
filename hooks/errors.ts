/**
 * Every error that the service or the command line can answer with: one catalogue, stable codes.
 * A message says what is wrong with which value, and `advice` what to do about it. Metacontroller copies the body
 * of a failed call into an Event on the parent, so a message holds no secret, no part of a body and nothing that
 * changes from call to call (that would make a new Event of each retry).
 */
interface Entry {
  /** HTTP status, for what is answered to a caller. */
  readonly status?: number;
  /** Seconds in Retry-After. Every 429 has it: Metacontroller would call again at once. */
  readonly retryAfter?: number;
  /** Exit code, for what ends a command: 1 the thing asked about failed, 2 what was given cannot be used. */
  readonly exit?: 1 | 2;
  /** Sentence with {placeholders}. */
  readonly message: string;
  readonly advice: string;
}

export const catalogue = {
  BODY_NOT_JSON: {
    status: 400,
    message: 'the body is not valid JSON{where}',
    advice: 'send what Metacontroller, Alertmanager or Prometheus made, as it is; a proxy in between may have cut it',
  },
  CALLER_GONE: {
    status: 400,
    message: 'the caller hung up before the answer was out',
    advice: 'see whether the time-out of the caller is longer than the deadline here',
  },
  BODY_TIMEOUT: {
    status: 408,
    message: 'the body was not complete within {deadline} ms',
    advice: 'check the network in between, or raise {variable}',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'the body is larger than {limit} bytes',
    advice: 'raise BODY_LIMIT together with the memory limit, or send less: fewer related objects, or a lower max_alerts',
  },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    message: 'the content type is {type}',
    advice: 'send Content-Type: application/json in UTF-8, without Content-Encoding',
  },
  TOO_MANY_LARGE_BODIES: {
    status: 429,
    retryAfter: 1,
    message: 'as many large requests as fit into memory are being handled',
    advice: 'call again after the seconds in Retry-After',
  },
  ENVELOPE_INVALID: {
    status: 400,
    message: 'this is no {hook} request of Metacontroller: {detail}',
    advice: 'compare the hook paths of the controller resource with manifests/controllers',
  },
  HOOK_VERSION_V1: {
    status: 400,
    message: 'the controller resource uses protocol v1 for its {hook} hook: {detail}',
    advice: 'set hooks.{hook}.version: v2 in the CompositeController or DecoratorController',
  },
  TOKEN_REFUSED: {
    status: 401,
    message: 'the bearer token is missing or wrong',
    advice: 'give the webhook of the controller resource the token that HOOK_TOKEN_FILE or HOOK_TOKEN holds',
  },
  TOKEN_UNREADABLE: {
    status: 500,
    message: 'the file of {variable} cannot be read or holds no token, so every call with a token is refused',
    advice: 'check that the Secret exists, is mounted and is not empty',
  },
  PAYLOAD_INVALID: {
    status: 400,
    message: 'these are no alerts: {detail}',
    advice:
      'send the webhook of Alertmanager (version 4) or the list of alerts that Prometheus sends; a receiver with a payload of its own is not understood',
  },
  TOO_MANY_ALERTS: {
    status: 413,
    message: 'there are {count} alerts at once, {most} are allowed',
    advice: 'set max_alerts in the webhook of Alertmanager, or group by the cluster',
  },
  ALERTS_UNAUTHENTICATED: {
    status: 401,
    message: 'there is no valid {accepted}',
    advice: 'set {configure} in the http_config of the webhook, or where Prometheus names its Alertmanagers',
  },
  ALERTS_UNKNOWN_PATH: { status: 404, message: 'nothing takes alerts at this path', advice: 'the paths are {paths}' },
  TOO_MANY_REFUSED: {
    status: 429,
    retryAfter: 1,
    message: 'too many requests without valid credentials came from this address',
    advice: 'give the sender its credentials',
  },
  TOO_MANY_ALERTS_A_SECOND: {
    status: 429,
    retryAfter: 2,
    message: 'more than {limit} alerts a second came in, nothing of this delivery was looked at',
    advice: 'group alerts, repeat them less often, or raise ALERTS_PER_SECOND',
  },
  TOO_MANY_ALERTS_IN_FLIGHT: {
    status: 429,
    retryAfter: 2,
    message: 'as many alerts as fit into memory wait for their decision, nothing of this delivery was looked at',
    advice: 'see in the log whether Kubernetes answers slowly',
  },
  ALERTS_API_UNAVAILABLE: {
    status: 503,
    retryAfter: 5,
    message: 'Kubernetes did not answer as it should, so not all alerts of this delivery are decided: {reason}',
    advice: 'deliver it again, nothing is done twice; see the rights of the ServiceAccount when this stays',
  },
  ALERTS_TOO_SLOW: {
    status: 503,
    retryAfter: 5,
    message: 'the alerts of this delivery were not decided within {deadline} ms',
    advice: 'deliver it again, nothing is done twice; see in the log whether Kubernetes answers slowly',
  },
  ALERTS_FAILED: {
    status: 500,
    message: 'deciding about the alerts failed with {error}',
    advice: 'this is a fault of kafka-hooks: report it with the stack in the log',
  },
  UNKNOWN_PATH: {
    status: 404,
    message: 'there is no hook at this path',
    advice: 'the paths are /<controller>/customize, /<controller>/sync and /<controller>/finalize; controllers: {controllers}',
  },
  METHOD_NOT_ALLOWED: { status: 405, message: 'the method {method} is not allowed here', advice: 'use POST' },
  DEADLINE_EXCEEDED: {
    status: 500,
    message: 'the {hook} hook of {controller} did not answer within {deadline} ms',
    advice: 'see the log for what it waited for; Metacontroller calls again',
  },
  GUARD_TRIPPED: {
    status: 500,
    message: 'the answer of the {hook} hook of {controller} was held back, nothing was changed: {violations}',
    advice: 'this is a fault of kafka-hooks: report it with this message',
  },
  HANDLER_FAILED: {
    status: 500,
    message: 'the {hook} hook of {controller} failed with {error}, nothing was changed',
    advice: 'this is a fault of kafka-hooks: report it with the stack in the log',
  },
  UNEXPECTED: { status: 500, message: 'the server failed with {error}', advice: 'report it with the stack in the log' },
  UNKNOWN_COMMAND: { exit: 2, message: '{given} is not a command', advice: 'the commands are {allowed}' },
  UNKNOWN_FLAG: { exit: 2, message: '{flag} is not a flag of {command}', advice: 'the flags are {allowed}' },
  FLAG_VALUE: { exit: 2, message: '{flag} has {given}', advice: 'give it {allowed}' },
  UNEXPECTED_ARGUMENT: { exit: 2, message: '{command} does not take the argument {given}', advice: 'see kafka-hooks {command} --help' },
  ENVIRONMENT_INVALID: { exit: 2, message: 'the environment is wrong: {problems}', advice: 'see kafka-hooks {command} --help' },
  NO_CREDENTIALS_SET: {
    exit: 2,
    message: 'whoever reaches the port could change KafkaClusters: no credentials are set for senders of alerts',
    advice:
      'set ALERTS_TOKEN_FILE to a file with a bearer token, or CLIENT_CA_FILE with TLS_CERT_FILE and TLS_KEY_FILE for client certificates',
  },
  TLS_FILES_INVALID: {
    exit: 2,
    message: 'TLS cannot be served: {reason}',
    advice: 'check that TLS_CERT_FILE, TLS_KEY_FILE and CLIENT_CA_FILE are PEM files that belong together',
  },
  SERVICE_ACCOUNT_UNREADABLE: {
    exit: 2,
    message: 'the service account of this Pod cannot be used: {reason}',
    advice: 'set automountServiceAccountToken: true for the Pod, or KUBECONFIG where there is no Pod',
  },
  ARGUMENT_MISSING: { exit: 2, message: '{command} needs {argument}', advice: 'see kafka-hooks {command} --help' },
  ALERTS_FILE_INVALID: { exit: 2, message: '{file} cannot be explained: {reason}', advice: 'give what the sender posts, as it is' },
  START_MISSING: {
    exit: 2,
    message: '{command} needs to know the clusters: {flag} or {other}',
    advice: 'give --live for the cluster of the kubeconfig, or --state FILE for what kafka-hooks dump saved',
  },
  FLAG_MISSING: { exit: 2, message: '{command} needs {flag}', advice: 'give it {allowed}' },
  FILE_UNREADABLE: { exit: 2, message: '{file} cannot be read: {reason}', advice: 'check the path; - reads standard input' },
  FILE_UNWRITABLE: { exit: 2, message: '{file} cannot be written: {reason}', advice: 'give a new file in a folder of yours' },
  YAML_INVALID: { exit: 2, message: '{file}, line {line}: no valid YAML: {reason}', advice: 'correct the file there or just above' },
  FLAGS_EXCLUDE: { exit: 2, message: '{command} takes {flag} or {other}, not both', advice: 'leave one of them away' },
  FLAG_NEEDS: { exit: 2, message: '{command} takes {flag} only with {other}', advice: 'add {other}, or leave {flag} away' },
  KIND_UNKNOWN: { exit: 2, message: '{file}: there is no kind {kind} in apiVersion {apiVersion}', advice: '{advice}' },
  DOCUMENTS_SEVERAL: { exit: 2, message: '{file} holds {count} documents', advice: 'give a file with one: no other would be read' },
  NAMESPACE_INVALID: {
    exit: 2,
    message: '{field} is {given}, which no namespace can be called',
    advice: 'give it at most 63 lower-case letters, digits and hyphens, with a letter or digit at both ends',
  },
  NAMESPACE_DIFFERS: {
    exit: 2,
    message: '{file}: {object} is of namespace {namespace}, and -n/--namespace says {asked}',
    advice: 'leave -n away, or take the namespace out of the file: kubectl apply refuses this, too',
  },
  FIELD_MISSING: { exit: 2, message: '{file}: {object} has no {field}', advice: 'every resource has apiVersion, kind and metadata.name' },
  NOTHING_TO_PLAN: {
    exit: 2,
    message: 'there is no resource in {files}',
    advice: 'give a file with a KafkaCluster, such as manifests/samples/minimal.yaml',
  },
  STATE_INVALID: { exit: 2, message: '{file} is no saved state: {problem}', advice: 'make one with kafka-hooks dump' },
  STATE_VERSION: {
    exit: 2,
    message: '{file} is a state of version {found}, this release reads {read}',
    advice: 'make a new one with kafka-hooks dump of this release',
  },
  STATE_SCOPE: {
    exit: 2,
    message: '{file} holds nothing but namespace {namespaces}, and {object} is in namespace {namespace}',
    advice: 'make a state of that namespace or, without -n, of all with kafka-hooks dump',
  },
  NAMESPACE_UNKNOWN: {
    exit: 2,
    message: 'the cluster of context {context} has no namespace {namespace}',
    advice: 'see kubectl get namespaces',
  },
  KUBECONFIG_MISSING: {
    exit: 2,
    message: 'there is no kubeconfig{where}',
    advice: 'set KUBECONFIG, or make ~/.kube/config as your cluster’s provider says',
  },
  KUBECONFIG_INVALID: { exit: 2, message: 'the kubeconfig cannot be used: {problem}', advice: 'compare kubectl config view' },
  CONTEXT_UNKNOWN: { exit: 2, message: 'the kubeconfig has no context {context}', advice: 'the contexts are {contexts}' },
  API_UNREACHABLE: {
    exit: 2,
    message: 'the API server of context {context} does not answer: {reason}',
    advice: 'see whether kubectl --context {context} version reaches it',
  },
  CREDENTIALS_REFUSED: {
    exit: 2,
    message: 'the API server of context {context} does not take these credentials: {reason}',
    advice: 'log in again, or choose another with --context',
  },
  API_REFUSED: {
    exit: 2,
    message: 'the API server of context {context} refused: {reason}',
    advice: 'see whether kubectl --context {context} may do the same',
  },
  NO_RIGHTS: {
    exit: 2,
    message: 'context {context} may not {verb} {resource} {scope}',
    advice: 'see kubectl auth can-i {verb} {resource}, and ask for that right',
  },
  CRDS_MISSING: {
    exit: 2,
    message: 'context {context} does not know {resources}',
    advice: 'install the custom resources first: kubectl --context {context} apply --server-side -k manifests/crds',
  },
  METACONTROLLER_PRESENT: {
    exit: 2,
    message: 'context {context} has the {kind} {name}: a Metacontroller keeps these objects already, and two would fight over them',
    advice: 'use another cluster, or remove it with kubectl delete {kind} {name}',
  },
  NOTHING_TO_RENDER: {
    exit: 2,
    message: 'there is no KafkaCluster in {files}',
    advice: 'give a file with apiVersion: kafka.banzaicloud.io/v1beta1 and kind: KafkaCluster',
  },
  NOT_SETTLED: {
    exit: 1,
    message: 'what the hooks want for KafkaCluster {name} still changes after {rounds} rounds',
    advice: 'this is a fault of kafka-hooks: report it with the manifest',
  },
  PORT_UNAVAILABLE: {
    exit: 1,
    message: 'cannot listen on port {port}: {reason}',
    advice: 'stop what uses it or choose another with {variable}',
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ErrorCode = keyof typeof catalogue;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** The values that the sentences of a code need. */
export type ErrorValues<Code extends ErrorCode> = Readonly<
  Record<Placeholders<(typeof catalogue)[Code]['message'] | (typeof catalogue)[Code]['advice']>, string | number>
>;

/** An error of the catalogue. Throw `failure(code, values)`. */
export class Failure extends Error {
  readonly code: ErrorCode;
  /** HTTP status; 500 for errors of the command line, which no caller sees. */
  readonly status: number;
  readonly exit: 1 | 2;
  /** Seconds; undefined when the same call makes no more sense later. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    const entry: Entry = catalogue[code];
    this.status = entry.status ?? 500;
    this.exit = entry.exit ?? 1;
    this.retryAfter = entry.retryAfter;
  }
}

/** Makes the error of a code, its sentences filled in. */
export const failure = <Code extends ErrorCode>(code: Code, values: ErrorValues<Code>): Failure => {
  const { message, advice }: Entry = catalogue[code];
  return new Failure(code, fill(`${message}; ${advice}`, values));
};

/** The JSON body of a failure. */
export const failureBody = (error: Failure): string => JSON.stringify({ error: { code: error.code, message: error.message } });

/** What may be told of an unexpected error: its class. Its message could quote a Secret. */
export const nameOfError = (error: unknown): string => (error instanceof Error ? error.name : `a thrown ${typeof error}`);

const fill = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
