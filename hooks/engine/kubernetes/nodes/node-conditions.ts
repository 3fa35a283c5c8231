/** What a kubelet says of its Node when all is well, and what the control plane says when it hears nothing. */

/** The part of a Node condition that changes. */
export interface NodeVerdict {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** By condition type. */
export const HEALTHY: Readonly<Record<string, NodeVerdict>> = {
  MemoryPressure: { status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  DiskPressure: { status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  PIDPressure: { status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
  Ready: { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
};

/** The verdict on every condition of a Node that is not heard of. */
export const SILENT: NodeVerdict = { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
