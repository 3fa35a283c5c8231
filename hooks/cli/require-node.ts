/**
 * Ends the process on a Node that is too old, with a sentence instead of a stack trace from deep inside a library.
 * Imported first by main.ts, because the imports after it are what fails on an older Node.
 */
const LEAST_MAJOR = 24;

if (Number(process.versions.node.split('.')[0]) < LEAST_MAJOR) {
  process.stderr.write(
    `kafka-hooks: this is Node ${process.versions.node}, at least ${LEAST_MAJOR} is needed; after \`npm ci\` run \`npm exec -- kafka-hooks\`, which brings its own\n`,
  );
  process.exit(2);
}
