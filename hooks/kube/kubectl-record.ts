/** The annotation in which `kubectl apply` keeps what it sent last: what is in there and no longer in a file, it removes. */
export const KUBECTL_RECORD = 'kubectl.kubernetes.io/last-applied-configuration';
