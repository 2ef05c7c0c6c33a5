import type { Clock } from '../../lib/clock.ts';
import { json11, type LocalServer, listen, type Place } from '../http/index.ts';
import { busOperations } from './bus-operations.ts';
import { Buses, DEFAULT_BUS } from './buses.ts';
import { type Deliver, Delivery, type Loss } from './delivery.ts';
import { envelope, type NewEvent } from './event.ts';
import { putEventsOperation } from './put-events.ts';
import { rules } from './rules.ts';
import { targets } from './targets.ts';

export interface EventsOptions {
  /** The time of events that come without one. */
  readonly clock: Clock;
  readonly place: Place;
  readonly deliver: Deliver;
  /** Told of an event that neither its target nor a dead-letter queue has taken. */
  readonly onLost: (loss: Loss) => void;
}

export interface LocalEvents extends LocalServer {
  /**
   * Puts an event of an AWS service (`aws.s3`) on the default bus, without the network. Resolves when every target has
   * it or has been given up; never rejects.
   */
  put(event: NewEvent): Promise<void>;
  /** Resolves when no delivery is under way. */
  idle(): Promise<void>;
}

/**
 * Serves the part of EventBridge that Expunge needs, on loopback: buses, rules with patterns, PutEvents. Everything is
 * in memory. An event is delivered at least once and in no promised order; `stop` waits for what is under way, and what was
 * accepted before a `restart` is delivered all the same.
 */
export async function startEvents({ clock, place, deliver, onLost }: EventsOptions): Promise<LocalEvents> {
  const buses = new Buses(place);
  const delivery = new Delivery(buses, deliver, onLost);
  const server = await listen(
    json11('AWSEvents', {
      ...busOperations(buses),
      ...rules(buses),
      ...targets(buses),
      ...putEventsOperation(buses, delivery, clock),
    }),
  );
  return {
    ...server,
    put: (event) => delivery.route(DEFAULT_BUS, envelope(event, place, clock.now())),
    idle: () => delivery.idle(),
    async stop() {
      await server.stop();
      await delivery.idle();
    },
  };
}
