import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { emptyBundles, scratch, type TemplateJson } from '../infra/support.ts';

const RUNBOOK = new URL('../../docs/runbook.md', import.meta.url);
const PARTS = ['What it means', 'How to look', 'What to do'];

/** The alarms as the template of the example in cn-north-1 has them: `SchedulerAlarmsStuck7DDBEFCE` is called `Stuck`. */
let alarms: readonly string[];
beforeAll(() => {
  const { app } = fiveApps({ region: 'cn-north-1', bundles: emptyBundles(), outdir: scratch() });
  const template: TemplateJson = app.synth().getStackByName('Expunge').template;
  alarms = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .map(([id]) => /Alarms(\w+)[0-9A-F]{8}$/.exec(id)?.[1] ?? id);
});

/** Heading → what stands below it, for the headings that name an alarm: one word in code. */
function entries(): ReadonlyMap<string, string> {
  const sections = readFileSync(RUNBOOK, 'utf8').split(/^### /m).slice(1);
  return new Map(
    sections.flatMap((section) => {
      const name = /^`(\w+)`\n/.exec(section)?.[1];
      return name === undefined ? [] : [[name, section] as const];
    }),
  );
}

describe('the runbook', () => {
  it('has a heading for each alarm, and none for an alarm that does not exist', () => {
    expect(alarms.length).toBeGreaterThan(0);
    expect([...entries().keys()].sort()).toEqual([...alarms].sort());
  });

  it('says of each alarm what it means, how to look and what to do', () => {
    const missing = [...entries()].flatMap(([name, text]) =>
      PARTS.filter((part) => !text.includes(`**${part}.**`)).map((part) => `${name}: ${part}`),
    );
    expect(missing).toEqual([]);
  });
});
