/**
 * npm run generate: CRDs, types, validators and reference tables from schemas/*.schema.yaml.
 * With --check nothing is written; it names the files that are out of date and exits with 1.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generate, outdated, ROOT, readKinds } from './outputs.ts';

const files = await generate(readKinds());
const old = outdated(files, ROOT);

if (process.argv.includes('--check')) {
  for (const file of old) console.error(`${file} is out of date: run "npm run generate"`);
  process.exitCode = old.length > 0 ? 1 : 0;
} else {
  for (const file of files) if (old.includes(file.path)) writeFileSync(path.join(ROOT, file.path), file.text);
  console.log(old.length === 0 ? 'all generated files are up to date' : `generated ${old.join(', ')}`);
}
