/**
 * The closed catalogue of reasons for what became of an alert. They stand in answers, status.alerts, Events, metrics and the
 * log, and docs/reference/reasons.md is made from the sentences here: they are part of the interface.
 */
export const ALERT_REASONS = {
  // --- something was done, or would have been
  Acted: 'The KafkaCluster was changed as the alert asked.',
  DryRun: 'It would have been changed; alertManagerConfig.dryRun is on.',
  ErrorNoted: 'The alert counts against rolling upgrades of its cluster until it resolves.',
  ErrorCleared: 'The alert resolved and counts against rolling upgrades no longer.',
  // --- nothing to do
  NoCommand: 'The alert has no annotation command and no label rollingupgrade: it is not for this hook.',
  Resolved: 'The alert does not fire any more; commands act on firing alerts only.',
  AlreadyActed: 'This alert has acted since it began to fire.',
  // --- the alert cannot be used as it is
  UnknownCommand: 'The annotation command names no command.',
  InvalidAlert: 'A label or an annotation that the command needs is missing or cannot be read, or the alert has no usable start.',
  ClusterNotFound: 'There is no such KafkaCluster.',
  ClusterAmbiguous: 'The labels of the alert do not say which KafkaCluster is meant, and there are several.',
  ClaimNotFound: 'There is no such claim, or it belongs to no broker of the cluster.',
  BrokerNotFound: 'The cluster has no such broker.',
  // --- a guard
  CommandNotAllowed: 'alertManagerConfig.allowedCommands does not have the command.',
  RecordUnreadable:
    'The annotation kafka-hooks.io/alerts holds something that this release did not write. Without its memory nothing is done.',
  StartedTooLongAgo: 'The alert began before the oldest that is remembered one by one: whether it has acted is not known.',
  SpecInvalid: 'The spec of the KafkaCluster is invalid as it is.',
  NotObserved: 'The controller has not seen the last change of the spec yet.',
  BrokersRolling: 'Brokers are being restarted.',
  BrokersDraining: 'A broker or a disk is being removed.',
  BrokersNotReady: 'Brokers are starting or fail.',
  AdoptionPending: 'Objects of the cluster are not adopted yet.',
  ClaimsPending: 'A claim is not bound yet or still grows, or a new disk waits for the restart of its broker.',
  AtMostBrokers: 'There are as many brokers as alerts may make.',
  AtLeastBrokers: 'There are as few brokers as alerts may leave.',
  ControllerStays: 'The broker is a controller as well: alerts do not change the quorum.',
  AtMostDiskSize: 'The disk would be larger than alerts may make it.',
  AtMostDisks: 'The broker has as many disks as alerts may give it.',
  NoCruiseControl: 'The cluster has no Cruise Control that could do it.',
  RebalancePending: 'A rebalance was asked for and has not been done yet.',
  CoolingDown: 'The command acted not long ago.',
  UpScaledRecently: 'A broker was added not long ago; brokers are not removed so soon after.',
  BudgetSpent: 'Alerts have changed the cluster as often as they may within 24 hours.',
  WouldBeInvalid: 'The spec would be invalid after the change.',
} as const;

export type AlertReason = keyof typeof ALERT_REASONS;
