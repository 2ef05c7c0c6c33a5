import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { AwsFault, arn, type Place, page, type RestRequest, type Route, readInput } from '../http/index.ts';
import { definition, newSchedule, type Schedule } from './schedule.ts';

const NAME = z.string().regex(/^[0-9a-zA-Z\-_.]{1,64}$/, 'must be letters, digits, - _ .');

const byName = z.strictObject({ groupName: z.literal('default').optional(), clientToken: z.string().optional() });

const list = z.strictObject({
  ScheduleGroup: z.literal('default').optional(),
  NamePrefix: z.string().default(''),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  NextToken: z.string().optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
});

const ONE = /^\/schedules\/(?<Name>[^/]+)$/;
const ALL = /^\/schedules$/;

/** CreateSchedule, GetSchedule, UpdateSchedule, DeleteSchedule and ListSchedules, over `schedules` (by name). */
export function operations(schedules: Map<string, Schedule>, clock: Clock, place: Place): Route[] {
  const nameOf = ({ labels }: RestRequest) => readInput(z.object({ Name: NAME }), labels).Name;
  const arnOf = (name: string) => arn(place, 'scheduler', `schedule/default/${name}`);

  function existing(request: RestRequest): Schedule {
    readInput(byName, Object.fromEntries(request.query));
    const name = nameOf(request);
    const schedule = schedules.get(name);
    if (schedule === undefined)
      throw new AwsFault('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return schedule;
  }

  function create(request: RestRequest): unknown {
    const name = nameOf(request);
    const input = readInput(definition, request.body);
    const there = schedules.get(name);
    // the same token is the same request, sent again by an SDK that saw no answer
    if (
      there !== undefined &&
      (input.ClientToken === undefined || there.definition.ClientToken !== input.ClientToken)
    ) {
      throw new AwsFault('ConflictException', `Schedule ${name} already exists.`, 409);
    }
    const now = clock.now();
    if (there === undefined) schedules.set(name, newSchedule(name, arnOf(name), input, now, now));
    return { ScheduleArn: arnOf(name) };
  }

  function update(request: RestRequest): unknown {
    const { name, createdAt } = existing(request);
    const input = readInput(definition, request.body);
    // an update replaces everything: what it does not say goes back to its default
    schedules.set(name, newSchedule(name, arnOf(name), input, clock.now(), createdAt));
    return { ScheduleArn: arnOf(name) };
  }

  function listed({ query }: RestRequest): unknown {
    const { NamePrefix, State, NextToken, MaxResults } = readInput(list, Object.fromEntries(query));
    const wanted = [...schedules.values()]
      .filter(({ name, definition: { State: state } }) => name.startsWith(NamePrefix) && (State ?? state) === state)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(wanted, MaxResults, NextToken);
    return { Schedules: items.map(summary), ...(next !== undefined && { NextToken: next }) };
  }

  return [
    { method: 'POST', path: ONE, operation: create },
    { method: 'GET', path: ONE, operation: (request) => describe(existing(request)) },
    { method: 'PUT', path: ONE, operation: update },
    { method: 'DELETE', path: ONE, operation: (request) => void schedules.delete(existing(request).name) },
    { method: 'GET', path: ALL, operation: listed },
  ];
}

function summary({ name, arn, definition, createdAt, modifiedAt }: Schedule): Record<string, unknown> {
  return {
    Name: name,
    Arn: arn,
    GroupName: definition.GroupName,
    State: definition.State,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
    Target: { Arn: definition.Target.Arn },
  };
}

function describe(schedule: Schedule): Record<string, unknown> {
  const { ClientToken: _, ...definition } = schedule.definition;
  return { ...summary(schedule), ...definition };
}
