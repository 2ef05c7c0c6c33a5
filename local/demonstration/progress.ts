/** Says how far the work has come. */
export interface Progress {
  /** A new phase begins. */
  phase(text: string): void;
  /** Within the phase. */
  at(text: string): void;
  end(): void;
}

/** Plain lines in a file or a pipe no more often than this, milliseconds. */
const LINE_EVERY = 5_000;
/** A terminal's line may be written this often, milliseconds. */
const UPDATE_EVERY = 100;

/** On a terminal one line that is written over; elsewhere plain lines, fewer of them. */
export function showProgress(out: NodeJS.WriteStream): Progress {
  const began = performance.now();
  let phase = '';
  let last = 0;
  const clockTime = () => `${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s`;
  const write = (text: string) => {
    last = performance.now();
    if (!out.isTTY) out.write(`${clockTime()}  ${text}\n`);
    else out.write(`\r\u001b[2K${clockTime()}  ${text.slice(0, (out.columns ?? 80) - 12)}`);
  };
  return {
    phase(text) {
      if (out.isTTY && phase !== '') out.write('\n');
      phase = text;
      write(text);
    },
    at(text) {
      if (performance.now() - last >= (out.isTTY ? UPDATE_EVERY : LINE_EVERY)) write(`${phase}: ${text}`);
    },
    end() {
      if (out.isTTY && phase !== '') out.write('\n');
    },
  };
}

export const SILENT: Progress = { phase() {}, at() {}, end() {} };
