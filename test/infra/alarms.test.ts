import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { expungeApp } from '../../infra/expunge-app.ts';
import { deployExpunge } from '../../infra/index.ts';
import type { Plan, PlanRule } from '../../lib/policy/plan.ts';
import { timerStart } from '../../lib/retention/index.ts';
import { NOTHING_MORE } from '../policy/plain.ts';
import { codeOf, emptyBundles, ofType, scratch } from './support.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const bundles = emptyBundles();

/** A plan of two policies with one rule for each of these windows, in seconds. */
function planOf(...windows: readonly number[]): Plan {
  const rule = (window: number, index: number): PlanRule => ({
    id: `rule-${index}`,
    clause: '§',
    start: 'collected',
    period: 'P180D',
    window,
    floor: null,
  });
  const rules = windows.map(rule);
  const policy = (id: string, of: readonly PlanRule[]) => ({
    id,
    version: '1',
    digest: '0'.repeat(64),
    controller: 'Example Ltd',
    zone: 'Asia/Shanghai',
    residency: null,
    categories: {},
    rules: Object.fromEntries(of.map((one) => [one.id, one])),
    grounds: {},
    ...NOTHING_MORE,
    triggers: {},
  });
  return {
    format: 'expunge-plan/1',
    recipients: {},
    policies: { one: policy('one', rules.slice(0, 1)), other: policy('other', rules.slice(1)) },
    datasets: {},
  };
}

function oldestDueTimer(plan: Plan): { readonly Threshold: number; readonly AlarmDescription: string } {
  const app = new App({ outdir: scratch() });
  deployExpunge(app, { env: { region: 'eu-central-1' }, scheduler: { plan, bundles } });
  const alarms = ofType(app.synth().getStackByName('Expunge').template, 'AWS::CloudWatch::Alarm');
  const [alarm] = alarms.filter(({ Properties }) => Properties.MetricName === 'OldestDueTimer');
  return alarm?.Properties;
}

describe('the alarm about the oldest due timer', () => {
  it.each([
    ['a day', [DAY], 6 * HOUR],
    ['a day and twelve hours', [DAY, 12 * HOUR], 3 * HOUR],
    ['three days', [3 * DAY, 4 * DAY], 18 * HOUR],
    ['no rule at all', [], 6 * HOUR],
  ])('comes after a quarter of the shortest window: %s', (_, windows, threshold) => {
    const alarm = oldestDueTimer(planOf(...windows));
    expect(alarm.Threshold).toBe(threshold);
    expect(alarm.AlarmDescription).toContain(`${threshold / HOUR} hours`);
  });

  it('comes before the latest moment, with a twelve-hour window too', () => {
    const window = 12 * HOUR;
    const { Threshold } = oldestDueTimer(planOf(DAY, window));
    const noticed = 10 * 60; // two periods of the metric
    for (let minutes = 0; minutes < (2 * window) / 60; minutes += 7) {
      const latest = Date.parse('2026-11-23T00:00:00Z') + minutes * 60_000;
      expect(timerStart(latest, window) + (Threshold + noticed) * 1000).toBeLessThan(latest);
    }
  });
});

describe('the alarms of `infra/app.ts`', () => {
  const REGION = 'cn-north-1';
  const topic = (name: string, region = REGION) => `arn:aws-cn:sns:${region}:111122223333:${name}`;
  const make = (alarmTopics?: readonly string[]) =>
    expungeApp({
      region: REGION,
      inventory: 'examples/five-apps/inventory.yaml',
      alarmTopics,
      bundles,
      outdir: scratch(),
    });
  const UNHEARD = expect.stringMatching(/alarmTopic.*reach nobody/);

  it('are all sent to every topic that is given', () => {
    const topics = [topic('on-call'), topic('privacy')];
    const { app, warnings } = make(topics);
    const alarms = ofType(app.synth().getStackByName('Expunge').template, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(10);
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toEqual(topics);
    expect(warnings).not.toContainEqual(UNHEARD);
  });

  it.each([[undefined], [[]]])('reach nobody where none is given, and a warning says so', (topics) => {
    expect(make(topics).warnings).toContainEqual(UNHEARD);
  });

  it.each([
    ['a name', 'on-call'],
    ['a queue', 'arn:aws-cn:sqs:cn-north-1:111122223333:on-call'],
    ['a topic of another region', topic('on-call', 'cn-northwest-1')],
  ])('are refused for %s', (_, arn) => {
    expect(codeOf(() => make([topic('privacy'), arn]))).toBe('CONFIGURATION');
  });
});
