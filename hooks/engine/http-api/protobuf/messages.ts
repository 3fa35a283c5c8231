/**
 * The few messages that kubectl sends as Kubernetes protobuf whatever a server says it takes: `create configmap, secret,
 * namespace, serviceaccount`, `auth can-i`. Field numbers are those of the API's generated.proto files; fields
 * that nobody can set this way are left out. Everything else travels as JSON.
 */

type FieldType = 'text' | 'bytes' | 'boolean' | 'textMap' | 'bytesMap' | Message;

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: true;
}

/** By field number. */
export interface Message {
  readonly [number: number]: Field;
}

const metadata: Message = {
  1: { name: 'name', type: 'text' },
  2: { name: 'generateName', type: 'text' },
  3: { name: 'namespace', type: 'text' },
  5: { name: 'uid', type: 'text' },
  6: { name: 'resourceVersion', type: 'text' },
  11: { name: 'labels', type: 'textMap' },
  12: { name: 'annotations', type: 'textMap' },
  14: { name: 'finalizers', type: 'text', repeated: true },
};

const object: Message = { 1: { name: 'metadata', type: metadata } };

/** By kind. */
export const messages: Readonly<Record<string, Message>> = {
  ConfigMap: {
    ...object,
    2: { name: 'data', type: 'textMap' },
    3: { name: 'binaryData', type: 'bytesMap' },
    4: { name: 'immutable', type: 'boolean' },
  },
  Namespace: object,
  Secret: {
    ...object,
    2: { name: 'data', type: 'bytesMap' },
    3: { name: 'type', type: 'text' },
    4: { name: 'stringData', type: 'textMap' },
    5: { name: 'immutable', type: 'boolean' },
  },
  SelfSubjectAccessReview: object,
  ServiceAccount: { ...object, 4: { name: 'automountServiceAccountToken', type: 'boolean' } },
};

const typeMeta: Message = { 1: { name: 'apiVersion', type: 'text' }, 2: { name: 'kind', type: 'text' } };

/** What stands around every message: runtime.Unknown. */
export const envelope: Message = { 1: { name: 'typeMeta', type: typeMeta }, 2: { name: 'raw', type: 'bytes' } };
