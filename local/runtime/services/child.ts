import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { restartElsewhere } from './elsewhere.ts';

/** A program of another language that runs beside us, and never longer than we do. */
export interface Child {
  readonly process: ChildProcess;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
  /** Kills it, as a crash would, and starts it again so many milliseconds later. */
  restart(pause: number): Promise<void>;
}

/**
 * Where there is a POSIX shell, a shell stands between: it waits until our end of its input closes, which the system does
 * even when this process is killed, then ends the program and all it has started, and removes the scratch directory. Its
 * own session keeps it out of reach of Ctrl-C. A line `kill` or `start` on its input is done to the program.
 */
const GUARD = `scratch=$1; shift
"$@" <&- & program=$!
while read -r line; do
  case $line in
    kill) kill -s KILL $program; wait $program 2>/dev/null;;
    start) "$@" <&- & program=$!;;
  esac
done
trap '' TERM
kill -s TERM -- -$$ 2>/dev/null
wait
[ -z "$scratch" ] || rm -rf "$scratch"`;

/** Milliseconds a program may take to end by itself. */
const PATIENCE = 5_000;

/** Starts `command`; its output is piped. `scratch`: a directory that goes when it ends. */
export function startChild(command: string, args: readonly string[], scratch: string | null): Child {
  const guarded = process.platform !== 'win32';
  const child = guarded
    ? spawn('/bin/sh', ['-c', GUARD, 'sh', scratch ?? '', command, ...args], { stdio: 'pipe', detached: true })
    : spawn(command, args, { stdio: 'pipe', shell: true });
  const end = () => (guarded ? child.stdin?.destroy() : child.kill());
  process.once('exit', end);
  return {
    process: child,
    stop: async () => {
      process.off('exit', end);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      end();
      const patience = setTimeout(() => kill(child, guarded), PATIENCE);
      await gone;
      clearTimeout(patience);
    },
    restart: async (milliseconds) => {
      if (!guarded) await restartElsewhere();
      child.stdin?.write('kill\n');
      await pause(milliseconds);
      child.stdin?.write('start\n');
    },
  };
}

function kill(child: ChildProcess, guarded: boolean): void {
  if (guarded && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  else child.kill('SIGKILL');
}
