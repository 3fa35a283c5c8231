// Generated from schemas/kafka-user.schema.yaml by "npm run generate". Do not edit.
import type { ObjectMeta } from '../kube/types.ts';

export interface KafkaUser {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** What is wanted. */
  readonly spec: KafkaUserSpec;
  /** What is known. */
  readonly status?: KafkaUserStatus;
}

export interface KafkaUserSpec {
  /** Secret into which certificate and key of the user are written. */
  readonly secretName: string;
  /** Cluster to which the user belongs. */
  readonly clusterRef: ClusterReference;
  /** Annotations of the Certificate or CertificateSigningRequest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** DNS names in the certificate. */
  readonly dnsNames?: readonly string[];
  /** Rights on topics. */
  readonly topicGrants?: readonly TopicGrant[];
  /**
   * Write keystore.jks, truststore.jks and their password into the Secret too.
   * Default: false.
   */
  readonly includeJKS?: boolean;
  /**
   * Make a certificate. Otherwise only the rights are set.
   * Default: true.
   */
  readonly createCert?: boolean;
  /**
   * What signs the certificate.
   * Default: the issuer of the cluster.
   */
  readonly pkiBackendSpec?: PkiBackend;
  /**
   * Seconds for which the certificate is valid.
   * Default: 7776000 (90 days).
   */
  readonly expirationSeconds?: number;
}

export interface ClusterReference {
  /** Name of the KafkaCluster. */
  readonly name: string;
  /**
   * Namespace of the KafkaCluster.
   * Default: the namespace of this resource.
   */
  readonly namespace?: string;
}

export interface TopicGrant {
  /** Name of the topic, or the pattern that patternType explains. */
  readonly topicName: string;
  /** read lets the user consume, write lets it produce. */
  readonly accessType: 'read' | 'write';
  /**
   * How topicName is compared with names of topics (Kafka's resource pattern type).
   * Default: literal.
   */
  readonly patternType?: 'literal' | 'match' | 'prefixed' | 'any';
}

export interface PkiBackend {
  /** cert-manager, or Kubernetes' own certificate signing requests. */
  readonly pkiBackend: 'cert-manager' | 'k8s-csr';
  /** cert-manager: issuer that signs. */
  readonly issuerRef?: IssuerReference;
  /** k8s-csr: name of the signer. */
  readonly signerName?: string;
}

export interface IssuerReference {
  /** Name of the issuer. */
  readonly name: string;
  /**
   * Issuer or ClusterIssuer, or a kind of another group that cert-manager knows.
   * Default: Issuer.
   */
  readonly kind?: string;
  /**
   * API group of the issuer.
   * Default: cert-manager.io.
   */
  readonly group?: string;
}

export interface KafkaUserStatus {
  /** What holds and what does not, each with a reason. Ready is the one to wait for. */
  readonly conditions?: readonly Condition[];
  /** Generation of the spec that this status answers. */
  readonly observedGeneration?: number;
  /** created, as soon as the user has its Secret and its rights. */
  readonly state?: string;
  /** Rights that the user has in Kafka, each as text. */
  readonly acls?: readonly string[];
}

export interface Condition {
  /** What the condition is about, such as Ready, Reconciling or Stalled. */
  readonly type: string;
  /** True, False or Unknown. */
  readonly status: string;
  /** One word for programs; the reasons are listed in the documentation. */
  readonly reason?: string;
  /** A sentence for people, which names the object it is about. */
  readonly message?: string;
  /** When status last changed, RFC 3339 in UTC. */
  readonly lastTransitionTime?: string;
  /** Generation of the spec that was judged. */
  readonly observedGeneration?: number;
}
