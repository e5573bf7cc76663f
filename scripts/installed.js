// Stands before every script of package.json, and runs on any Node: the others are TypeScript, which an old one cannot read.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const oldest = 24;
const installed = existsSync(fileURLToPath(new URL('../node_modules/.package-lock.json', import.meta.url)));
if (!installed) {
  console.error(
    'Nothing is installed here yet. Run `npm install` first; it also brings the Node that the scripts run on.',
  );
  process.exit(1);
}
if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(
    `This is Node ${process.versions.node}; the scripts need ${oldest}, which \`npm install\` brings. Run it again, without --ignore-scripts and --omit=dev, and start scripts by \`npm run\`.`,
  );
  process.exit(1);
}
