/**
 * The annotation in which Metacontroller keeps what a hook answered last for a child. It merges by it, and a hook reads
 * there what it once said.
 */
export const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';
