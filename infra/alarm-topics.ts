import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { ExpungeError } from '../lib/errors.ts';

const TOPIC = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_-]{1,256}$/;

/**
 * Alarms that send to these SNS topics. Throws CONFIGURATION for what is no topic's ARN, and for a topic of another
 * region, to which CloudWatch does not send: better no deployment than alarms that reach nobody.
 */
export function alarmsTo(topics: readonly string[], region: string): readonly IAlarmAction[] {
  return topics.map((arn) => {
    const home = TOPIC.exec(arn)?.[1];
    if (home === undefined) throw refused(arn, 'is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<name>');
    if (home !== region) throw refused(arn, `is in ${home}; an alarm in ${region} needs a topic there`);
    return { bind: () => ({ alarmActionArn: arn }) };
  });
}

function refused(arn: string, why: string): ExpungeError {
  return new ExpungeError('CONFIGURATION', `alarmTopic ${arn} ${why}.`, { place: 'alarmTopic' });
}
