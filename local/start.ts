import process from 'node:process';

const NEEDED = 24;

/*
 * `npm start`: the main job, end to end, on this machine. Nothing is imported before the Node version is known, so that a
 * wrong one is told in words.
 */
const [major = 0] = process.versions.node.split('.').map(Number);
if (major >= NEEDED) {
  const { start } = await import('./demonstration/start.ts');
  process.exitCode = await start(process.argv.slice(2));
} else {
  process.stderr.write(
    `This is Node ${process.versions.node}; Expunge needs Node ${NEEDED}. Run it as \`npm start\`, which brings its own.\n`,
  );
  process.exitCode = 1;
}
