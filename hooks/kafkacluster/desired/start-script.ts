/**
 * What a broker's container runs. It waits for a service mesh's sidecar, formats storage that is empty (and refuses
 * to touch a folder that holds data without Kafka's own marker), never deletes quorum state, passes SIGTERM on to the
 * JVM and waits for the end of the controlled shutdown. Only bash is needed: images differ in everything else.
 */

/** Name of the environment variable with the options of `kafka-storage format`. */
export const FORMAT_OPTIONS = 'KAFKA_FORMAT_OPTIONS';

/** An HTTP status by bash alone: many images have neither curl nor wget. */
const HTTP_OK = `http_ok() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\\r\\n\\r\\n' "$2" >&3
  local line
  read -r -t 4 line <&3 || { exec 3>&-; return 1; }
  exec 3>&-
  [[ $line == *' 200 '* || $line == *' 200'$'\\r' ]]
} 2>/dev/null`;

/** Istio's sidecar injects its status as an annotation; without it there is nothing to wait for. */
const WAIT_FOR_SIDECAR = `if [[ -n \${ENVOY_SIDECAR_STATUS:-} ]]; then
  echo 'waiting for the sidecar on port 15000'
  sidecar=
  for ((i = 0; i < 30; i++)); do
    http_ok 15000 /ready && { sidecar=ready; break; }
    sleep 1
  done
  [[ -n $sidecar ]] || { echo 'the sidecar was not ready within 30 s' >&2; exit 1; }
fi`;

/** meta.properties is what format writes last: a folder with it is Kafka's, an empty one may become it, any other is somebody's data. */
const FORMAT = `if [[ -n \${CLUSTER_ID:-} ]]; then
  unformatted=
  IFS=, read -ra dirs <<<"\${LOG_DIRS:-}"
  for dir in "\${dirs[@]}"; do
    log_dir="$dir/kafka"
    [[ -f $log_dir/meta.properties ]] && continue
    if [[ -d $log_dir && -n $(ls -A "$log_dir") ]]; then
      echo "$log_dir holds files but no meta.properties: refusing to format it" >&2
      exit 1
    fi
    unformatted=1
  done
  if [[ -n $unformatted ]]; then
    read -ra options <<<"\${${FORMAT_OPTIONS}:-}"
    env -u KAFKA_OPTS -u JMX_PORT KAFKA_HEAP_OPTS=-Xmx256m "$home/bin/kafka-storage.sh" format --ignore-formatted -t="$CLUSTER_ID" -c /config/broker-config "\${options[@]}"
  fi
fi`;

/** bash as PID 1 has no default action for SIGTERM, and a plain \`wait\` ends at the signal: hence the loop. */
const RUN = `"$home/bin/kafka-server-start.sh" /config/broker-config &
broker=$!
trap 'kill -TERM "$broker" 2>/dev/null' TERM INT
while :; do
  wait "$broker"
  code=$?
  kill -0 "$broker" 2>/dev/null || break
done
rm -f "$wait_dir/do-not-exit-yet"
# 143 is a JVM that ended as it was told to.
((code == 143)) && code=0
exit "$code"`;

/** The script for \`bash -c\`. Depends on nothing: what differs between nodes comes by environment. */
export const START_SCRIPT = [
  'set -euo pipefail',
  // Until the broker runs nothing needs a clean end.
  "trap 'exit 0' TERM INT",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's expansion
  'home=${KAFKA_HOME:-/opt/kafka}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's expansion
  'wait_dir=${WAIT_DIR:-/var/run/wait}',
  HTTP_OK,
  WAIT_FOR_SIDECAR,
  'touch "$wait_dir/do-not-exit-yet"',
  FORMAT,
  'set +e',
  RUN,
].join('\n');

/**
 * Readiness of a pure controller: its raft state is leader or follower, as the JMX exporter tells it. Fails closed.
 * The exporter filters by name, so the answer is two lines.
 */
export const CONTROLLER_READY_SCRIPT = `metric=kafka_server_raft_metrics_current_state
exec 3<>/dev/tcp/127.0.0.1/9020 || exit 1
printf 'GET /metrics?name[]=%s_leader&name[]=%s_follower HTTP/1.0\\r\\n\\r\\n' "$metric" "$metric" >&3
while read -r -t 4 line <&3; do
  case $line in "\${metric}_leader 1.0"* | "\${metric}_follower 1.0"*) exit 0 ;; esac
done
exit 1`;
